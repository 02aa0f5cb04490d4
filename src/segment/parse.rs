//! A rule from text: recursive descent with a bound on depth and size, and errors that point at the word (G2a, G2b).

mod condition;
mod consent;
mod history;
mod named;

use std::ops::Range;

pub(super) use consent::channel_word;
pub(super) use history::past;

use super::lex::{Kind, Token, tokens};
use super::{Heading, Names, heading};
use crate::lean::fold::same;
use crate::lean::text::{nearest, quoted};
use crate::model::{EventKind, Field, FieldKind, Happened, MAX_DEPTH, Rule, StdField};

/// At most so many conditions in one rule.
pub const MAX_CONDITIONS: usize = 500;
/// Longer rules (in bytes) are not read.
pub const MAX_TEXT: usize = 1_000_000;

/// What does not read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParseError {
    /// Bytes of the text; empty at the end where something is missing.
    pub at: Range<usize>,
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
    /// What could stand there.
    pub expected: Vec<String>,
    /// What was probably meant, to be put in place of the word.
    pub suggestion: Option<String>,
}

/// Words that a bare value is not made of: they mean something of their own.
pub(super) const RESERVED: &[&str] = &[
    "and",
    "or",
    "not",
    "yes",
    "no",
    "empty",
    "known",
    "everybody",
    "nobody",
    "unread",
    "one",
    "between",
    "on",
    "before",
    "after",
];

/// Words that a bare value does not begin with: behind `is` they begin a test.
pub(super) const STARTERS: &[&str] = &[
    "a",
    "an",
    "any",
    "at",
    "anniversary",
    "begin",
    "begins",
    "blank",
    "checked",
    "contain",
    "containing",
    "contains",
    "during",
    "end",
    "ends",
    "equal",
    "exactly",
    "false",
    "fewer",
    "filled",
    "fit",
    "fits",
    "from",
    "greater",
    "in",
    "include",
    "includes",
    "last",
    "less",
    "like",
    "match",
    "matches",
    "missing",
    "month",
    "more",
    "never",
    "next",
    "none",
    "older",
    "over",
    "past",
    "since",
    "start",
    "starts",
    "the",
    "this",
    "today",
    "tomorrow",
    "true",
    "unchecked",
    "under",
    "unknown",
    "until",
    "up",
    "weekday",
    "within",
    "yearly",
    "yesterday",
];

/// Those of them that mean nothing without another word behind them: `AT` and `IN` are countries.
pub(super) const ALONE: &[&str] = &[
    "a", "an", "any", "at", "fewer", "greater", "in", "last", "less", "month", "more", "next", "none",
    "older", "past", "the", "this", "weekday",
];

/// Words that stand in the middle of a condition: what holds one is no bare value of an `or` list.
const OPERATORS: &[&str] = &[
    "is", "isn't", "are", "was", "has", "does", "doesn't", "contains", "contain", "includes", "starts",
    "begins", "ends", "like", "fits", "within", "between", "before", "after",
];

/// Reads a rule. The result is in normal form (see the module).
///
/// # Errors
/// The first word that does not read, with what was expected there.
pub fn parse(text: &str, names: &dyn Names) -> Result<Rule, ParseError> {
    if text.len() > MAX_TEXT {
        return Err(ParseError {
            at: 0..text.chars().next().map_or(0, char::len_utf8),
            message: format!("the rule is too long: {} bytes", text.len()),
            expected: vec![format!("at most {MAX_TEXT} bytes")],
            suggestion: None,
        });
    }
    let tokens = tokens(text).map_err(|at| ParseError {
        at,
        message: "this quote is never closed".to_owned(),
        expected: vec!["\"".to_owned()],
        suggestion: None,
    })?;
    let mut reader =
        Reader { tokens: &tokens, at: 0, end: text.len(), names, conditions: 0, depth: 0, last: None };
    if tokens.is_empty() {
        return Err(reader.wanted(&["a condition, such as country is DE"]));
    }
    let rule = reader.any(false)?;
    if reader.at < tokens.len() {
        return Err(reader.unexpected(&["and", "or", "the end"]));
    }
    Ok(normal(rule))
}

/// The normal form of a rule: groups of one in `all of` and `any of` are that one; `all of` in `all of` (and `any of` in `any of`) stay as they
/// are, since a person put them there.
pub fn normal(rule: Rule) -> Rule {
    let inside = |rules: Vec<Rule>| rules.into_iter().map(normal).collect::<Vec<_>>();
    match rule {
        Rule::All(rules) => single(inside(rules), Rule::All),
        Rule::Any(rules) => single(inside(rules), Rule::Any),
        Rule::None(rules) => Rule::None(inside(rules)),
        other => other,
    }
}

fn single(mut rules: Vec<Rule>, group: fn(Vec<Rule>) -> Rule) -> Rule {
    if rules.len() == 1 { rules.remove(0) } else { group(rules) }
}

/// What a condition may begin with.
#[derive(Clone, Debug)]
pub(super) enum Subject {
    /// A field, and the type of its values where that is known.
    Field(Field, Option<FieldKind>),
    Event(EventKind),
}

/// Other words for fields, as people say them.
const ALSO_FIELDS: &[(&str, StdField)] = &[
    ("tags", StdField::Tags),
    ("created", StdField::CreatedOn),
    ("bounced", StdField::BouncedOn),
    ("unsubscribed", StdField::UnsubscribedOn),
    ("last active", StdField::LastActivity),
    ("score", StdField::FitScore),
];

const ALSO_EVENTS: &[(&str, EventKind)] =
    &[("positive reply", EventKind::RepliedPositive), ("booked", EventKind::MeetingBooked)];

/// Words of `name` if `words` begin with it.
fn takes(name: &str, words: &[&str]) -> Option<usize> {
    let mut n = 0;
    for part in name.split_whitespace() {
        if !words.get(n).is_some_and(|word| heading::same_word(part, word)) {
            return None;
        }
        n += 1;
    }
    (n > 0).then_some(n)
}

/// The field or event whose name the words begin with, the longest first, and how many words it takes.
pub(super) fn subject(words: &[&str], headings: &[Heading], in_run: bool) -> Option<(Subject, usize)> {
    let std = |field: StdField| Subject::Field(Field::Std(field), Some(field.kind()));
    let names = StdField::ALL.iter().flat_map(|field| [(field.name(), *field), (field.label(), *field)]);
    let fields = names.filter_map(|(name, field)| takes(name, words).map(|n| (std(field), n)));
    let events = EventKind::ALL.iter().map(|event| (event.name(), *event)).chain(ALSO_EVENTS.iter().copied());
    let mut events: Vec<_> =
        events.filter_map(|(name, event)| takes(name, words).map(|n| (Subject::Event(event), n))).collect();
    let columns = headings.iter().filter_map(|heading| {
        let n = takes(&heading.header, words)?;
        Some((Subject::Field(heading.field.clone(), Some(heading.kind)), n))
    });
    let also = ALSO_FIELDS.iter().filter_map(|(name, field)| takes(name, words).map(|n| (std(*field), n)));
    // of two that take as many words the first counts: in a run what happened there, in a list its columns
    let mut found: Vec<(Subject, usize)> = Vec::new();
    if in_run {
        found.append(&mut events);
    }
    found.extend(fields);
    found.extend(columns);
    found.append(&mut events);
    found.extend(also);
    let most = found.iter().map(|(_, n)| *n).max()?;
    found.into_iter().find(|(_, n)| *n == most)
}

/// Whether a bare value of these words could be taken for the beginning of another condition.
pub(super) fn reads_as_field(words: &[&str]) -> bool {
    begins_group(words[0]) || subject(words, &[], true).is_some()
}

fn begins_group(word: &str) -> bool {
    [
        "all",
        "any",
        "none",
        "in",
        "has",
        "without",
        "with",
        "anniversary",
        "segment",
        "did",
        "persona",
        "pilot",
        "fit",
        "consent",
    ]
    .iter()
    .any(|group| word.eq_ignore_ascii_case(group))
}

struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
    end: usize,
    names: &'a dyn Names,
    conditions: usize,
    depth: usize,
    /// What was asked about last: `> 50 and < 200`.
    last: Option<(Field, Option<FieldKind>)>,
}

impl Reader<'_> {
    fn place(&self) -> Range<usize> {
        self.tokens.get(self.at).map_or(self.end..self.end, |token| token.at.clone())
    }

    fn wanted(&self, expected: &[&str]) -> ParseError {
        self.error(self.place(), "something is missing here".to_owned(), expected)
    }

    fn error(&self, at: Range<usize>, message: String, expected: &[&str]) -> ParseError {
        ParseError {
            at,
            message,
            expected: expected.iter().map(|&text| text.to_owned()).collect(),
            suggestion: None,
        }
    }

    fn unexpected(&self, expected: &[&str]) -> ParseError {
        match self.tokens.get(self.at) {
            None => self.wanted(expected),
            Some(token) => {
                let written = match &token.kind {
                    Kind::Word(word) => word.clone(),
                    Kind::Quoted(text) => quoted(text),
                    Kind::Open => "(".to_owned(),
                    Kind::Close => ")".to_owned(),
                    Kind::Comma => ",".to_owned(),
                    Kind::Sign(sign) => (*sign).to_owned(),
                };
                ParseError {
                    suggestion: nearest(&written, expected),
                    ..self.error(token.at.clone(), format!("“{written}” does not read here"), expected)
                }
            }
        }
    }

    fn kind(&self, ahead: usize) -> Option<&Kind> {
        self.tokens.get(self.at + ahead).map(|token| &token.kind)
    }

    fn word(&self, ahead: usize) -> Option<&str> {
        match self.kind(ahead) {
            Some(Kind::Word(word)) => Some(word),
            _ => None,
        }
    }

    /// The bare words from `ahead` on, for names of several words.
    fn words_from(&self, ahead: usize) -> Vec<&str> {
        (ahead..).map_while(|ahead| self.word(ahead)).take(8).collect()
    }

    fn subject_at(&self, ahead: usize) -> Option<(Subject, usize)> {
        subject(&self.words_from(ahead), self.names.headings().unwrap_or_default(), self.names.in_run())
    }

    /// Whether the words stand here.
    fn sees(&self, text: &str) -> bool {
        text.split(' ')
            .enumerate()
            .all(|(i, part)| self.word(i).is_some_and(|word| word.eq_ignore_ascii_case(part)))
    }

    /// Takes the words, all or none.
    fn take(&mut self, text: &str) -> bool {
        let all = self.sees(text);
        if all {
            self.at += text.split(' ').count();
        }
        all
    }

    /// Takes the first of these that stands here.
    fn take_any(&mut self, texts: &[&str]) -> bool {
        texts.iter().any(|text| self.take(text))
    }

    fn take_kind(&mut self, kind: &Kind) -> bool {
        let found = self.kind(0) == Some(kind);
        self.at += usize::from(found);
        found
    }

    fn quoted(&mut self) -> Option<String> {
        let Some(Kind::Quoted(text)) = self.kind(0).cloned() else { return None };
        self.at += 1;
        Some(text)
    }

    /// Whether a condition could end before the token `ahead`.
    fn ends(&self, ahead: usize) -> bool {
        match self.kind(ahead) {
            None | Some(Kind::Close | Kind::Comma) => true,
            Some(Kind::Word(word)) => ["and", "or"].iter().any(|end| word.eq_ignore_ascii_case(end)),
            _ => false,
        }
    }

    /// `in_group`: a comma ends the rule.
    fn any(&mut self, in_group: bool) -> Result<Rule, ParseError> {
        let mut rules = vec![self.all(in_group)?];
        while self.take("or") {
            rules.push(self.all(in_group)?);
        }
        Ok(single(rules, Rule::Any))
    }

    fn all(&mut self, in_group: bool) -> Result<Rule, ParseError> {
        let mut rules = vec![self.one(in_group)?];
        while self.take("and") {
            rules.push(self.one(in_group)?);
        }
        Ok(single(rules, Rule::All))
    }

    fn one(&mut self, in_group: bool) -> Result<Rule, ParseError> {
        if self.depth >= MAX_DEPTH {
            let words = format!("groups stand inside groups more than {MAX_DEPTH} deep");
            return Err(self.error(self.place(), words, &[]));
        }
        self.depth += 1;
        let rule = self.atom(in_group);
        self.depth -= 1;
        rule
    }

    fn atom(&mut self, in_group: bool) -> Result<Rule, ParseError> {
        if self.take("not") {
            return Ok(Rule::None(vec![self.one(in_group)?]));
        }
        if self.take("everybody") || self.take("everyone") {
            return Ok(Rule::All(Vec::new()));
        }
        if self.take("nobody") {
            return Ok(Rule::Any(Vec::new()));
        }
        for (words, group) in
            [("all of", Rule::All as fn(Vec<Rule>) -> Rule), ("any of", Rule::Any), ("none of", Rule::None)]
        {
            if self.take(words) {
                return self.group().map(group);
            }
        }
        if self.take_kind(&Kind::Open) {
            let rule = self.any(false)?;
            if !self.take_kind(&Kind::Close) {
                return Err(self.unexpected(&["and", "or", ")"]));
            }
            return Ok(rule);
        }
        self.conditions += 1;
        if self.conditions > MAX_CONDITIONS {
            let words = format!("a rule has at most {MAX_CONDITIONS} conditions");
            return Err(self.error(self.place(), words, &[]));
        }
        if self.take_any(&["is not in segment", "is not in the segment"]) {
            return Ok(Rule::None(vec![self.segment()?]));
        }
        if self.take_any(&["in segment", "in the segment", "is in segment", "is in the segment", "segment"]) {
            return self.segment();
        }
        if self.take_any(&["is not on list", "is not on the list", "is not in list", "is not in the list"]) {
            return Ok(Rule::None(vec![self.other_list()?]));
        }
        let lists = [
            "on list",
            "on the list",
            "in list",
            "in the list",
            "is on list",
            "is on the list",
            "is in list",
        ];
        if self.take_any(&lists) {
            return self.other_list();
        }
        if self.take("unread") {
            return self.name("why it could not be read, in quotes").map(Rule::Unread);
        }
        if let Some(rule) = self.consent()? {
            return Ok(rule);
        }
        if let Some(rule) = self.named(in_group)? {
            return Ok(rule);
        }
        if let Some(rule) = self.has()? {
            return Ok(rule);
        }
        if let Some(rule) = self.history()? {
            return Ok(rule);
        }
        let is_anniversary = self.take_any(&["anniversary of", "anniversary of the"]);
        if let Some(Kind::Quoted(header)) = self.kind(0).cloned() {
            let (field, kind) = self.header(&header)?;
            self.at += 1;
            return self.condition(field, kind, in_group, is_anniversary);
        }
        match self.subject_at(0) {
            Some((Subject::Field(field, kind), n)) => {
                if !self.is_there(&field) {
                    return Err(self.no_column(n, &field));
                }
                self.at += n;
                self.condition(field, kind, in_group, is_anniversary)
            }
            Some((Subject::Event(event), n)) => {
                let at = self.place();
                self.at += n;
                self.happened(event, at)
            }
            None => {
                if let Some((field, kind)) = self.last.clone().filter(|_| self.goes_on()) {
                    return self.condition(field, kind, in_group, false);
                }
                Err(self.unknown_subject())
            }
        }
    }

    /// Whether what stands here is another test of what was asked about last: `> 50 and < 200`.
    fn goes_on(&self) -> bool {
        let more = [
            "at", "more", "less", "fewer", "greater", "under", "over", "before", "after", "within", "older",
            "on",
        ];
        let tests =
            ["is", "isn't", "are", "does", "doesn't", "contains", "starts", "begins", "ends", "between"];
        match self.kind(0) {
            Some(Kind::Sign(_)) => true,
            Some(Kind::Word(word)) => more.iter().chain(&tests).any(|one| word.eq_ignore_ascii_case(one)),
            _ => false,
        }
    }

    /// Whether the list has the field, or something else gives it; without a list nobody knows.
    fn is_there(&self, field: &Field) -> bool {
        super::check::is_there(field, self.names)
    }

    fn no_column(&self, n_words: usize, field: &Field) -> ParseError {
        let at =
            self.place().start..self.tokens.get(self.at + n_words - 1).map_or(self.end, |token| token.at.end);
        let headings = self.names.headings().unwrap_or_default();
        let label = heading::field_words(field);
        let word = if let Field::Std(field) = field { field.label() } else { &label };
        ParseError {
            suggestion: heading::near(word, headings),
            expected: headings.iter().take(12).map(heading::typed).collect(),
            ..self.error(at, format!("the list has no column for {label}"), &[])
        }
    }

    /// The field that a header in quotes stands for.
    fn header(&self, text: &str) -> Result<(Field, Option<FieldKind>), ParseError> {
        let field = Field::Custom(text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase());
        let Some(headings) = self.names.headings() else { return Ok((field, None)) };
        if let Some(column) = heading::column_of(&field, headings) {
            return Ok((column.field.clone(), Some(column.kind)));
        }
        if let Some(std) = StdField::named(text).filter(|std| self.names.gives(&Field::Std(*std))) {
            return Ok((Field::Std(std), Some(std.kind())));
        }
        if self.names.gives(&field) {
            return Ok((field, None));
        }
        Err(ParseError {
            suggestion: heading::near(text, headings),
            expected: headings.iter().take(12).map(heading::typed).collect(),
            ..self.error(self.place(), format!("the list has no column “{text}”"), &[])
        })
    }

    fn unknown_subject(&self) -> ParseError {
        let mut error = self.unexpected(&["a field", "what happened", "all of, any of, none of, not"]);
        if let Some(Token { kind: Kind::Word(word), at }) = self.tokens.get(self.at) {
            let headings = self.names.headings();
            error.message = match headings {
                None => format!("“{word}” is no field; the list's own columns stand in quotes"),
                Some(_) => format!("“{word}” is no field and no column of the list"),
            };
            let known = StdField::ALL.iter().map(|field| field.name());
            let known = known.chain(EventKind::ALL.iter().map(|event| event.name()));
            let labels = || StdField::ALL.iter().map(|field| field.label());
            let label = |text: &str| nearest(text, labels()).and_then(|label| StdField::named(&label));
            // the words up to the test, then the first alone
            let words: Vec<&str> =
                self.words_from(0).into_iter().take_while(|word| !OPERATORS.contains(word)).collect();
            let near = |text: &str| {
                let column = headings.and_then(|headings| heading::near(text, headings));
                let field = || label(text).map(|field| field.name().to_owned());
                column.or_else(|| nearest(text, known.clone())).or_else(field)
            };
            error.suggestion = near(&words.join(" ")).filter(|_| words.len() > 1);
            error.at = at.clone();
            if error.suggestion.is_some() {
                error.at.end =
                    self.tokens.get(self.at + words.len() - 1).map_or(at.end, |token| token.at.end);
            } else {
                error.suggestion = near(word);
            }
        }
        error
    }

    fn group(&mut self) -> Result<Vec<Rule>, ParseError> {
        if !self.take_kind(&Kind::Open) {
            return Err(self.unexpected(&["("]));
        }
        let mut rules = Vec::new();
        while !self.take_kind(&Kind::Close) {
            if !rules.is_empty() && !self.take_kind(&Kind::Comma) {
                return Err(self.unexpected(&[",", ")", "and", "or"]));
            }
            self.last = None;
            rules.push(self.any(true)?);
        }
        Ok(rules)
    }

    /// A name in quotes, or one bare word.
    fn name(&mut self, expected: &str) -> Result<String, ParseError> {
        if let Some(name) = self.quoted() {
            return Ok(name);
        }
        match self.word(0).map(str::to_owned) {
            Some(word) => {
                self.at += 1;
                Ok(word)
            }
            None => Err(self.unexpected(&[expected])),
        }
    }

    fn segment(&mut self) -> Result<Rule, ParseError> {
        let known = self.names.segments();
        let (name, at) = self.name_of("the name of a segment in quotes", &known)?;
        let found = self.names.segment(&name).map(Rule::Segment);
        found.ok_or_else(|| named::no_such(at, "segment", &name, known))
    }

    fn other_list(&mut self) -> Result<Rule, ParseError> {
        let expected = "the name of a list in quotes";
        let Some(known) = self.names.lists() else { return self.name(expected).map(Rule::OnList) };
        let (name, at) = self.name_of(expected, known)?;
        match known.iter().find(|known| same(known, &name)) {
            Some(known) => Ok(Rule::OnList(known.clone())),
            None => Err(named::no_such(at, "list", &name, known.to_vec())),
        }
    }

    /// A name and where it stands: in quotes, or in bare words the longest known one, else all that are near one, else the first.
    fn name_of(&mut self, expected: &str, known: &[String]) -> Result<(String, Range<usize>), ParseError> {
        let begin = self.place();
        let words = self.words_from(0);
        let joined = |n: usize| words[..n].join(" ");
        let found = (1..=words.len()).rev().find_map(|n| {
            let name = joined(n);
            Some((n, known.iter().find(|known| same(known, &name))?.clone()))
        });
        let near = || {
            let ends = |word: &&&str| ["and", "or"].iter().any(|end| word.eq_ignore_ascii_case(end));
            let n = words.iter().take_while(|word| !ends(word)).count();
            (n > 1 && nearest(&joined(n), known).is_some()).then(|| (n, joined(n)))
        };
        let name = match found.or_else(near) {
            Some((n, name)) => {
                self.at += n;
                name
            }
            None => self.name(expected)?,
        };
        let end = self.tokens.get(self.at.wrapping_sub(1)).map_or(begin.end, |token| token.at.end);
        Ok((name, begin.start..end))
    }

    /// Something that happened in this run.
    fn happened(&mut self, event: EventKind, at: Range<usize>) -> Result<Rule, ParseError> {
        if !self.names.in_run() {
            let message =
                format!("only a run knows who {}: a list is asked what it holds", history::said(event));
            let way = history::of_list(event);
            return Err(ParseError {
                suggestion: way.map(str::to_owned),
                expected: vec![match way {
                    Some(way) => format!("{way} for a list, or this condition in a branch"),
                    None => "this condition in a branch of the sequence (if …)".to_owned(),
                }],
                ..self.error(at, message, &[])
            });
        }
        let at = self.place();
        let Some(name) = self.quoted() else { return Ok(Rule::Happened(Happened { event, of: None })) };
        match self.names.step(&name) {
            Some(step) => Ok(Rule::Happened(Happened { event, of: Some(step) })),
            None => {
                let known = self.names.steps();
                Err(ParseError {
                    at,
                    message: format!("there is no step “{name}”"),
                    suggestion: nearest(&name, &known).map(|name| quoted(&name)),
                    expected: known,
                })
            }
        }
    }
}
