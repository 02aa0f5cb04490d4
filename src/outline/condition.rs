//! Conditions of a branch as text. Knows names of steps and segments, no rows.

use std::collections::BTreeMap;
use std::ops::Range;

use super::words::{Kind, Line, Word, nearest, quoted};
use crate::model::{
    Condition, EventKind, Field, FieldKind, Happened, Rule, SegmentId, StdField, StepId, Test,
};

/// What does not read, by characters of the condition's text from 0.
#[derive(Debug)]
pub(super) struct ConditionError {
    pub(super) at: Range<usize>,
    pub(super) message: String,
    pub(super) expected: String,
    pub(super) fix: Option<String>,
}

/// What conditions may name.
pub(super) struct Known<'a> {
    pub(super) steps: &'a BTreeMap<String, StepId>,
    pub(super) segments: &'a BTreeMap<String, SegmentId>,
}

const EXPECTED: &str = "what happened or a field, such as: opened \"Intro\", country is one of DE, AT";

pub(super) fn parse(text: &str, known: &Known) -> Result<Rule, ConditionError> {
    let line = Line::read(1, text);
    let mut reader = Reader { line: &line, words: &line.words, at: 0, known };
    let rule = reader.any()?;
    match reader.words.get(reader.at) {
        None => Ok(rule),
        Some(word) => Err(reader.error(word, "and, or, or the end of the line".to_owned(), None)),
    }
}

struct Reader<'a> {
    line: &'a Line,
    words: &'a [Word],
    at: usize,
    known: &'a Known<'a>,
}

impl Reader<'_> {
    fn error(&self, word: &Word, expected: String, fix: Option<String>) -> ConditionError {
        let at = word.at.start - 1..word.at.end - 1;
        ConditionError {
            message: format!("{:?} does not read here", self.line.text(word.at.clone())),
            at,
            expected,
            fix,
        }
    }

    fn missing(&self, expected: &str) -> ConditionError {
        let end = self.line.end() - 1;
        ConditionError {
            at: end..end,
            message: "something is missing here".to_owned(),
            expected: expected.to_owned(),
            fix: None,
        }
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.words.get(self.at).is_some_and(|w| w.is(word));
        self.at += usize::from(found);
        found
    }

    /// Takes several words in a row, or none of them.
    fn take_all(&mut self, words: &str) -> bool {
        let start = self.at;
        let all = words.split(' ').all(|word| self.take(word));
        if !all {
            self.at = start;
        }
        all
    }

    fn any(&mut self) -> Result<Rule, ConditionError> {
        let mut rules = vec![self.all()?];
        while self.take("or") {
            rules.push(self.all()?);
        }
        Ok(if rules.len() == 1 { rules.remove(0) } else { Rule::Any(rules) })
    }

    fn all(&mut self) -> Result<Rule, ConditionError> {
        let mut rules = vec![self.one()?];
        while self.take("and") {
            rules.push(self.one()?);
        }
        Ok(if rules.len() == 1 { rules.remove(0) } else { Rule::All(rules) })
    }

    fn one(&mut self) -> Result<Rule, ConditionError> {
        let mut turns = 0_usize;
        while self.take("not") {
            turns += 1;
        }
        let rule = self.atom()?;
        Ok((0..turns.min(16)).fold(rule, |rule, _| Rule::None(vec![rule])))
    }

    fn atom(&mut self) -> Result<Rule, ConditionError> {
        if self.take_all("in segment") {
            let Some(word) = self.words.get(self.at) else { return Err(self.missing("the segment's name")) };
            let id = self.known.segments.get(&word.text).ok_or_else(|| {
                let fix = nearest(&word.text, self.known.segments.keys().map(String::as_str));
                self.error(word, "a segment's name".to_owned(), fix.map(|f| quoted(&f)))
            })?;
            self.at += 1;
            return Ok(Rule::Segment(*id));
        }
        let mut fields: Vec<StdField> = StdField::ALL.to_vec();
        fields.sort_by_key(|field| std::cmp::Reverse(field.name().len()));
        let start = self.at;
        for field in fields.into_iter().filter(|field| field.kind() == FieldKind::Text) {
            if self.take_all(field.name()) && self.take("is") {
                return self.value(field);
            }
            self.at = start;
        }
        let mut events: Vec<EventKind> = EventKind::ALL.to_vec();
        events.sort_by_key(|event| std::cmp::Reverse(event.name().len()));
        for event in events {
            if self.take_all(event.name()) {
                let Some(word) = self.words.get(self.at).filter(|word| word.kind == Kind::Quoted) else {
                    return Ok(Rule::Happened(Happened { event, of: None }));
                };
                let of = self.known.steps.get(&word.text).ok_or_else(|| {
                    let fix = nearest(&word.text, self.known.steps.keys().map(String::as_str));
                    self.error(word, "a touch's name".to_owned(), fix.map(|f| quoted(&f)))
                })?;
                self.at += 1;
                return Ok(Rule::Happened(Happened { event, of: Some(*of) }));
            }
        }
        match self.words.get(self.at) {
            Some(word) => {
                let names =
                    StdField::ALL.iter().map(|f| f.name()).chain(EventKind::ALL.iter().map(|e| e.name()));
                Err(self.error(word, EXPECTED.to_owned(), nearest(&word.text, names)))
            }
            None => Err(self.missing(EXPECTED)),
        }
    }

    fn value(&mut self, field: StdField) -> Result<Rule, ConditionError> {
        let several = self.take_all("one of");
        let mut values = Vec::new();
        loop {
            let word = self.words.get(self.at).filter(|word| word.kind != Kind::Comma);
            let Some(word) = word else { return Err(self.missing("a value")) };
            values.push(word.text.clone());
            self.at += 1;
            let goes_on = several && self.words.get(self.at).is_some_and(|w| w.kind == Kind::Comma);
            if !goes_on {
                break;
            }
            self.at += 1;
        }
        Ok(Rule::Is(Condition { field: Field::Std(field), test: Test::OneOf(values) }))
    }
}

/// A rule as [`parse`] reads it.
pub(super) fn print(
    rule: &Rule,
    steps: &BTreeMap<StepId, String>,
    segments: &BTreeMap<SegmentId, String>,
) -> String {
    let joined = |rules: &[Rule], word: &str| {
        rules.iter().map(|rule| print(rule, steps, segments)).collect::<Vec<_>>().join(word)
    };
    match rule {
        Rule::All(rules) => joined(rules, " and "),
        Rule::Any(rules) => joined(rules, " or "),
        Rule::None(rules) => format!("not {}", joined(rules, " and not ")),
        Rule::Is(Condition { field: Field::Std(field), test: Test::OneOf(values) }) => {
            let plain = |value: &str| !value.is_empty() && value.chars().all(char::is_alphanumeric);
            let values: Vec<String> =
                values.iter().map(|v| if plain(v) { v.clone() } else { quoted(v) }).collect();
            format!(
                "{} is {}{}",
                field.name(),
                if values.len() == 1 { "" } else { "one of " },
                values.join(", ")
            )
        }
        Rule::Is(condition) => format!("{condition:?}"),
        Rule::Segment(id) => {
            format!("in segment {}", quoted(segments.get(id).map_or("", String::as_str)))
        }
        Rule::Happened(happened) => match happened.of.and_then(|of| steps.get(&of)) {
            Some(name) => format!("{} {}", happened.event.name(), quoted(name)),
            None => happened.event.name().to_owned(),
        },
    }
}
