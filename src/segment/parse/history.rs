//! What happened before, and what there is to reach somebody by: `never opened`, `opened at least 2 times in the last 90 days`,
//! `has email`, `no phone`.

use super::{ParseError, Reader, Subject};
use crate::model::{Condition, Did, EventKind, Field, Rule, StdField, Test, Way};

type Counted = (EventKind, &'static [&'static str], &'static [&'static str], StdField, Option<StdField>);

/// What a list counts: the event, how it is said, how it is said behind "did not", the count, the day of the last time.
const COUNTED: &[Counted] = &[
    (EventKind::Opened, &["opened"], &["open"], StdField::Opened, None),
    (EventKind::Clicked, &["clicked"], &["click"], StdField::Clicked, None),
    (EventKind::Replied, &["replied"], &["reply"], StdField::Replied, None),
    (
        EventKind::Purchased,
        &["purchased", "bought"],
        &["purchase", "buy"],
        StdField::Purchases,
        Some(StdField::LastPurchase),
    ),
];

/// What a list may be asked instead of an event of a run.
pub(super) fn of_list(event: EventKind) -> Option<&'static str> {
    Some(match event {
        EventKind::Opened => "opened count >= 1",
        EventKind::Clicked => "clicked count >= 1",
        EventKind::Replied
        | EventKind::RepliedPositive
        | EventKind::RepliedNeutral
        | EventKind::RepliedNegative => "replied count >= 1",
        EventKind::OptedOut => "opted out of email is yes",
        EventKind::Bounced => "bounced on is known",
        EventKind::Purchased => "purchase count >= 1",
        _ => return None,
    })
}

/// What happened, behind "who".
pub(super) fn said(event: EventKind) -> &'static str {
    match event {
        EventKind::MeetingBooked => "booked a meeting",
        EventKind::RepliedPositive => "replied positively",
        EventKind::RepliedNeutral => "replied neutrally",
        EventKind::RepliedNegative => "replied negatively",
        EventKind::Done => "had a task done",
        other => other.name(),
    }
}

/// Words for the ways to reach somebody.
const WAYS: &[(&str, Way)] = &[
    ("email address", Way::Email),
    ("e-mail", Way::Email),
    ("email", Way::Email),
    ("phone number", Way::Phone),
    ("phone", Way::Phone),
    ("mobile number", Way::Mobile),
    ("mobile phone", Way::Mobile),
    ("mobile", Way::Mobile),
    ("linkedin profile", Way::Linkedin),
    ("linkedin", Way::Linkedin),
];

fn is(field: StdField, test: Test) -> Rule {
    Rule::Is(Condition { field: Field::Std(field), test })
}

fn not(rule: Rule) -> Rule {
    Rule::None(vec![rule])
}

impl Reader<'_> {
    /// `has email`, `no phone`, `without a title`, where nothing of the kind stands here nothing is read.
    pub(super) fn has(&mut self) -> Result<Option<Rule>, ParseError> {
        let before = self.at;
        let lacks = if self.take_any(&["has no", "have no", "without", "no"]) {
            true
        } else if self.take_any(&["has", "have", "with"]) {
            false
        } else {
            return Ok(None);
        };
        let _ = self.take_any(&["a", "an", "any"]);
        let way = WAYS.iter().find(|(words, _)| self.sees(words) && self.ends(words.split(' ').count()));
        if let Some((words, way)) = way {
            self.take(words);
            return Ok(Some(if lacks { not(Rule::Has(*way)) } else { Rule::Has(*way) }));
        }
        if let Some((Subject::Field(field, _), n)) = self.subject_at(0).filter(|(_, n)| self.ends(*n)) {
            if !self.is_there(&field) {
                return Err(self.no_column(n, &field));
            }
            self.at += n;
            let test = if lacks { Test::Empty } else { Test::Known };
            return Ok(Some(Rule::Is(Condition { field, test })));
        }
        if let Some(super::Kind::Quoted(header)) = self.kind(0).cloned().filter(|_| self.ends(1)) {
            let (field, _) = self.header(&header)?;
            self.at += 1;
            let test = if lacks { Test::Empty } else { Test::Known };
            return Ok(Some(Rule::Is(Condition { field, test })));
        }
        self.at = before;
        Ok(None)
    }

    /// `never opened`, `did not reply`, `opened at least 2 times in the last 90 days`.
    pub(super) fn history(&mut self) -> Result<Option<Rule>, ParseError> {
        let (before, place) = (self.at, self.place());
        let negated = self.take_any(&[
            "has never",
            "have never",
            "never",
            "did not",
            "didn't",
            "has not",
            "hasn't",
            "have not",
            "haven't",
            "did never",
        ]);
        let asked = negated || self.take_any(&["did", "has", "have", "ever", "has ever", "have ever"]);
        let counted = COUNTED.iter().find(|counted| {
            let mut words = counted.1.iter().chain(counted.2.iter().filter(|_| asked));
            words.any(|word| self.sees(word))
        });
        // `replied positive` is more than `replied`, `opened count` is no event
        let (event, n) = match (self.subject_at(0), counted) {
            (Some((Subject::Event(event), n)), _) if n > 1 => (event, n),
            (Some((Subject::Field(..), n)), _) if n > 1 => {
                self.at = before;
                return Ok(None);
            }
            (_, Some(counted)) => (counted.0, 1),
            (Some((Subject::Event(event), n)), None) => (event, n),
            _ => {
                self.at = before;
                return Ok(None);
            }
        };
        self.at += n;
        if !asked && !self.counts() {
            // a bare event, or a column of that name: read as the rest of the language reads them
            self.at = before;
            return Ok(None);
        }
        let counted = counted.filter(|counted| counted.0 == event);
        let _ = self.take("at all");
        let Some((_, _, _, count, last)) = counted.filter(|_| !self.names.in_run() || self.counts()) else {
            let rule = self.happened(event, place)?;
            return Ok(Some(if negated { not(rule) } else { rule }));
        };
        let (least, most) = self.times()?;
        let within = self.within_last()?;
        let rule = match (within, most) {
            (Some(within_days), None) => match last {
                Some(last) if least == 1 => self.there(*last, Test::WithinLast(within_days), &place)?,
                _ => Rule::Did(Did { event, at_least: least, within_days }),
            },
            (Some(within_days), Some(most)) => {
                let did = |at_least| Rule::Did(Did { event, at_least, within_days });
                let over = not(did(most.saturating_add(1)));
                if least == 0 { over } else { Rule::All(vec![did(least), over]) }
            }
            (None, None) => self.there(*count, Test::AtLeast(f64::from(least)), &place)?,
            (None, Some(most)) if least == most => {
                self.there(*count, Test::Equals(f64::from(most)), &place)?
            }
            (None, Some(most)) => not(self.there(*count, Test::AtLeast(f64::from(most) + 1.0), &place)?),
        };
        Ok(Some(if negated { not(rule) } else { rule }))
    }

    /// The condition, where the list has the field.
    fn there(&self, field: StdField, test: Test, at: &std::ops::Range<usize>) -> Result<Rule, ParseError> {
        if self.is_there(&Field::Std(field)) {
            return Ok(is(field, test));
        }
        let words = format!("the list has no column for {}", field.label());
        Err(self.error(
            at.start..self.tokens.get(self.at - 1).map_or(self.end, |token| token.at.end),
            words,
            &[],
        ))
    }

    /// Whether how often, or within which days, stands here.
    fn counts(&self) -> bool {
        let words = ["at", "more", "less", "fewer", "exactly", "once", "twice", "within", "in"];
        let is_number = self.word(0).is_some_and(|word| word.parse::<u32>().is_ok());
        is_number && ["times", "time"].iter().any(|times| self.word(1) == Some(times))
            || words.iter().any(|word| self.sees(word))
    }

    /// At least and at most how often; once at least where nothing is said.
    fn times(&mut self) -> Result<(u32, Option<u32>), ParseError> {
        if self.take("once") {
            return Ok((1, None));
        }
        if self.take("twice") {
            return Ok((2, None));
        }
        let (mut n, bound): (Option<u32>, u8) = if self.take("at least") {
            (None, b'>')
        } else if self.take("more than") {
            (None, b'+')
        } else if self.take("at most") {
            (None, b'<')
        } else if self.take_any(&["fewer than", "less than"]) {
            (None, b'-')
        } else if self.take("exactly") || self.word(0).is_some_and(|word| word.parse::<u32>().is_ok()) {
            (None, b'=')
        } else {
            (Some(1), b'>')
        };
        if n.is_none() {
            let words = [("once", 1), ("twice", 2)];
            n = words.iter().find(|(word, _)| self.take(word)).map(|(_, n)| *n);
            if n.is_none() {
                n = self.word(0).and_then(|word| word.parse().ok()).filter(|n| *n <= 1_000_000);
                if n.is_none() {
                    return Err(self.unexpected(&["how often, such as 2 times"]));
                }
                self.at += 1;
                if !self.take_any(&["times", "time"]) {
                    return Err(self.unexpected(&["times"]));
                }
            }
        }
        let n = n.unwrap_or(1);
        let or_more = bound == b'=' && self.take("or more");
        Ok(match bound {
            b'>' => (n, None),
            b'+' => (n + 1, None),
            b'<' => (0, Some(n)),
            b'-' => (0, Some(n.saturating_sub(1))),
            _ if or_more => (n, None),
            _ => (n, Some(n)),
        })
    }

    /// `in the last 90 days`, where it stands here.
    fn within_last(&mut self) -> Result<Option<u32>, ParseError> {
        let begins = [
            "within the last",
            "within last",
            "in the last",
            "in last",
            "within the past",
            "in the past",
            "within",
        ];
        if self.take_any(&begins) { self.days().map(Some) } else { Ok(None) }
    }
}

/// How it is said that something happened.
pub(in crate::segment) fn past(event: EventKind) -> &'static str {
    COUNTED
        .iter()
        .find(|counted| counted.0 == event)
        .and_then(|counted| counted.1.first())
        .copied()
        .unwrap_or(event.name())
}
