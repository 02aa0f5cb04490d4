//! Reading an outline: rows to a draft. A row that does not read is named and left out; all others are kept.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::draft::Draft;
use super::print::own_messages;
use super::wait::{WordError, length_of, wait_of};
use super::words::{Kind, Line, TextProblem, Word, labels, nearest, quoted};
use crate::calendar::{Clock, Date, Window};
use crate::model::{
    Arm, Await, Branch, By, Case, ChannelKind, Entry, EventKind, ExitRule, Goal, GoalMetric, Length,
    MAX_DEPTH, MessageId, OnMissing, Plan, Rule, SegmentId, SenderRule, Sequence, Slot, Split, Step, StepId,
    StepKind, Touch,
};
use crate::segment::{self, Names};

/// More lines than this are not read.
pub const MAX_LINES: usize = 5_000;
/// Longer lines (in characters) are not read.
pub const MAX_LINE: usize = 20_000;
/// After so many problems the rest are not listed.
const MAX_PROBLEMS: usize = 200;

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
    let mut parser = Parser::new(plan);
    if text.lines().nth(MAX_LINES).is_some() {
        let line = Line { number: MAX_LINES + 1, ..Line::default() };
        parser.problem(&line, 1..1, "the text is too long", &format!("at most {MAX_LINES} lines"), None);
    }
    for (index, line) in text.lines().enumerate().take(MAX_LINES) {
        let number = index + 1;
        if line.chars().nth(MAX_LINE).is_some() {
            let line = Line { number, ..Line::default() };
            parser.problem(
                &line,
                1..1,
                "the line is too long",
                &format!("at most {MAX_LINE} characters"),
                None,
            );
            continue;
        }
        parser.row(&Line::read(number, line));
    }
    parser.finish()
}

/// What conditions may name: touches and segments by their labels.
struct Known<'a> {
    steps: &'a BTreeMap<String, StepId>,
    segments: &'a BTreeMap<String, SegmentId>,
}

/// The record of a label: of that very label, else of one that differs in case only.
fn by_label<Id: Copy>(labels: &BTreeMap<String, Id>, name: &str) -> Option<Id> {
    let lower = || name.to_lowercase();
    let in_any_case = || labels.iter().find(|(label, _)| label.to_lowercase() == lower()).map(|(_, id)| *id);
    labels.get(name).copied().or_else(in_any_case)
}

impl Names for Known<'_> {
    fn step(&self, name: &str) -> Option<StepId> {
        by_label(self.steps, name)
    }
    fn step_name(&self, id: StepId) -> Option<String> {
        self.steps.iter().find(|(_, step)| **step == id).map(|(label, _)| label.clone())
    }
    fn segment(&self, name: &str) -> Option<SegmentId> {
        by_label(self.segments, name)
    }
    fn segment_name(&self, id: SegmentId) -> Option<String> {
        self.segments.iter().find(|(_, segment)| **segment == id).map(|(label, _)| label.clone())
    }
    fn steps(&self) -> Vec<String> {
        self.steps.keys().cloned().collect()
    }
    fn segments(&self) -> Vec<String> {
        self.segments.keys().cloned().collect()
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
    problems: Vec<TextProblem>,
    sequence: Sequence,
    named: bool,
    entry: Option<Date>,
    /// Step n of the text is at n − 1.
    steps: Vec<Step>,
    /// The line of each step.
    lines: Vec<Line>,
    groups: Vec<Group>,
    pending: Vec<Pending>,
    /// Touches that say nothing about their message.
    open_messages: BTreeSet<StepId>,
    segments: BTreeMap<String, SegmentId>,
    messages: BTreeMap<String, MessageId>,
    own_messages: BTreeMap<(String, ChannelKind), MessageId>,
    rows: usize,
}

/// The words a row may begin with, for suggestions.
const STARTS: &[&str] = &[
    "sequence",
    "enter",
    "from",
    "calendar",
    "goal",
    "senders",
    "email",
    "call",
    "linkedin",
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
            },
            named: false,
            entry: None,
            steps: Vec::new(),
            lines: Vec::new(),
            groups: Vec::new(),
            pending: Vec::new(),
            open_messages: BTreeSet::new(),
            segments: labels(&segments),
            messages: labels(&messages),
            own_messages: own_messages(plan),
            rows: 0,
        }
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
            "from" => self.entry_rest(line, 0),
            "calendar" => self.calendar_row(line),
            "goal" => self.goal_row(line),
            "senders" => self.senders_row(line),
            "leave" => self.leave_row(line),
            "email" | "call" | "linkedin" | "task" => self.touch_row(line, 0),
            "wait" | "until" | "day" => self.wait_row(line),
            "await" => self.await_row(line),
            "timed" => self.timed_out_row(line),
            "if" => self.if_row(line),
            "else" => self.else_row(line),
            "otherwise" => self.otherwise_row(line),
            "split" => self.split_row(line),
            "arm" => self.arm_row(line),
            "end" => self.end_row(line),
            "stop" => self.stop_row(line),
            _ if a_number => self.entry_rest(line, 0),
            _ => {
                let fix = nearest(&keyword, STARTS.iter().copied());
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
                match self.segments.get(&name) {
                    Some(id) => self.sequence.segment = Some(*id),
                    None => {
                        let fix =
                            nearest(&name, self.segments.keys().map(String::as_str)).map(|n| quoted(&n));
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

    /// `54 a business day, from 2026-11-16` · `from 2026-11-16`
    fn entry_rest(&mut self, line: &Line, start: usize) {
        let mut at = start;
        let words = &line.words;
        let mut rate = None;
        if words.get(at).is_some_and(|word| !word.is("from")) {
            let word = &words[at];
            let n = word.text.parse::<u32>().ok().filter(|n| *n > 0);
            let Some(n) = n else {
                self.unexpected(
                    line,
                    word,
                    "a number a business day, or from and a date",
                    nearest(&word.text, ["from"]),
                );
                return;
            };
            at += 1;
            for expected in ["a", "business", "day"] {
                match words.get(at) {
                    Some(word) if word.is(expected) || (expected == "a" && word.is("per")) => at += 1,
                    Some(word) => {
                        self.unexpected(line, word, "a business day", Some(expected.to_owned()));
                        return;
                    }
                    None => {
                        self.missing(line, "a business day, from and a date");
                        return;
                    }
                }
            }
            rate = Some(n);
            if words.get(at).is_some_and(|w| w.kind == Kind::Comma) {
                at += 1;
            }
            if words.len() == at {
                self.sequence.entry.per_business_day = rate;
                return;
            }
        }
        match words.get(at) {
            Some(word) if word.is("from") => at += 1,
            Some(word) => {
                self.unexpected(line, word, "from and a date", nearest(&word.text, ["from"]));
                return;
            }
            None => {
                self.missing(line, "from and a date");
                return;
            }
        }
        match words.get(at).map(|word| (word, word.text.parse::<Date>())) {
            Some((_, Ok(date))) => {
                self.entry = Some(date);
                if rate.is_some() {
                    self.sequence.entry.per_business_day = rate;
                }
                self.nothing_from(line, at + 1);
            }
            Some((word, Err(_))) => self.unexpected(line, word, "a date such as 2026-11-16", None),
            None => self.missing(line, "a date such as 2026-11-16"),
        }
    }

    fn calendar_row(&mut self, line: &Line) {
        let Some(name) = self.name_at(line, 1, "the calendar's name") else { return };
        let calendars: Vec<_> = self.plan.calendars.iter().map(|(id, c)| (*id, c.name.as_str())).collect();
        let calendars = labels(&calendars);
        match calendars.get(&name) {
            Some(id) => self.sequence.calendar = Some(*id),
            None => {
                let fix = nearest(&name, calendars.keys().map(String::as_str)).map(|n| quoted(&n));
                let at = line.words[1].at.clone();
                self.problem(line, at, "there is no such calendar", "the name of a calendar", fix);
            }
        }
        self.nothing_from(line, 2);
    }

    fn goal_row(&mut self, line: &Line) {
        let expected = "a number of meetings, replies or positive replies";
        let Some(word) = line.words.get(1) else { return self.missing(line, expected) };
        let Ok(target) = word.text.parse::<u32>() else {
            return self.unexpected(line, word, expected, None);
        };
        let Some(unit) = line.words.get(2) else { return self.missing(line, expected) };
        let (metric, rest) = if unit.is("meetings") || unit.is("meeting") {
            (GoalMetric::Meetings, 3)
        } else if unit.is("replies") || unit.is("reply") {
            (GoalMetric::Replies, 3)
        } else if unit.is("positive") && line.words.get(3).is_some_and(|w| w.is("replies") || w.is("reply")) {
            (GoalMetric::PositiveReplies, 4)
        } else {
            let fix = nearest(&unit.text, ["meetings", "replies", "positive"]);
            return self.unexpected(line, unit, expected, fix);
        };
        self.sequence.goal = Some(Goal { metric, target });
        self.nothing_from(line, rest);
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
        let (channel, mut at) = if words[start].is("email") {
            (ChannelKind::Email, start + 1)
        } else if words[start].is("call") {
            (ChannelKind::Call, start + 1)
        } else if words[start].is("task") {
            (ChannelKind::Task, start + 1)
        } else {
            match words.get(start + 1) {
                Some(word) if word.is("invite") || word.is("invitation") => {
                    (ChannelKind::LinkedinInvite, start + 2)
                }
                Some(word) if word.is("message") => (ChannelKind::LinkedinMessage, start + 2),
                Some(word) => {
                    let fix = nearest(&word.text, ["invite", "message"]);
                    return self.unexpected(line, word, "invite or message", fix);
                }
                None => return self.missing(line, "invite or message, and a name"),
            }
        };
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
        let mut reply_to = None;
        let mut message = None;
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
        for part in rest.split(|word| word.kind == Kind::Comma).filter(|part| !part.is_empty()) {
            self.option(line, part, &mut touch, &mut reply_to, &mut message);
        }
        let bound = match &message {
            Some(MessageWord::None) => None,
            Some(MessageWord::Named(id)) => Some(*id),
            None => self.own_messages.get(&(name.clone(), channel)).copied(),
        };
        touch.message = bound;
        let Some(id) = self.push(line, Step::named(name, StepKind::Touch(touch))) else { return };
        if bound.is_none() && message.is_none() {
            self.open_messages.insert(id);
        }
        if let Some((name, at)) = reply_to {
            self.pending.push(Pending { step: id, what: What::ReplyTo(name), line: line.clone(), at });
        }
    }

    /// One part between commas after a touch's name.
    fn option(
        &mut self,
        line: &Line,
        part: &[Word],
        touch: &mut Touch,
        reply_to: &mut Option<(String, Range<usize>)>,
        message: &mut Option<MessageWord>,
    ) {
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
                *message = Some(MessageWord::None);
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
                *reply_to = Some((name.text.clone(), name.at.clone()));
                rest.first()
            }
            [word, name, rest @ ..] if word.is("message") && name.kind == Kind::Quoted => {
                match self.messages.get(&name.text) {
                    Some(id) => *message = Some(MessageWord::Named(*id)),
                    None => {
                        let names = self.messages.keys().map(String::as_str);
                        let fix = nearest(&name.text, names).map(|n| quoted(&n));
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
            [n, unit, rest @ ..] if ["min", "minute", "minutes"].iter().any(|word| unit.is(word)) => {
                match n.text.parse() {
                    Ok(minutes) => touch.effort_minutes = minutes,
                    Err(_) => self.unexpected(line, n, "the owner's minutes, 0 to 65535", None),
                }
                rest.first()
            }
            _ => {
                let options = ["owner", "automatic", "reply", "message", "no", "min"];
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
        let touch = words[0].is("day")
            && words
                .get(2)
                .is_some_and(|w| ["email", "call", "linkedin", "task"].iter().any(|kind| w.is(kind)));
        let words = if touch { &words[..2] } else { words };
        let plain: Vec<&Word> = words.iter().filter(|word| word.kind != Kind::Comma).collect();
        let texts: Vec<&str> = plain.iter().map(|word| word.text.as_str()).collect();
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
        let mut event = None;
        let mut kinds: Vec<EventKind> = EventKind::ALL.to_vec();
        kinds.sort_by_key(|kind| std::cmp::Reverse(kind.name().len()));
        for kind in kinds {
            let n = kind.name().split(' ').count();
            if event.is_none()
                && rest.len() >= n
                && kind.name().split(' ').zip(rest).all(|(name, word)| word.is(name))
            {
                event = Some(kind);
                rest = &rest[n..];
            }
        }
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

    /// Remembers the condition of case `case`, from the word at `start` to the end.
    fn condition(&mut self, line: &Line, words: &[Word], start: usize, id: Option<StepId>, case: usize) {
        match (words.get(start), words.last()) {
            (Some(first), Some(last)) => {
                if let Some(step) = id {
                    let at = first.at.start..last.at.end;
                    self.pending.push(Pending { step, what: What::Condition(case), line: line.clone(), at });
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
        self.condition(line, words, 1, id, 0);
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
        self.condition(line, &line.words, 2, id, case);
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
            if let (Some(first), Some(last)) = (names.first(), names.last()) {
                let at = first.at.start..last.at.end;
                self.problem(line, at, "the arm has no weight", expected, None);
            }
        }
        if arms.is_empty() {
            self.missing(line, expected);
            arms.push(Arm { name: "A".to_owned(), weight: 1, body: Vec::new() });
        }
        self.open(line, Step::named(name, StepKind::Split(Split { per_account: false, arms })), None);
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
        let Some(StepKind::Split(split)) = self.step_mut(id).map(|step| &step.kind) else { return };
        let names: Vec<String> = split.arms.iter().map(|arm| arm.name.clone()).collect();
        let Some(group) = self.groups.last_mut() else { return };
        match (0..names.len()).find(|arm| names[*arm] == name && !group.arms.contains(arm)) {
            Some(arm) => {
                group.arms.insert(arm);
                group.slot = Some(Slot::Arm(arm));
            }
            None => {
                let at = line.words[1].at.start..line.end();
                let fix = nearest(&name, names.iter().map(String::as_str)).filter(|fix| *fix != name);
                let message = format!("the split has no other arm {name:?}");
                self.problem(line, at, &message, &names.join(", "), fix);
            }
        }
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
            None => self.problem(
                &top,
                1..1,
                "nothing says when contacts enter",
                "enter all from 2026-11-16, or enter segment \"name\" and from with a date",
                None,
            ),
        }
        self.resolve();
        self.check();
        self.problems.sort_by_key(|problem| (problem.line, problem.columns.start));
        let steps =
            self.steps.into_iter().enumerate().map(|(i, step)| (StepId(i as u32 + 1), step)).collect();
        let draft = Draft { sequence: self.sequence, steps, open_messages: self.open_messages };
        Parsed { draft: Some(draft), problems: self.problems }
    }

    /// What reads but cannot run.
    fn check(&mut self) {
        let emails: BTreeSet<usize> = (0..self.steps.len())
            .filter(|i| self.steps[*i].kind.touch().is_some_and(|touch| touch.channel == ChannelKind::Email))
            .collect();
        for index in 0..self.steps.len() {
            let reply_to = self.steps[index].kind.touch().and_then(|touch| touch.reply_to);
            let message = self.steps[index].bad_value().or_else(|| {
                let parent = reply_to?.0 as usize - 1;
                let fits = parent != index && emails.contains(&parent);
                (!fits).then(|| "it can only reply to another email".to_owned())
            });
            if let Some(message) = message {
                let line = self.lines[index].clone();
                let columns = line.words.first().map_or(1, |word| word.at.start)..line.end();
                self.problem(&line, columns, &message, "a row that can run", None);
            }
        }
        if let Some(message) = self.sequence.bad_value() {
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
        let known = labels(&touches);
        let segments = std::mem::take(&mut self.segments);
        for Pending { step, what, line, at } in std::mem::take(&mut self.pending) {
            match what {
                What::ReplyTo(name) | What::Of(name) if !known.contains_key(&name) => {
                    let fix = nearest(&name, known.keys().map(String::as_str)).map(|n| quoted(&n));
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
                        touch.reply_to = known.get(&name).copied();
                    }
                }
                What::Of(name) => {
                    if let Some(StepKind::Await(a)) = self.step_mut(Some(step)).map(|s| &mut s.kind) {
                        a.of = known.get(&name).copied();
                    }
                }
                What::Condition(case) => {
                    let text = line.text(at.clone());
                    match segment::parse(&text, &Known { steps: &known, segments: &segments }) {
                        Ok(when) => {
                            if let Some(StepKind::Branch(branch)) =
                                self.step_mut(Some(step)).map(|s| &mut s.kind)
                                && let Some(case) = branch.cases.get_mut(case)
                            {
                                case.when = when;
                            }
                        }
                        Err(error) => {
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
        self.segments = segments;
    }
}

const OPTIONS: &str = "owner, 6 min, reply to \"name\", message \"name\", or no phone: skip";

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

/// What stands where a condition did not read: better nobody than everybody.
fn nobody() -> Rule {
    Rule::Any(Vec::new())
}

fn await_step(name: String, event: EventKind, at_most: Length) -> Step {
    let (happened, timed_out) = (Vec::new(), Vec::new());
    Step::named(name, StepKind::Await(Await { event, of: None, at_most, happened, timed_out }))
}

/// `9:00-11:30`
fn window_of(text: &str) -> Option<Window> {
    let (from, to) = text.split_once(['-', '–'])?;
    let (from, to): (Clock, Clock) = (from.parse().ok()?, to.parse().ok()?);
    (from < to).then_some(Window { from, to })
}
