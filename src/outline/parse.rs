//! Reading an outline: rows to a draft. A row that does not read is named and left out; all others are kept.

use std::cell::{Cell, OnceCell};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::draft::Draft;
use super::print::{own_messages, sequence_labels};
use super::rails;
use super::table::{
    CONSENT_CHANNELS, GOALS, MESSAGES, TEXT_ACTIONS, TOUCHES, bare, channel_of, event_of, field_of, longest,
    near_field, repeat_of,
};
use super::wait::{WordError, length_of, spelled, wait_of};
use super::words::{Kind, Line, TextProblem, Word, labels};
use crate::calendar::{Clock, Date, Window};
use crate::lean::number;
use crate::lean::order::{self, Gather};
use crate::lean::text::{MOST_CANDIDATES, nearest, quoted};
use crate::model::{
    Action, Arm, Await, Basis, Branch, By, CalendarId, Case, ChannelKind, Code, ConsentRule, Entry,
    EntryEvent, EventKind, ExitRule, Field, FieldKind, Flaw, FunnelStage, Goal, Length, MAX_DEPTH, MessageId,
    Occurs, OnMissing, PersonaId, Plan, Repeat, Rule, ScoreId, SegmentId, SenderRule, Sequence, SequenceId,
    Slot, Split, Step, StepId, StepKind, Touch, Trigger, Wait,
};
use crate::segment::{self, Heading, Names};

/// More lines than this are not read.
pub const MAX_LINES: usize = 5_000;
/// Longer lines (in characters) are not read.
pub const MAX_LINE: usize = 20_000;
/// A longer text (in bytes) is not read on: its typing would have to be waited for.
pub const MAX_TEXT: usize = 500_000;
/// After so many problems the rest are not listed.
pub(super) const MAX_PROBLEMS: usize = 200;
/// Letters of names that are gone through for near words in one text, at most: the first problems get one, whatever the names are.
const MAX_NEAR: usize = 120_000;

/// What reading gave.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// The sequence, of the rows that read; `None` where no row did.
    pub draft: Option<Draft>,
    /// What did not read, in the order of the lines.
    pub problems: Vec<TextProblem>,
}

/// Reads an outline. `plan` gives the names: segments, calendars, messages.
///
/// The draft is fit to be used when there are no problems; with problems it holds what did read.
pub fn parse(text: &str, plan: &Plan) -> Parsed {
    parse_over(text, plan, None)
}

/// As [`parse`], for a list with these columns: conditions and dates that it cannot answer are refused where they are typed.
pub fn parse_over(text: &str, plan: &Plan, headings: Option<&[Heading]>) -> Parsed {
    let mut reading = Reading::new(text, plan, headings);
    while reading.step(usize::MAX) {}
    reading.finish()
}

/// An outline that is read a piece at a time, so that whoever types on is heard in between.
pub struct Reading<'a> {
    parser: Parser<'a>,
    lines: std::iter::Take<std::iter::Enumerate<std::str::Lines<'a>>>,
    /// Bytes read.
    read: usize,
}

impl<'a> Reading<'a> {
    /// Begins; as [`parse_over`].
    pub fn new(text: &'a str, plan: &'a Plan, headings: Option<&'a [Heading]>) -> Reading<'a> {
        let mut parser = Parser::new(plan);
        parser.headings = headings;
        if text.lines().nth(MAX_LINES).is_some() {
            let line = Line { number: MAX_LINES + 1, ..Line::default() };
            parser.problem(&line, 1..1, "the text is too long", &format!("at most {MAX_LINES} lines"), None);
        }
        Reading { parser, lines: text.lines().enumerate().take(MAX_LINES), read: 0 }
    }

    /// Reads at least one line and then on until `bytes` are read; whether there are more.
    pub fn step(&mut self, bytes: usize) -> bool {
        let until = self.read.saturating_add(bytes);
        for (index, line) in self.lines.by_ref() {
            let number = index + 1;
            self.read += line.len() + 1;
            if self.read > MAX_TEXT {
                let line = Line { number, ..Line::default() };
                let expected = format!("at most {MAX_TEXT} bytes");
                self.parser.problem(&line, 1..1, "the text is too long from here on", &expected, None);
                return false;
            }
            if line.chars().nth(MAX_LINE).is_some() {
                let line = Line { number, ..Line::default() };
                let expected = format!("at most {MAX_LINE} characters");
                self.parser.problem(&line, 1..1, "the line is too long", &expected, None);
            } else {
                self.parser.row(&Line::read(number, line));
            }
            if self.read >= until {
                return true;
            }
        }
        false
    }

    /// What reading gave; names that rows refer to are looked up now.
    pub fn finish(self) -> Parsed {
        self.parser.finish()
    }
}

/// What conditions may name: touches and segments by their labels.
struct Known<'a> {
    plan: &'a Plan,
    steps: &'a Labels<StepId>,
    segments: &'a Labels<SegmentId>,
    /// Letters that may still be gone through for near words.
    near: &'a Cell<usize>,
    headings: Option<&'a [Heading]>,
    /// What the sequence sets itself.
    given: &'a BTreeSet<Field>,
}

impl Known<'_> {
    /// All names, for a near word; none where enough were looked at.
    fn offered<Id: Copy + Ord>(&self, labels: &Labels<Id>) -> Vec<String> {
        let n = labels.exact.keys().take(MOST_CANDIDATES).map(String::len).sum();
        if !spend(self.near, n) {
            return Vec::new();
        }
        labels.exact.keys().take(MOST_CANDIDATES).cloned().collect()
    }
}

/// Takes `n` of what is left; false where it is not enough.
fn spend(left: &Cell<usize>, n: usize) -> bool {
    match left.get().checked_sub(n) {
        Some(rest) => {
            left.set(rest);
            true
        }
        None => false,
    }
}

/// Records by label: by that very label, else by one that differs in case only.
struct Labels<Id> {
    exact: BTreeMap<String, Id>,
    /// Of labels that differ in case only, the first.
    lower: BTreeMap<String, Id>,
    /// The other way round.
    by_id: BTreeMap<Id, String>,
}

impl<Id: Copy + Ord> Labels<Id> {
    fn of(records: &[(Id, &str)]) -> Labels<Id> {
        let exact = labels(records);
        let mut lower = BTreeMap::new();
        for (label, id) in &exact {
            lower.entry(label.to_lowercase()).or_insert(*id);
        }
        let by_id = exact.iter().map(|(label, id)| (*id, label.clone())).into_map();
        Labels { exact, lower, by_id }
    }

    fn find(&self, name: &str) -> Option<Id> {
        self.exact.get(name).or_else(|| self.lower.get(&name.to_lowercase())).copied()
    }
}

impl Names for Known<'_> {
    fn step(&self, name: &str) -> Option<StepId> {
        self.steps.find(name)
    }
    fn step_name(&self, id: StepId) -> Option<String> {
        self.steps.by_id.get(&id).cloned()
    }
    fn segment(&self, name: &str) -> Option<SegmentId> {
        self.segments.find(name)
    }
    fn segment_name(&self, id: SegmentId) -> Option<String> {
        self.segments.by_id.get(&id).cloned()
    }
    fn steps(&self) -> Vec<String> {
        self.offered(self.steps)
    }
    fn segments(&self) -> Vec<String> {
        self.offered(self.segments)
    }
    fn in_run(&self) -> bool {
        true
    }
    fn persona(&self, name: &str) -> Option<PersonaId> {
        self.plan.persona(name)
    }
    fn persona_name(&self, id: PersonaId) -> Option<String> {
        self.plan.persona_name(id)
    }
    fn personas(&self) -> Vec<String> {
        self.plan.personas()
    }
    fn score(&self, name: &str) -> Option<ScoreId> {
        self.plan.score(name)
    }
    fn score_name(&self, id: ScoreId) -> Option<String> {
        self.plan.score_name(id)
    }
    fn scores(&self) -> Vec<String> {
        self.plan.scores()
    }
    fn headings(&self) -> Option<&[Heading]> {
        self.headings
    }
    fn gives(&self, field: &Field) -> bool {
        self.given.contains(field)
    }
}

/// A name that is looked up when all rows are read.
struct Pending {
    step: StepId,
    what: What,
    line: Line,
    at: Range<usize>,
}

enum What {
    ReplyTo(String),
    Of(String),
    Condition(usize),
    SkipIf,
}

/// A container whose rows are being read.
struct Group {
    line: Line,
    /// `None`: too deep, its rows are left out.
    id: Option<StepId>,
    slot: Option<Slot>,
    /// Whether its rows stand further right than it does.
    indented: bool,
    /// Arms already met by name.
    arms: BTreeSet<usize>,
}

struct Parser<'a> {
    plan: &'a Plan,
    headings: Option<&'a [Heading]>,
    problems: Vec<TextProblem>,
    sequence: Sequence,
    named: bool,
    entry: Option<Date>,
    /// A line says when contacts enter and does not read: what it would have said is not missing.
    entry_slipped: bool,
    /// What lets a contact in, and how often or when, each with its place.
    trigger: Option<(Trigger, Line, Range<usize>)>,
    occurs: Option<(Occurs, Line, Range<usize>)>,
    /// Step n of the text is at n − 1.
    steps: Vec<Step>,
    /// The line of each step.
    lines: Vec<Line>,
    groups: Vec<Group>,
    pending: Vec<Pending>,
    /// Touches that say nothing about their message.
    open_messages: BTreeSet<StepId>,
    segments: Labels<SegmentId>,
    messages: BTreeMap<String, MessageId>,
    /// Made when a row first names one.
    calendars: OnceCell<BTreeMap<String, CalendarId>>,
    sequences: OnceCell<BTreeMap<String, SequenceId>>,
    own_messages: BTreeMap<(String, ChannelKind), MessageId>,
    rows: usize,
    /// Letters that may still be gone through for near words.
    near: Cell<usize>,
}

/// Reads what a sequence asks for before it touches somebody, as its rows say it after `needs`, with `;` between several.
///
/// # Errors
/// The first word that does not read, in a sentence.
pub fn parse_consent(text: &str) -> Result<Vec<ConsentRule>, String> {
    let plan = Plan::new("consent", "Consent", 1, crate::model::ZoneName::from("UTC"));
    let mut parser = Parser::new(&plan);
    for part in text.split(';').filter(|part| !part.trim().is_empty()) {
        parser.needs_row(&Line::read(1, &format!("needs {part}")));
    }
    match parser.problems.first() {
        None => Ok(parser.sequence.consent),
        Some(problem) if problem.word.is_empty() => Err(format!("{}: {}", problem.message, problem.expected)),
        Some(problem) => Err(format!("{:?}: {}; {}", problem.word, problem.message, problem.expected)),
    }
}

/// The words a row may begin with.
pub const STARTS: &[&str] = &[
    "sequence",
    "enter",
    "from",
    "on",
    "at",
    "calendar",
    "goal",
    "senders",
    "needs",
    "not",
    "gap",
    "limit",
    "quiet",
    "hold",
    "email",
    "call",
    "linkedin",
    "whatsapp",
    "sms",
    "in-app",
    "ad",
    "task",
    "wait",
    "day",
    "until",
    "await",
    "timed",
    "if",
    "else",
    "otherwise",
    "split",
    "arm",
    "repeat",
    "add",
    "remove",
    "set",
    "notify",
    "enrol",
    "quote",
    "end",
    "stop",
    "leave",
];

const ROW: &str = "a row such as email \"Intro\", wait 2 business days, if opened, end or leave when replied";

impl<'a> Parser<'a> {
    fn new(plan: &'a Plan) -> Parser<'a> {
        let segments: Vec<_> = plan.segments.iter().map(|(id, s)| (*id, s.name.as_str())).collect();
        let messages: Vec<_> = plan.messages.iter().map(|(id, m)| (*id, m.name.as_str())).collect();
        Parser {
            plan,
            headings: None,
            problems: Vec::new(),
            sequence: Sequence {
                name: String::new(),
                segment: None,
                entry: Entry { from: Date::from_days(0), per_business_day: None, on: None },
                calendar: None,
                body: Vec::new(),
                exits: Vec::new(),
                sender_rule: SenderRule::default(),
                goal: None,
                consent: Vec::new(),
                not_after: None,
                guardrails: Default::default(),
            },
            named: false,
            entry: None,
            entry_slipped: false,
            trigger: None,
            occurs: None,
            steps: Vec::new(),
            lines: Vec::new(),
            groups: Vec::new(),
            pending: Vec::new(),
            open_messages: BTreeSet::new(),
            segments: Labels::of(&segments),
            messages: labels(&messages),
            calendars: OnceCell::new(),
            sequences: OnceCell::new(),
            own_messages: own_messages(plan),
            rows: 0,
            near: Cell::new(MAX_NEAR),
        }
    }

    /// The name that was probably meant, as it is typed; nothing once the problems are listed no more or enough was looked at.
    fn near_name<'n>(&self, name: &str, names: impl Iterator<Item = &'n str> + Clone) -> Option<String> {
        let n = names.clone().take(MOST_CANDIDATES).map(str::len).sum();
        (self.problems.len() < MAX_PROBLEMS && spend(&self.near, n))
            .then(|| nearest(name, names).map(|name| quoted(&name)))?
    }

    fn problem(
        &mut self,
        line: &Line,
        columns: Range<usize>,
        message: &str,
        expected: &str,
        fix: Option<String>,
    ) {
        if self.problems.len() < MAX_PROBLEMS {
            let word = if columns.end <= line.characters.len() + 1 {
                line.text(columns.clone())
            } else {
                String::new()
            };
            self.problems.push(TextProblem {
                line: line.number,
                columns,
                word,
                message: message.to_owned(),
                expected: expected.to_owned(),
                fix,
            });
        }
    }

    /// A word that does not belong where it stands.
    fn unexpected(&mut self, line: &Line, word: &Word, expected: &str, fix: Option<String>) {
        let message = format!("{:?} does not belong here", line.text(word.at.clone()));
        self.problem(line, word.at.clone(), &message, expected, fix);
    }

    /// The end of a line that should go on.
    fn missing(&mut self, line: &Line, expected: &str) {
        let end = line.end();
        self.problem(line, end..end, "something is missing here", expected, None);
    }

    /// An error of [`wait_of`] and its kin, over words of this line.
    fn word_error(&mut self, line: &Line, words: &[&Word], error: WordError) {
        let columns = words.get(error.index).map_or_else(
            || {
                let end = words.last().map_or_else(|| line.end(), |word| word.at.end);
                end..end
            },
            |word| word.at.clone(),
        );
        self.problem(line, columns, &error.message, error.expected, error.fix);
    }

    fn row(&mut self, line: &Line) {
        let Some(first) = line.words.first() else { return };
        if let Some(column) = line.open_quote {
            let end = line.characters.len() + 1;
            self.problem(line, column..end, "the name is not closed", "a closing quote", None);
        }
        if first.kind != Kind::Word {
            self.unexpected(line, first, ROW, None);
            return;
        }
        let keyword = first.text.trim_end_matches(':').to_ascii_lowercase();
        let a_number = first.text.starts_with(|c: char| c.is_ascii_digit());
        if a_number || STARTS.contains(&keyword.as_str()) {
            self.close_by_indent(line, first);
            self.rows += 1;
        }
        match keyword.as_str() {
            "sequence" => self.name_row(line),
            "enter" => self.enter_row(line),
            "from" | "on" | "at" => self.entry_rest(line, 0),
            "calendar" => self.calendar_row(line),
            "goal" => self.goal_row(line),
            "senders" => self.senders_row(line),
            "needs" => self.needs_row(line),
            "not" => self.deadline_row(line),
            "gap" | "limit" | "quiet" | "hold" => {
                if let Err(error) = rails::row(&spelled(&line.words), &mut self.sequence.guardrails) {
                    let words: Vec<_> = line.words.iter().filter(|word| word.kind != Kind::Comma).collect();
                    self.word_error(line, &words, error);
                }
            }
            "leave" => self.leave_row(line),
            word if TOUCHES.contains(&word) => self.touch_row(line, 0),
            "wait" | "until" | "day" => self.wait_row(line),
            "await" => self.await_row(line),
            "timed" => self.timed_out_row(line),
            "if" => self.if_row(line),
            "else" => self.else_row(line),
            "otherwise" => self.otherwise_row(line),
            "split" => self.split_row(line),
            "arm" => self.arm_row(line),
            "repeat" => self.repeat_row(line),
            "add" | "remove" | "set" | "notify" | "enrol" | "quote" => self.action_row(line),
            "end" => self.end_row(line),
            "stop" => self.stop_row(line),
            _ if a_number => self.entry_rest(line, 0),
            _ => {
                let is_listed = self.problems.len() < MAX_PROBLEMS;
                let fix = if is_listed { nearest(&keyword, STARTS.iter().copied()) } else { None };
                self.unexpected(line, first, ROW, fix);
            }
        }
    }

    /// Where rows of a group stand further right, one that does not ends the group: its `end` was forgotten.
    fn close_by_indent(&mut self, line: &Line, first: &Word) {
        let goes_on = ["end", "timed", "else", "otherwise", "arm"].iter().any(|word| first.is(word));
        while let Some(group) = self.groups.last_mut() {
            if line.indent > group.line.indent {
                group.indented = true;
            }
            let over = group.indented
                && (line.indent < group.line.indent || (!goes_on && line.indent == group.line.indent));
            if !over {
                break;
            }
            let opener = group.line.number;
            let message = format!("the group of line {opener} is not closed");
            self.problem(line, first.at.clone(), &message, "end before this row", Some("end".to_owned()));
            self.groups.pop();
        }
    }

    /// Puts a step into the list whose rows are being read.
    fn push(&mut self, line: &Line, step: Step) -> Option<StepId> {
        let id = StepId(self.steps.len() as u32 + 1);
        match self.groups.last_mut() {
            None => self.sequence.body.push(id),
            Some(group) => {
                let container = group.id?;
                let slot = *group.slot.get_or_insert(Slot::Arm(0));
                self.steps.get_mut(container.0 as usize - 1)?.kind.list_mut(slot)?.push(id);
            }
        }
        self.steps.push(step);
        self.lines.push(line.clone());
        Some(id)
    }

    fn open(&mut self, line: &Line, step: Step, slot: Option<Slot>) -> Option<StepId> {
        let too_deep = self.groups.len() >= MAX_DEPTH;
        if too_deep {
            let first = line.words[0].at.clone();
            let expected = format!("at most {MAX_DEPTH} groups inside each other");
            self.problem(line, first, "the group stands too deep and is left out", &expected, None);
        }
        let id = if too_deep { None } else { self.push(line, step) };
        self.groups.push(Group { line: line.clone(), id, slot, indented: false, arms: BTreeSet::new() });
        id
    }

    fn step_mut(&mut self, id: Option<StepId>) -> Option<&mut Step> {
        self.steps.get_mut(id?.0 as usize - 1)
    }

    // ---- the head ----

    /// The quoted name at a position, or a problem.
    fn name_at(&mut self, line: &Line, at: usize, what: &str) -> Option<String> {
        match line.words.get(at) {
            Some(word) if word.kind == Kind::Quoted => Some(word.text.clone()),
            Some(word) if word.kind == Kind::Word => {
                let fix = quoted(&word.text);
                self.unexpected(line, word, &format!("{what} between quotes"), Some(fix));
                None
            }
            Some(word) => {
                self.unexpected(line, word, &format!("{what} between quotes"), None);
                None
            }
            None => {
                self.missing(line, &format!("{what} between quotes"));
                None
            }
        }
    }

    fn nothing_from(&mut self, line: &Line, at: usize) {
        if let Some(word) = line.words.get(at) {
            self.unexpected(line, word, "the end of the line", None);
        }
    }

    fn name_row(&mut self, line: &Line) {
        let Some(name) = self.name_at(line, 1, "the sequence's name") else { return };
        if self.named {
            self.unexpected(line, &line.words[0], "one sequence in a text", None);
            return;
        }
        self.named = true;
        self.sequence.name = name;
        self.nothing_from(line, 2);
    }

    fn enter_row(&mut self, line: &Line) {
        let rest = match line.words.get(1) {
            Some(word) if word.is("all") => 2,
            Some(word) if word.is("segment") => {
                let Some(name) = self.name_at(line, 2, "the segment's name") else { return };
                match self.segments.exact.get(&name) {
                    Some(id) => self.sequence.segment = Some(*id),
                    None => {
                        let fix = self.near_name(&name, self.segments.exact.keys().map(String::as_str));
                        let at = line.words[2].at.clone();
                        self.problem(line, at, "there is no such segment", "the name of a segment", fix);
                    }
                }
                3
            }
            Some(word) => {
                let fix = nearest(&word.text, ["all", "segment"]);
                self.unexpected(line, word, "all, or segment \"name\"", fix);
                return;
            }
            None => {
                self.missing(line, "all, or segment \"name\"");
                return;
            }
        };
        let rest = if line.words.get(rest).is_some_and(|w| w.kind == Kind::Comma) { rest + 1 } else { rest };
        if line.words.len() > rest {
            self.entry_rest(line, rest);
        }
    }

    /// `54 a business day, from 2026-11-16` · `on form submitted, 12 a day for 20 days, from 2026-11-16`
    fn entry_rest(&mut self, line: &Line, start: usize) {
        let mut at = start;
        while let Some(word) = line.words.get(at) {
            let next = match word.kind {
                Kind::Comma => Some(at + 1),
                _ if word.is("from") => self.entry_from(line, at + 1),
                _ if word.is("on") => self.entry_on(line, at),
                _ if word.is("at") => self.entry_at(line, at),
                _ => self.entry_rate(line, at),
            };
            match next {
                Some(next) => at = next,
                None => {
                    // said once, where it stands
                    (self.trigger, self.occurs) = (None, None);
                    self.entry_slipped = true;
                    return;
                }
            }
        }
    }

    fn entry_from(&mut self, line: &Line, at: usize) -> Option<usize> {
        let expected = "a date such as 2026-11-16";
        let Some(word) = line.words.get(at) else {
            self.missing(line, expected);
            return None;
        };
        match word.text.parse::<Date>() {
            Ok(date) => {
                self.entry = Some(date);
                Some(at + 1)
            }
            Err(_) => {
                self.unexpected(line, word, expected, None);
                None
            }
        }
    }

    fn entry_on(&mut self, line: &Line, at: usize) -> Option<usize> {
        let names: Vec<&str> = Trigger::ALL.iter().map(|trigger| trigger.name()).collect();
        let rest = &line.words[at + 1..];
        if let Some((index, n)) = longest(&bare(rest), &names) {
            let columns = line.words[at].at.start..rest[n - 1].at.end;
            self.trigger = Some((Trigger::ALL[index], line.clone(), columns));
            return Some(at + 1 + n);
        }
        let expected = names.join(", ");
        let part = rest.split(|word| word.kind == Kind::Comma).next().unwrap_or_default();
        match (part.first(), part.last()) {
            (Some(first), Some(last)) => {
                let columns = first.at.start..last.at.end;
                let fix = nearest(&line.text(columns.clone()), names.iter().copied());
                self.problem(line, columns, "nobody enters on this", &expected, fix);
            }
            _ => self.missing(line, &expected),
        }
        None
    }

    fn entry_at(&mut self, line: &Line, at: usize) -> Option<usize> {
        let expected = "a date field such as created on, or a column of the list in quotes";
        let rest = &line.words[at + 1..];
        let words = spelled(rest);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match (field_of(&words, Some(FieldKind::Date)), rest.first()) {
            (Some((field, n)), _) => {
                let columns = line.words[at].at.start..rest[n - 1].at.end;
                self.occurs = Some((Occurs::On(field), line.clone(), columns));
                return Some(at + 1 + n);
            }
            (None, Some(word)) => {
                let fix = near_field(&word.text, Some(FieldKind::Date));
                self.unexpected(line, word, expected, fix);
            }
            (None, None) => self.missing(line, expected),
        }
        None
    }

    /// `54 a business day` · `12 a day for 20 days`
    fn entry_rate(&mut self, line: &Line, start: usize) -> Option<usize> {
        let words = &line.words;
        let word = &words[start];
        let number = number::parse(&word.text).filter(|n| word.kind == Kind::Word && *n > 0.0);
        let Some(number) = number else {
            let expected = "a number a business day, on and an event, or from and a date";
            self.unexpected(line, word, expected, nearest(&word.text, ["from", "on"]));
            return None;
        };
        let of_day = "a business day, or a day for and a number of days";
        let at = start + 1 + usize::from(words.get(start + 1).is_some_and(|w| w.is("a") || w.is("per")));
        if words.get(at).is_some_and(|w| w.is("business")) {
            self.wanted(line, at + 1, "day")?;
            let whole = word.text.parse::<u32>().ok();
            if whole.is_none() {
                self.unexpected(line, word, "a whole number", None);
            }
            self.sequence.entry.per_business_day = Some(whole?);
            return Some(at + 2);
        }
        match words.get(at) {
            Some(word) if word.is("day") => {}
            Some(word) => {
                let fix = nearest(&word.text, ["business", "day"]).or_else(|| Some("a".to_owned()));
                self.unexpected(line, word, of_day, fix);
                return None;
            }
            None => {
                self.missing(line, "a business day, from and a date");
                return None;
            }
        }
        match words.get(at + 1) {
            Some(word) if word.is("for") => {}
            Some(word) => {
                self.unexpected(line, word, of_day, Some("for".to_owned()));
                return None;
            }
            None => {
                self.missing(line, of_day);
                return None;
            }
        }
        let days = words.get(at + 2);
        let Some(days) = days.and_then(|days| days.text.parse::<u16>().ok()) else {
            match days {
                Some(word) => self.unexpected(line, word, "a number of days", None),
                None => self.missing(line, "a number of days"),
            }
            return None;
        };
        if !words.get(at + 3).is_some_and(|word| word.is("day")) {
            self.wanted(line, at + 3, "days")?;
        }
        let columns = word.at.start..words[at + 3].at.end;
        self.occurs = Some((Occurs::Daily { per_day: number, days }, line.clone(), columns));
        Some(at + 4)
    }

    /// The one word that must stand at a position.
    fn wanted(&mut self, line: &Line, at: usize, expected: &str) -> Option<()> {
        match line.words.get(at) {
            Some(word) if word.is(expected) => return Some(()),
            Some(word) => self.unexpected(line, word, expected, Some(expected.to_owned())),
            None => self.missing(line, expected),
        }
        None
    }

    fn calendar_row(&mut self, line: &Line) {
        let Some(name) = self.name_at(line, 1, "the calendar's name") else { return };
        let plan = self.plan;
        let calendars = self.calendars.get_or_init(|| {
            labels(&plan.calendars.iter().map(|(id, c)| (*id, c.name.as_str())).collect::<Vec<_>>())
        });
        match calendars.get(&name) {
            Some(id) => self.sequence.calendar = Some(*id),
            None => {
                let fix = self.near_name(&name, calendars.keys().map(String::as_str));
                let at = line.words[1].at.clone();
                self.problem(line, at, "there is no such calendar", "the name of a calendar", fix);
            }
        }
        self.nothing_from(line, 2);
    }

    fn goal_row(&mut self, line: &Line) {
        let expected = "a number of meetings, replies, positive replies, purchases or activations";
        let Some(word) = line.words.get(1) else { return self.missing(line, expected) };
        let Ok(target) = word.text.parse::<u32>() else {
            return self.unexpected(line, word, expected, None);
        };
        let Some(unit) = line.words.get(2) else { return self.missing(line, expected) };
        let names: Vec<&str> = GOALS.iter().map(|(name, _)| *name).collect();
        let Some((index, n)) = longest(&bare(&line.words[2..]), &names) else {
            return self.unexpected(line, unit, expected, nearest(&unit.text, names));
        };
        self.sequence.goal = Some(Goal { metric: GOALS[index].1, target });
        self.nothing_from(line, 2 + n);
    }

    fn senders_row(&mut self, line: &Line) {
        let expected = "owner, or round robin";
        match line.words.get(1) {
            Some(word) if word.is("owner") => {
                self.sequence.sender_rule = SenderRule::Owner;
                self.nothing_from(line, 2);
            }
            Some(word) if word.is("round") && line.words.get(2).is_some_and(|w| w.is("robin")) => {
                self.sequence.sender_rule = SenderRule::RoundRobin;
                self.nothing_from(line, 3);
            }
            Some(word) => {
                self.unexpected(line, word, expected, nearest(&word.text, ["owner", "round robin"]));
            }
            None => self.missing(line, expected),
        }
    }

    /// `needs consent or existing customer for messages to DE, AT` (G8).
    fn needs_row(&mut self, line: &Line) {
        let words = &line.words[1..];
        let Some(for_) = words.iter().position(|word| word.is("for")) else {
            return self.missing(line, "a basis, for and channels, such as consent for messages to DE, AT");
        };
        let rest = &words[for_ + 1..];
        let to = rest.iter().position(|word| word.is("to"));
        let mut rule = ConsentRule { bases: Vec::new(), channels: Vec::new(), countries: Vec::new() };
        let bases: Vec<&str> = Basis::ALL.iter().map(|basis| basis.name()).collect();
        for part in parts(&words[..for_]) {
            let text = joined(part);
            match Basis::ALL.into_iter().find(|basis| basis.name() == text) {
                Some(basis) => rule.bases.push(basis),
                None => {
                    return self.odd_part(
                        line,
                        part,
                        "this is no basis",
                        &bases.join(", "),
                        nearest(&text, bases.iter().copied()),
                    );
                }
            }
        }
        let channels: Vec<&str> = CONSENT_CHANNELS.iter().map(|(name, _)| *name).chain([MESSAGES]).collect();
        for part in parts(&rest[..to.unwrap_or(rest.len())]) {
            let text = joined(part);
            match CONSENT_CHANNELS.iter().find(|(name, _)| *name == text) {
                Some((_, channel)) => rule.channels.push(*channel),
                None if text == MESSAGES => rule.channels.extend(ConsentRule::MESSAGES),
                None => {
                    let expected = "messages, email, calls, linkedin, whatsapp, texts, in-app or ads";
                    return self.odd_part(
                        line,
                        part,
                        "this is no channel",
                        expected,
                        nearest(&text, channels),
                    );
                }
            }
        }
        for part in to.map(|to| parts(&rest[to + 1..])).unwrap_or_default() {
            let code = joined(part).to_ascii_uppercase();
            if code.len() != 2 || !code.bytes().all(|byte| byte.is_ascii_uppercase()) {
                return self.odd_part(
                    line,
                    part,
                    "this is no country code",
                    "codes such as DE, AT or US",
                    None,
                );
            }
            rule.countries.push(code);
        }
        if rule.bases.is_empty() || rule.channels.is_empty() || (to.is_some() && rule.countries.is_empty()) {
            return self.missing(line, "a basis, for and channels, such as consent for messages to DE, AT");
        }
        self.sequence.consent.push(rule);
    }

    fn odd_part(&mut self, line: &Line, part: &[Word], message: &str, expected: &str, fix: Option<String>) {
        let (Some(first), Some(last)) = (part.first(), part.last()) else {
            return self.missing(line, expected);
        };
        self.problem(line, first.at.start..last.at.end, message, expected, fix);
    }

    fn leave_row(&mut self, line: &Line) {
        match line.words.get(1) {
            Some(word) if word.is("when") => {}
            Some(word) => return self.unexpected(line, word, "when", Some("when".to_owned())),
            None => return self.missing(line, "when and what happens"),
        }
        let names: Vec<&str> = ExitRule::ALL.iter().map(|rule| rule.name()).collect();
        let expected = names.join(", ");
        if line.words.len() == 2 {
            return self.missing(line, &expected);
        }
        for part in line.words[2..].split(|word| word.kind == Kind::Comma) {
            let (Some(first), Some(last)) = (part.first(), part.last()) else {
                self.missing(line, &expected);
                continue;
            };
            let text = part.iter().map(|w| w.text.to_ascii_lowercase()).collect::<Vec<_>>().join(" ");
            match ExitRule::ALL.iter().find(|rule| rule.name() == text) {
                Some(rule) => self.sequence.exits.push(*rule),
                None => {
                    let fix = nearest(&text, names.iter().copied());
                    let at = first.at.start..last.at.end;
                    self.problem(line, at, "this does not take anybody out", &expected, fix);
                }
            }
        }
    }

    // ---- steps ----

    fn touch_row(&mut self, line: &Line, start: usize) {
        let words = &line.words;
        let Some((channel, n)) = channel_of(&bare(&words[start..])) else {
            // the only channel of two kinds
            return match words.get(start + 1) {
                Some(word) => {
                    let fix = nearest(&word.text, ["invite", "message"]);
                    self.unexpected(line, word, "invite or message", fix);
                }
                None => self.missing(line, "invite or message, and a name"),
            };
        };
        let mut at = start + n;
        let Some(name) = self.name_at(line, at, "the touch's name") else { return };
        at += 1;
        let mut touch = Touch::new(channel, channel.usual_by());
        if let Some(word) = words.get(at).filter(|w| w.kind == Kind::Word) {
            at += 1;
            match window_of(&word.text) {
                Some(window) => touch.window = Some(window),
                None => self.unexpected(line, word, "hours such as 9:00-11:30, or a comma", None),
            }
        }
        let mut more = Options::default();
        let mut rest = &words[at.min(words.len())..];
        if let Some(word) = rest.first() {
            if word.kind == Kind::Comma {
                rest = &rest[1..];
            } else {
                self.unexpected(line, word, "a comma", Some(",".to_owned()));
                rest = &[];
            }
            if rest.is_empty() && word.kind == Kind::Comma {
                self.missing(line, OPTIONS);
            }
        }
        // the last, since a rule has commas of its own
        let skip = (0..rest.len()).find(|i| {
            rest[*i].is("skip")
                && rest.get(i + 1).is_some_and(|word| word.is("if"))
                && i.checked_sub(1).is_none_or(|before| rest[before].kind == Kind::Comma)
        });
        let (rest, skip_if) = match skip {
            Some(at) => (&rest[..at], Some(&rest[at + 2..])),
            None => (rest, None),
        };
        for part in rest.split(|word| word.kind == Kind::Comma).filter(|part| !part.is_empty()) {
            self.option(line, part, &mut touch, &mut more);
        }
        let Options { reply_to, message, stage } = more;
        let bound = match &message {
            Some(MessageWord::None) => None,
            Some(MessageWord::Named(id)) => Some(*id),
            None => self.own_messages.get(&(name.clone(), channel)).copied(),
        };
        touch.message = bound;
        let step = Step { stage, ..Step::named(name, StepKind::Touch(touch)) };
        let id = self.push(line, step);
        if let Some(rule) = skip_if {
            self.condition(line, rule, 0, id, What::SkipIf);
        }
        let Some(id) = id else { return };
        if bound.is_none() && message.is_none() {
            self.open_messages.insert(id);
        }
        if let Some((name, at)) = reply_to {
            self.pending.push(Pending { step: id, what: What::ReplyTo(name), line: line.clone(), at });
        }
    }

    /// The date of `not after 2026-12-20`.
    fn last_day(&mut self, line: &Line, word: &Word) -> Option<Date> {
        let date = word.text.parse().ok();
        if date.is_none() {
            self.unexpected(line, word, "a date such as 2026-12-20", None);
        }
        date
    }

    /// `not after 2026-12-20`: the last day of all touches.
    fn deadline_row(&mut self, line: &Line) {
        match line.words.get(1..).unwrap_or_default() {
            [after, date, rest @ ..] if after.is("after") => {
                self.sequence.not_after = self.last_day(line, date);
                if let Some(word) = rest.first() {
                    self.unexpected(line, word, "nothing more", None);
                }
            }
            [word, ..] if !word.is("after") => {
                self.unexpected(line, word, "after and a date such as 2026-12-20", Some("after".to_owned()));
            }
            _ => self.missing(line, "after and a date such as 2026-12-20"),
        }
    }

    /// One part between commas after a touch's name.
    fn option(&mut self, line: &Line, part: &[Word], touch: &mut Touch, more: &mut Options) {
        let first = &part[0];
        let missing = missing_word(touch.channel);
        let extra = match part {
            [word, rest @ ..] if word.is("owner") => {
                touch.by = By::Owner;
                rest.first()
            }
            [word, rest @ ..] if word.is("automatic") => {
                touch.by = By::Automatic;
                rest.first()
            }
            [word, rest @ ..] if window_of(&word.text).is_some() => {
                touch.window = window_of(&word.text);
                rest.first()
            }
            [no, word, rest @ ..] if no.is("no") && word.is("message") => {
                more.message = Some(MessageWord::None);
                rest.first()
            }
            [no, word, rest @ ..] if no.is("no") && word.is(missing) => match rest {
                [what, rest @ ..] if what.is("skip") => {
                    touch.on_missing = OnMissing::Skip;
                    rest.first()
                }
                [what, rest @ ..] if what.is("exit") => {
                    touch.on_missing = OnMissing::Exit;
                    rest.first()
                }
                [what, ..] => {
                    return self.unexpected(
                        line,
                        what,
                        "skip or exit",
                        nearest(&what.text, ["skip", "exit"]),
                    );
                }
                [] => {
                    let end = word.at.end;
                    return self.problem(line, end..end, "something is missing here", "skip or exit", None);
                }
            },
            [no, word, ..] if no.is("no") => {
                return self.unexpected(
                    line,
                    word,
                    &format!("no {missing}: skip or exit"),
                    Some(format!("{missing}:")),
                );
            }
            [reply, to, name, rest @ ..] if reply.is("reply") && to.is("to") && name.kind == Kind::Quoted => {
                more.reply_to = Some((name.text.clone(), name.at.clone()));
                rest.first()
            }
            [word, name, rest @ ..] if word.is("message") && name.kind == Kind::Quoted => {
                match self.messages.get(&name.text) {
                    Some(id) => more.message = Some(MessageWord::Named(*id)),
                    None => {
                        let fix = self.near_name(&name.text, self.messages.keys().map(String::as_str));
                        self.problem(
                            line,
                            name.at.clone(),
                            "there is no such message",
                            "a message's name",
                            fix,
                        );
                    }
                }
                rest.first()
            }
            [not, after, date, rest @ ..] if not.is("not") && after.is("after") => {
                touch.not_after = self.last_day(line, date);
                rest.first()
            }
            [word, stage, rest @ ..] if word.is("stage") => {
                match FunnelStage::ALL.iter().find(|known| stage.is(known.name())) {
                    Some(known) => more.stage = Some(*known),
                    None => {
                        let names = FunnelStage::ALL.map(FunnelStage::name);
                        let fix = nearest(&stage.text, names);
                        self.unexpected(line, stage, &names.join(", "), fix);
                    }
                }
                rest.first()
            }
            [word, n, unit, rest @ ..] if word.is("for") && (unit.is("days") || unit.is("day")) => {
                match n.text.parse() {
                    Ok(days) => touch.days = days,
                    Err(_) => {
                        touch.days = u16::from(touch.channel == ChannelKind::Ad);
                        self.unexpected(line, n, "the ad's days, 1 to 730", None);
                    }
                }
                rest.first()
            }
            [n, unit, rest @ ..] if ["min", "minute", "minutes"].iter().any(|word| unit.is(word)) => {
                match n.text.parse() {
                    Ok(minutes) => touch.effort_minutes = minutes,
                    Err(_) => self.unexpected(line, n, "the owner's minutes, 0 to 65535", None),
                }
                rest.first()
            }
            _ => {
                let options = ["owner", "automatic", "reply", "message", "no", "min", "stage", "for", "skip"];
                let fix = nearest(&first.text, options);
                return self.unexpected(line, first, OPTIONS, fix);
            }
        };
        if let Some(word) = extra {
            self.unexpected(line, word, "a comma", None);
        }
    }

    /// Takes `, named "…"` off the end of a row that is not a touch.
    fn take_name<'l>(&self, words: &'l [Word]) -> (&'l [Word], String) {
        match words {
            [rest @ .., comma, named, name]
                if comma.kind == Kind::Comma && named.is("named") && name.kind == Kind::Quoted =>
            {
                (rest, name.text.clone())
            }
            _ => (words, String::new()),
        }
    }

    fn wait_row(&mut self, line: &Line) {
        let (words, name) = self.take_name(&line.words);
        // "day 1 email …" is how many people write a cadence: two rows in one
        let touch = words[0].is("day") && words.get(2).is_some_and(|w| TOUCHES.iter().any(|kind| w.is(kind)));
        let words = if touch { &words[..2] } else { words };
        let plain: Vec<&Word> = words.iter().filter(|word| word.kind != Kind::Comma).collect();
        let texts = spelled(words);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        match wait_of(&texts) {
            Ok(until) => {
                self.push(line, Step::named(name, StepKind::Wait { until }));
            }
            Err(error) => self.word_error(line, &plain, error),
        }
        if touch {
            self.touch_row(line, 2);
        }
    }

    fn await_row(&mut self, line: &Line) {
        let (words, name) = self.take_name(&line.words);
        let mut rest = &words[1..];
        let event = event_of(&bare(rest)).map(|(event, n)| {
            rest = &rest[n..];
            event
        });
        let names: Vec<&str> = EventKind::ALL.iter().map(|kind| kind.name()).collect();
        let Some(event) = event else {
            match rest.first() {
                Some(word) => {
                    let fix = nearest(&word.text, names.iter().copied());
                    self.unexpected(line, word, &names.join(", "), fix);
                }
                None => self.missing(line, &names.join(", ")),
            }
            self.open(line, await_step(name, EventKind::Opened, Length::Days(3)), Some(Slot::Happened));
            return;
        };
        let mut of = None;
        if let [word, more @ ..] = rest
            && word.kind == Kind::Quoted
        {
            of = Some((word.text.clone(), word.at.clone()));
            rest = more;
        }
        if let [comma, more @ ..] = rest
            && comma.kind == Kind::Comma
        {
            rest = more;
        }
        let expected = "at most and a length such as 3 days";
        let at_most = match rest {
            [at, most, length @ ..] if at.is("at") && most.is("most") => {
                let plain: Vec<&Word> = length.iter().collect();
                let texts: Vec<&str> = length.iter().map(|word| word.text.as_str()).collect();
                length_of(&texts, 0).map_err(|error| self.word_error(line, &plain, error)).ok()
            }
            [at, word, ..] if at.is("at") => {
                self.unexpected(line, word, expected, Some("most".to_owned()));
                None
            }
            [word, ..] => {
                self.unexpected(line, word, expected, nearest(&word.text, ["at most"]));
                None
            }
            [] => {
                self.missing(line, expected);
                None
            }
        };
        let at_most = at_most.unwrap_or(Length::Days(3));
        let id = self.open(line, await_step(name, event, at_most), Some(Slot::Happened));
        if let (Some(step), Some((name, at))) = (id, of) {
            self.pending.push(Pending { step, what: What::Of(name), line: line.clone(), at });
        }
    }

    /// The kind of the container whose rows are being read, for the rows that go on with it.
    fn goes_on(&mut self, line: &Line, expected: &str, fits: fn(&StepKind) -> bool) -> bool {
        let id = self.groups.last().map(|group| group.id);
        let fitting = match id {
            // a container that is left out: its inner rows are left out in silence
            Some(None) => return false,
            Some(id) => self.step_mut(id).is_some_and(|step| fits(&step.kind)),
            None => false,
        };
        if !fitting {
            self.unexpected(line, &line.words[0], expected, None);
        }
        fitting
    }

    fn timed_out_row(&mut self, line: &Line) {
        if !line.words.get(1).is_some_and(|word| word.is("out")) {
            let expected = "timed out";
            match line.words.get(1) {
                Some(word) => self.unexpected(line, word, expected, Some("out".to_owned())),
                None => self.missing(line, expected),
            }
        }
        if self.goes_on(line, "timed out only inside an await", |kind| matches!(kind, StepKind::Await(_)))
            && let Some(group) = self.groups.last_mut()
        {
            group.slot = Some(Slot::TimedOut);
        }
        self.nothing_from(line, 2);
    }

    /// Remembers a condition, from the word at `start` to the end.
    fn condition(&mut self, line: &Line, words: &[Word], start: usize, id: Option<StepId>, what: What) {
        match (words.get(start), words.last()) {
            (Some(first), Some(last)) => {
                if let Some(step) = id {
                    let at = first.at.start..last.at.end;
                    self.pending.push(Pending { step, what, line: line.clone(), at });
                }
            }
            _ => self.missing(line, "a condition such as opened \"Intro\" or country is DE"),
        }
    }

    fn if_row(&mut self, line: &Line) {
        let (words, name) = self.take_name(&line.words);
        let case = Case { when: nobody(), body: Vec::new() };
        let branch = Branch { cases: vec![case], otherwise: Vec::new() };
        let id = self.open(line, Step::named(name, StepKind::Branch(branch)), Some(Slot::Case(0)));
        self.condition(line, words, 1, id, What::Condition(0));
    }

    fn else_row(&mut self, line: &Line) {
        if line.words.len() == 1 {
            return self.otherwise_row(line);
        }
        if !line.words[1].is("if") {
            let word = line.words[1].clone();
            return self.unexpected(
                line,
                &word,
                "else if and a condition, or otherwise",
                Some("if".to_owned()),
            );
        }
        if !self.goes_on(line, "else if only inside an if", |kind| matches!(kind, StepKind::Branch(_))) {
            return;
        }
        let id = self.groups.last().and_then(|group| group.id);
        let Some(step) = self.step_mut(id) else { return };
        let StepKind::Branch(branch) = &mut step.kind else { return };
        let case = branch.cases.len();
        branch.cases.push(Case { when: nobody(), body: Vec::new() });
        if let Some(group) = self.groups.last_mut() {
            if group.slot == Some(Slot::Otherwise) {
                let word = line.words[0].clone();
                self.unexpected(line, &word, "else if before otherwise", None);
            }
            if let Some(group) = self.groups.last_mut() {
                group.slot = Some(Slot::Case(case));
            }
        }
        self.condition(line, &line.words, 2, id, What::Condition(case));
    }

    fn otherwise_row(&mut self, line: &Line) {
        if self.goes_on(line, "otherwise only inside an if", |kind| matches!(kind, StepKind::Branch(_)))
            && let Some(group) = self.groups.last_mut()
        {
            group.slot = Some(Slot::Otherwise);
        }
        self.nothing_from(line, 1);
    }

    fn split_row(&mut self, line: &Line) {
        let (words, name) = self.take_name(&line.words);
        let expected = "arms with weights such as A 50, B 45, hold-out 5";
        let mut arms = Vec::new();
        let mut per_account = false;
        for part in words[1..].split(|word| word.kind == Kind::Comma) {
            // without commas too: A 50 B 50
            let mut names: Vec<&Word> = Vec::new();
            for word in part {
                match word.text.trim_end_matches('%').parse::<u32>() {
                    Ok(weight) if word.kind == Kind::Word && !names.is_empty() => {
                        let name = names.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
                        arms.push(Arm { name, weight, body: Vec::new() });
                        names.clear();
                    }
                    _ => names.push(word),
                }
            }
            if let [per, account] = names.as_slice()
                && per.is("per")
                && account.is("account")
            {
                per_account = true;
            } else if let (Some(first), Some(last)) = (names.first(), names.last()) {
                let at = first.at.start..last.at.end;
                self.problem(line, at, "the arm has no weight", expected, None);
            }
        }
        if arms.is_empty() {
            self.missing(line, expected);
            arms.push(Arm { name: "A".to_owned(), weight: 1, body: Vec::new() });
        }
        self.open(line, Step::named(name, StepKind::Split(Split { per_account, arms })), None);
    }

    fn arm_row(&mut self, line: &Line) {
        if !self.goes_on(line, "arm only inside a split", |kind| matches!(kind, StepKind::Split(_))) {
            return;
        }
        let name = line.words[1..].iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
        if line.words.len() == 1 {
            return self.missing(line, "the arm's name");
        }
        let id = self.groups.last().and_then(|group| group.id);
        let Some(StepKind::Split(split)) =
            id.and_then(|id| self.steps.get(id.0 as usize - 1)).map(|step| &step.kind)
        else {
            return;
        };
        let Some(group) = self.groups.last_mut() else { return };
        match (0..split.arms.len()).find(|arm| split.arms[*arm].name == name && !group.arms.contains(arm)) {
            Some(arm) => {
                group.arms.insert(arm);
                group.slot = Some(Slot::Arm(arm));
            }
            None if self.problems.len() >= MAX_PROBLEMS => {}
            None => {
                let names: Vec<String> = split.arms.iter().map(|arm| arm.name.clone()).collect();
                let at = line.words[1].at.start..line.end();
                let fix = nearest(&name, names.iter().map(String::as_str)).filter(|fix| *fix != name);
                let message = format!("the split has no other arm {name:?}");
                self.problem(line, at, &message, &names.join(", "), fix);
            }
        }
    }

    fn repeat_row(&mut self, line: &Line) {
        let (words, name) = self.take_name(&line.words);
        let plain: Vec<&Word> = words.iter().filter(|word| word.kind != Kind::Comma).collect();
        let texts = spelled(words);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let repeat = repeat_of(&texts).unwrap_or_else(|error| {
            self.word_error(line, &plain, error);
            // its rows are read all the same
            Repeat { times: 1, every: Length::Days(1), until: EventKind::Replied, body: Vec::new() }
        });
        self.open(line, Step::named(name, StepKind::Repeat(repeat)), Some(Slot::Pass));
    }

    fn action_row(&mut self, line: &Line) {
        let (words, name) = self.take_name(&line.words);
        if let Some(what) = self.action(line, words) {
            self.push(line, Step::named(name, StepKind::Action { what }));
        }
    }

    /// The action of a row; what is wrong is a problem and no action.
    fn action(&mut self, line: &Line, words: &[Word]) -> Option<Action> {
        let bare = bare(words);
        let mut names: Vec<&str> = TEXT_ACTIONS.iter().map(|(name, _)| *name).collect();
        let texts = names.len();
        names.extend(["add score", "enrol in", "set"]);
        let Some((form, n)) = longest(&bare, &names) else {
            let first = bare.first().copied().unwrap_or_default().to_ascii_lowercase();
            let forms: Vec<&str> = names.into_iter().filter(|name| name.starts_with(&first)).collect();
            let expected = forms.join(", ");
            match words.get(1) {
                Some(word) => {
                    let second = forms.iter().filter_map(|form| form.split(' ').nth(1));
                    let fix = nearest(&word.text, second);
                    self.unexpected(line, word, &expected, fix);
                }
                None => self.missing(line, &expected),
            }
            return None;
        };
        let mut at = n;
        let action = if let Some((_, make)) = TEXT_ACTIONS.get(form) {
            make(self.name_at(line, at, "a text")?)
        } else if form == texts {
            let points = words.get(at).and_then(|word| word.text.trim_start_matches('+').parse().ok());
            if points.is_none() {
                let expected = "points such as 10 or -5";
                match words.get(at) {
                    Some(word) => self.unexpected(line, word, expected, None),
                    None => self.missing(line, expected),
                }
            }
            Action::AddScore(points?)
        } else if form == texts + 1 {
            let name = self.name_at(line, at, "the sequence's name")?;
            let plan = self.plan;
            let known = self
                .sequences
                .get_or_init(|| sequence_labels(plan).into_iter().map(|(id, label)| (label, id)).into_map());
            let found = known.get(&name).copied();
            if found.is_none() {
                let fix = self.near_name(&name, known.keys().map(String::as_str));
                let columns = words[at].at.clone();
                self.problem(line, columns, "there is no such sequence", "the name of a sequence", fix);
            }
            Action::Enrol(found?)
        } else {
            at += usize::from(words.get(at).is_some_and(|word| word.is("field")));
            let rest = spelled(&words[at..]);
            let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
            let Some((field, n)) = field_of(&rest, None) else {
                let expected = "stage, a field such as lead status, or a column of the list in quotes";
                match words.get(at) {
                    Some(word) => self.unexpected(line, word, expected, near_field(&word.text, None)),
                    None => self.missing(line, expected),
                }
                return None;
            };
            self.wanted(line, at + n, "to")?;
            at += n + 1;
            Action::SetField { field, value: self.name_at(line, at, "a value")? }
        };
        if let Some(word) = words.get(at + 1) {
            self.unexpected(line, word, "the end of the line", None);
        }
        Some(action)
    }

    fn end_row(&mut self, line: &Line) {
        if self.groups.pop().is_none() {
            self.unexpected(line, &line.words[0], "end only where a group is open", None);
        }
        self.nothing_from(line, 1);
    }

    fn stop_row(&mut self, line: &Line) {
        let (words, name) = self.take_name(&line.words);
        let reason = match words {
            [_] => String::new(),
            [_, reason] if reason.kind == Kind::Quoted => reason.text.clone(),
            [_, reason, word, ..] if reason.kind == Kind::Quoted => {
                return self.unexpected(line, word, "the end of the line", None);
            }
            _ => {
                self.name_at(line, 1, "the reason");
                return;
            }
        };
        self.push(line, Step::named(name, StepKind::End { reason }));
    }

    // ---- the end ----

    fn finish(mut self) -> Parsed {
        while let Some(group) = self.groups.pop() {
            let at = group.line.words.first().map_or(1..1, |word| word.at.clone());
            self.problem(
                &group.line,
                at,
                "this group is not closed",
                "end after its last row",
                Some("end".to_owned()),
            );
        }
        if self.rows == 0 {
            if self.problems.is_empty() {
                let line = Line { number: 1, ..Line::default() };
                self.problem(&line, 1..1, "the text is empty", "sequence \"name\"", None);
            }
            return Parsed { draft: None, problems: self.problems };
        }
        let top = Line { number: 1, ..Line::default() };
        if !self.named {
            self.problem(&top, 1..1, "the sequence has no name", "sequence \"name\" on the first line", None);
        }
        match self.entry {
            Some(date) => self.sequence.entry.from = date,
            None if self.entry_slipped => {}
            None => self.problem(
                &top,
                1..1,
                "nothing says when contacts enter",
                "enter all from 2026-11-16, or enter segment \"name\" and from with a date",
                None,
            ),
        }
        match (self.trigger.take(), self.occurs.take()) {
            (Some((trigger, ..)), Some((when, ..))) => {
                self.sequence.entry.on = Some(EntryEvent { trigger, when });
            }
            (Some((_, line, at)), None) => {
                let expected = "12 a day for 20 days, or at and a date field";
                self.problem(&line, at, "nothing says how often or when this happens", expected, None);
            }
            (None, Some((_, line, at))) => {
                let expected = "on and an event, such as on form submitted";
                self.problem(&line, at, "nothing says what happens so often or then", expected, None);
            }
            (None, None) => {}
        }
        self.resolve();
        self.check();
        order::sort_by_key(&mut self.problems, |problem| (problem.line, problem.columns.start));
        let steps =
            self.steps.into_iter().enumerate().map(|(i, step)| (StepId(i as u32 + 1), step)).into_map();
        let draft = Draft { sequence: self.sequence, steps, open_messages: self.open_messages };
        Parsed { draft: Some(draft), problems: self.problems }
    }

    /// What reads but cannot run.
    fn check(&mut self) {
        let emails: BTreeSet<usize> = (0..self.steps.len())
            .filter(|i| self.steps[*i].kind.touch().is_some_and(|touch| touch.channel == ChannelKind::Email))
            .into_set();
        for index in 0..self.steps.len() {
            let reply_to = self.steps[index].kind.touch().and_then(|touch| touch.reply_to);
            let message = self.steps[index].bad_value().or_else(|| {
                let parent = reply_to?.0 as usize - 1;
                let fits = parent != index && emails.contains(&parent);
                (!fits).then(|| Flaw::new(Code::ReplyOffEmail))
            });
            if let Some(message) = message.map(|flaw| flaw.sentence()) {
                let line = self.lines[index].clone();
                let columns = line.words.first().map_or(1, |word| word.at.start)..line.end();
                self.problem(&line, columns, &message, "a row that can run", None);
            }
        }
        if let Some(message) = self.sequence.bad_value().map(|flaw| flaw.sentence()) {
            self.problem(&Line { number: 1, ..Line::default() }, 1..1, &message, "another value", None);
        }
    }

    /// Looks names of touches up, now that all are known.
    fn resolve(&mut self) {
        let touches: Vec<(StepId, String)> = self
            .steps
            .iter()
            .enumerate()
            .filter(|(_, step)| step.kind.touch().is_some())
            .map(|(i, step)| (StepId(i as u32 + 1), step.name.clone()))
            .collect();
        let touches: Vec<(StepId, &str)> = touches.iter().map(|(id, name)| (*id, name.as_str())).collect();
        let known = Labels::of(&touches);
        let segments = std::mem::replace(&mut self.segments, Labels::of(&[]));
        let near = Cell::new(self.near.get());
        let gives =
            |step: &Step| if let StepKind::Action { what } = &step.kind { what.gives() } else { None };
        let given: BTreeSet<Field> = self.steps.iter().filter_map(gives).into_set();
        let headings = self.headings;
        for Pending { step, what, line, at } in std::mem::take(&mut self.pending) {
            match what {
                What::ReplyTo(name) | What::Of(name) if !known.exact.contains_key(&name) => {
                    let fix = self.near_name(&name, known.exact.keys().map(String::as_str));
                    self.problem(
                        &line,
                        at,
                        "there is no such touch",
                        "the name of a touch of this sequence",
                        fix,
                    );
                }
                What::ReplyTo(name) => {
                    if let Some(StepKind::Touch(touch)) = self.step_mut(Some(step)).map(|s| &mut s.kind) {
                        touch.reply_to = known.exact.get(&name).copied();
                    }
                }
                What::Of(name) => {
                    if let Some(StepKind::Await(a)) = self.step_mut(Some(step)).map(|s| &mut s.kind) {
                        a.of = known.exact.get(&name).copied();
                    }
                }
                What::Condition(_) | What::SkipIf => {
                    let text = line.text(at.clone());
                    let names = Known {
                        plan: self.plan,
                        steps: &known,
                        segments: &segments,
                        near: &near,
                        headings,
                        given: &given,
                    };
                    let rule = segment::parse(&text, &names);
                    let step = self.step_mut(Some(step)).map(|step| &mut step.kind);
                    match (rule, what, step) {
                        (Ok(rule), What::Condition(case), Some(StepKind::Branch(branch))) => {
                            if let Some(case) = branch.cases.get_mut(case) {
                                case.when = rule;
                            }
                        }
                        (Ok(rule), What::SkipIf, Some(StepKind::Touch(touch))) => touch.skip_if = Some(rule),
                        (Ok(_), ..) => {}
                        (Err(error), ..) => {
                            let characters = |bytes: usize| text[..bytes].chars().count();
                            let columns =
                                at.start + characters(error.at.start)..at.start + characters(error.at.end);
                            let expected = error.expected.join(", ");
                            self.problem(&line, columns, &error.message, &expected, error.suggestion);
                        }
                    }
                }
            }
        }
        let names = Known {
            plan: self.plan,
            steps: &known,
            segments: &segments,
            near: &near,
            headings,
            given: &given,
        };
        let dates = (0..self.steps.len()).filter_map(|index| match &self.steps[index].kind {
            StepKind::Wait { until: Wait::UntilDate(until) } => {
                segment::date_fault(&until.field, &names).map(|fault| (index, fault))
            }
            _ => None,
        });
        for (index, fault) in dates.collect::<Vec<_>>() {
            let line = self.lines[index].clone();
            let columns = line.words.first().map_or(1, |word| word.at.start)..line.end();
            let message = fault.message();
            self.problem(&line, columns, &message, "a date of the list", fault.suggestion);
        }
        self.segments = segments;
    }
}

const OPTIONS: &str = "owner, automatic, 6 min, reply to \"name\", message \"name\", no phone: skip, stage awareness, for 14 days, or skip if and a condition";

/// Options of a touch that are no part of it, or not until all rows are read.
#[derive(Default)]
struct Options {
    reply_to: Option<(String, Range<usize>)>,
    message: Option<MessageWord>,
    stage: Option<FunnelStage>,
}

enum MessageWord {
    None,
    Named(MessageId),
}

/// What a touch of this kind cannot do without, in the words of the outline.
pub(super) fn missing_word(channel: ChannelKind) -> &'static str {
    match channel {
        ChannelKind::Email => "email",
        ChannelKind::Call => "phone",
        ChannelKind::LinkedinInvite | ChannelKind::LinkedinMessage => "profile",
        ChannelKind::Whatsapp | ChannelKind::Sms => "mobile",
        ChannelKind::InApp | ChannelKind::Ad | ChannelKind::Task => "data",
    }
}

/// What stands between commas, "and" and "or".
fn parts(words: &[Word]) -> Vec<&[Word]> {
    words
        .split(|word| word.kind == Kind::Comma || word.is("and") || word.is("or"))
        .filter(|part| !part.is_empty())
        .collect()
}

/// Words in lower case with single spaces.
fn joined(words: &[Word]) -> String {
    words.iter().map(|word| word.text.to_ascii_lowercase()).collect::<Vec<_>>().join(" ")
}

/// What stands where a condition did not read: better nobody than everybody.
fn nobody() -> Rule {
    Rule::Any(Vec::new())
}

fn await_step(name: String, event: EventKind, at_most: Length) -> Step {
    let (happened, timed_out) = (Vec::new(), Vec::new());
    Step::named(name, StepKind::Await(Await { event, of: None, at_most, happened, timed_out }))
}

/// `9:00-11:30`, `22:00-2:00`
fn window_of(text: &str) -> Option<Window> {
    let (from, to) = text.split_once(['-', '–'])?;
    let (from, to): (Clock, Clock) = (from.parse().ok()?, to.parse().ok()?);
    Some(Window { from, to }).filter(|window| window.line().is_some())
}
