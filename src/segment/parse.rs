//! A rule from text: recursive descent with a bound on depth and size, and errors that point at the word.

use std::ops::Range;

use super::Names;
use super::lex::{Kind, Token, tokens};
use super::operator::{fits, operators_for};
use crate::calendar::Date;
use crate::lean::number;
use crate::lean::text::{nearest, quoted};
use crate::model::{Condition, EventKind, Field, FieldKind, Happened, MAX_DEPTH, Rule, StdField, Test};

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

/// Words that end a bare value.
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
    "one",
    "between",
    "on",
    "before",
    "after",
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
    let mut reader = Reader { tokens: &tokens, at: 0, end: text.len(), names, conditions: 0, depth: 0 };
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
enum Subject {
    Field(StdField),
    Event(EventKind),
}

/// The field or event whose name the words begin with, the longest first, and how many words it takes.
fn subject(words: &[&str]) -> Option<(Subject, usize)> {
    let takes = |name: &str| {
        let parts: Vec<&str> = name.split(' ').collect();
        let begins = parts.len() <= words.len()
            && parts.iter().zip(words).all(|(part, word)| part.eq_ignore_ascii_case(word));
        begins.then_some(parts.len())
    };
    let fields = StdField::ALL.iter().filter_map(|f| takes(f.name()).map(|n| (Subject::Field(*f), n)));
    let events = EventKind::ALL.iter().filter_map(|e| takes(e.name()).map(|n| (Subject::Event(*e), n)));
    let other_words = [("positive reply", EventKind::RepliedPositive), ("booked", EventKind::MeetingBooked)];
    let synonyms =
        other_words.into_iter().filter_map(|(name, e)| takes(name).map(|n| (Subject::Event(e), n)));
    fields.chain(events).chain(synonyms).max_by_key(|(_, n)| *n)
}

/// Whether a bare value of these words could be taken for the beginning of another condition.
pub(super) fn reads_as_field(words: &[&str]) -> bool {
    let group = ["all", "any", "none", "in"].iter().any(|word| words[0].eq_ignore_ascii_case(word));
    group || subject(words).is_some()
}

struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
    end: usize,
    names: &'a dyn Names,
    conditions: usize,
    depth: usize,
}

impl Reader<'_> {
    fn place(&self) -> Range<usize> {
        self.tokens.get(self.at).map_or(self.end..self.end, |token| token.at.clone())
    }

    fn wanted(&self, expected: &[&str]) -> ParseError {
        ParseError {
            at: self.place(),
            message: "something is missing here".to_owned(),
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
                    at: token.at.clone(),
                    suggestion: nearest(&written, expected),
                    message: format!("“{written}” does not read here"),
                    expected: expected.iter().map(|&text| text.to_owned()).collect(),
                }
            }
        }
    }

    fn word(&self, ahead: usize) -> Option<&str> {
        match self.tokens.get(self.at + ahead).map(|token| &token.kind) {
            Some(Kind::Word(word)) => Some(word),
            _ => None,
        }
    }

    /// The bare words from here on, for names of several words.
    fn words(&self) -> Vec<&str> {
        (0..).map_while(|ahead| self.word(ahead)).take(8).collect()
    }

    /// Takes the words, all or none.
    fn take(&mut self, text: &str) -> bool {
        let parts: Vec<&str> = text.split(' ').collect();
        let all = parts
            .iter()
            .enumerate()
            .all(|(i, part)| self.word(i).is_some_and(|word| word.eq_ignore_ascii_case(part)));
        if all {
            self.at += parts.len();
        }
        all
    }

    fn take_kind(&mut self, kind: &Kind) -> bool {
        let found = self.tokens.get(self.at).is_some_and(|token| token.kind == *kind);
        self.at += usize::from(found);
        found
    }

    fn quoted(&mut self) -> Option<String> {
        let Some(Token { kind: Kind::Quoted(text), .. }) = self.tokens.get(self.at) else { return None };
        self.at += 1;
        Some(text.clone())
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
            return Err(ParseError {
                at: self.place(),
                message: format!("groups stand inside groups more than {MAX_DEPTH} deep"),
                expected: Vec::new(),
                suggestion: None,
            });
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
        if self.take("everybody") {
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
            return Err(ParseError {
                at: self.place(),
                message: format!("a rule has at most {MAX_CONDITIONS} conditions"),
                expected: Vec::new(),
                suggestion: None,
            });
        }
        if self.take("in segment")
            || (self.word(0).is_some_and(|w| w.eq_ignore_ascii_case("segment")) && {
                self.at += 1;
                true
            })
        {
            return self.segment();
        }
        if let Some(header) = self.quoted() {
            let field = Field::Custom(header.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase());
            return self.test(None, in_group).map(|test| Rule::Is(Condition { field, test }));
        }
        match subject(&self.words()) {
            Some((Subject::Field(field), n)) => {
                self.at += n;
                let test = self.test(Some(field.kind()), in_group)?;
                Ok(Rule::Is(Condition { field: Field::Std(field), test }))
            }
            Some((Subject::Event(event), n)) => {
                self.at += n;
                self.happened(event)
            }
            None => Err(self.unknown_subject()),
        }
    }

    fn unknown_subject(&self) -> ParseError {
        let mut error = self.unexpected(&["a field", "what happened", "all of, any of, none of, not"]);
        if let Some(Token { kind: Kind::Word(word), at }) = self.tokens.get(self.at) {
            let known = StdField::ALL.iter().map(|f| f.name()).chain(EventKind::ALL.iter().map(|e| e.name()));
            error.message = format!("“{word}” is no field; the list's own columns stand in quotes");
            error.suggestion = nearest(word, known);
            error.at = at.clone();
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
            rules.push(self.any(true)?);
        }
        Ok(rules)
    }

    fn segment(&mut self) -> Result<Rule, ParseError> {
        let at = self.place();
        let name = match self.quoted() {
            Some(name) => name,
            None => match self.word(0).map(str::to_owned) {
                Some(word) => {
                    self.at += 1;
                    word
                }
                None => return Err(self.unexpected(&["the name of a segment in quotes"])),
            },
        };
        self.names.segment(&name).map(Rule::Segment).ok_or_else(|| {
            let known = self.names.segments();
            ParseError {
                at,
                message: format!("there is no segment “{name}”"),
                suggestion: nearest(&name, &known).map(|name| quoted(&name)),
                expected: known,
            }
        })
    }

    fn happened(&mut self, event: EventKind) -> Result<Rule, ParseError> {
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

    fn test(&mut self, kind: Option<FieldKind>, in_group: bool) -> Result<Test, ParseError> {
        let at = self.place();
        let test = self.any_test(kind, in_group)?;
        match kind {
            Some(kind) if !fits(&test, kind) => Err(ParseError {
                at,
                message: format!("this test is not for {}", kind_words(kind)),
                expected: operators_for(kind).iter().map(|operator| operator.label().to_owned()).collect(),
                suggestion: None,
            }),
            _ => Ok(test),
        }
    }

    fn any_test(&mut self, kind: Option<FieldKind>, in_group: bool) -> Result<Test, ParseError> {
        let is_text = matches!(kind, None | Some(FieldKind::Text | FieldKind::List));
        for (sign, make) in [
            ("<=", Test::AtMost as fn(f64) -> Test),
            (">=", Test::AtLeast),
            ("<", Test::LessThan),
            (">", Test::MoreThan),
        ] {
            if self.take_kind(&Kind::Sign(sign)) {
                return self.number().map(make);
            }
        }
        if self.take_kind(&Kind::Sign("=")) {
            return match kind {
                Some(FieldKind::Text | FieldKind::List) => Ok(Test::OneOf(vec![self.value()?])),
                Some(FieldKind::Date) => self.date().map(Test::On),
                _ => self.number().map(Test::Equals),
            };
        }
        if self.take("is not empty") || self.take("is known") {
            return Ok(Test::Known);
        }
        if self.take("is empty") {
            return Ok(Test::Empty);
        }
        if self.take("is one of") {
            return self.values(in_group).map(Test::OneOf);
        }
        if self.take("contains any of") || self.take("contains one of") {
            return self.values(in_group).map(Test::Contains);
        }
        if self.take("contains") {
            return Ok(Test::Contains(vec![self.value()?]));
        }
        if self.take("starts with") {
            return self.value().map(Test::StartsWith);
        }
        if self.take("ends with") {
            return self.value().map(Test::EndsWith);
        }
        if self.take("like") {
            return self.value().map(Test::Like);
        }
        // a text may begin with these words
        let not_text = !matches!(kind, Some(FieldKind::Text | FieldKind::List));
        if not_text && self.take("is between") || self.take("between") {
            let low = self.number()?;
            if !self.take("and") {
                return Err(self.unexpected(&["and"]));
            }
            return Ok(Test::Between(low, self.number()?));
        }
        if not_text && self.take("is on") || self.take("on") {
            return self.date().map(Test::On);
        }
        if not_text && self.take("is before") || self.take("before") {
            return self.date().map(Test::Before);
        }
        if not_text && self.take("is after") || self.take("after") {
            return self.date().map(Test::After);
        }
        if self.take("within next") || self.take("within the next") {
            return self.days().map(Test::WithinNext);
        }
        if self.take("within last") || self.take("within the last") || self.take("within") {
            return self.days().map(Test::WithinLast);
        }
        if self.take("more than") {
            let days = self.days()?;
            if !self.take("ago") {
                return Err(self.unexpected(&["ago"]));
            }
            return Ok(Test::MoreThanAgo(days));
        }
        if self.take("is") {
            if !matches!(kind, Some(FieldKind::Text | FieldKind::List)) {
                if self.take("yes") {
                    return Ok(Test::Yes);
                }
                if self.take("no") {
                    return Ok(Test::No);
                }
            }
            return match kind {
                Some(FieldKind::Number) => self.number().map(Test::Equals),
                Some(FieldKind::Date) => self.date().map(Test::On),
                Some(FieldKind::YesNo) => Err(self.unexpected(&["yes", "no", "known", "empty"])),
                _ => Ok(Test::OneOf(vec![self.value()?])),
            };
        }
        let expected: &[&str] = match kind {
            Some(FieldKind::Number) => &["=", "<", "<=", ">", ">=", "between", "is empty", "is known"],
            Some(FieldKind::Date) => {
                &["within last", "within next", "more than", "before", "after", "on", "is empty", "is known"]
            }
            Some(FieldKind::YesNo) => &["is yes", "is no", "is empty", "is known"],
            _ if is_text => &[
                "is",
                "is one of",
                "contains",
                "contains any of",
                "starts with",
                "ends with",
                "like",
                "is empty",
            ],
            _ => &["is"],
        };
        Err(self.unexpected(expected))
    }

    fn number(&mut self) -> Result<f64, ParseError> {
        let number = self.word(0).and_then(number::parse);
        match number {
            Some(number) => {
                self.at += 1;
                Ok(number)
            }
            None => Err(self.unexpected(&["a number"])),
        }
    }

    fn days(&mut self) -> Result<u32, ParseError> {
        let Some(days) = self.word(0).and_then(|word| word.parse().ok()).filter(|days| *days <= 36_500)
        else {
            return Err(self.unexpected(&["a number of days"]));
        };
        self.at += 1;
        if !self.take("days") && !self.take("day") {
            return Err(self.unexpected(&["days"]));
        }
        Ok(days)
    }

    fn date(&mut self) -> Result<Date, ParseError> {
        match self.word(0).and_then(|word| word.parse().ok()) {
            Some(date) => {
                self.at += 1;
                Ok(date)
            }
            None => Err(self.unexpected(&["a date such as 2026-11-16"])),
        }
    }

    /// One value: quoted, or bare words up to a comma, a bracket, `and` or `or`.
    fn value(&mut self) -> Result<String, ParseError> {
        if let Some(text) = self.quoted() {
            return Ok(text);
        }
        let mut words: Vec<String> = Vec::new();
        while let Some(word) = self.word(0).map(str::to_owned) {
            let lower = word.to_lowercase();
            if lower == "and" || lower == "or" || (words.is_empty() && lower == "not") {
                break;
            }
            words.push(word);
            self.at += 1;
        }
        if words.is_empty() { Err(self.unexpected(&["a value"])) } else { Ok(words.join(" ")) }
    }

    /// Values in brackets, or bare ones with commas between them. In a bare list what could begin a condition ends it.
    fn values(&mut self, in_group: bool) -> Result<Vec<String>, ParseError> {
        let mut values = Vec::new();
        if self.take_kind(&Kind::Open) {
            while !self.take_kind(&Kind::Close) {
                if !values.is_empty() && !self.take_kind(&Kind::Comma) {
                    return Err(self.unexpected(&[",", ")"]));
                }
                values.push(self.value()?);
            }
            return Ok(values);
        }
        values.push(self.value()?);
        loop {
            let before = self.at;
            if !self.take_kind(&Kind::Comma) {
                return Ok(values);
            }
            let words = self.words();
            let ahead = |n: usize| self.tokens.get(self.at + n).map(|token| &token.kind);
            let begins_condition = match ahead(0) {
                Some(Kind::Quoted(_)) => matches!(ahead(1), Some(Kind::Word(_) | Kind::Sign(_))),
                Some(Kind::Word(word)) => word.eq_ignore_ascii_case("not") || reads_as_field(&words),
                _ => true,
            };
            if in_group && begins_condition {
                self.at = before;
                return Ok(values);
            }
            values.push(self.value()?);
        }
    }
}

fn kind_words(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "a text",
        FieldKind::Number => "a number",
        FieldKind::Date => "a date",
        FieldKind::YesNo => "yes or no",
        FieldKind::List => "a list",
    }
}
