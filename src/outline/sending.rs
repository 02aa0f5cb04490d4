//! What a sender may send beside its day, as parts of its line and as a line of text of its own. Knows no screen.
//!
//! `20 an hour`, `100 in 24 hours`, `400 in 7 days`, `2000 a month`, `100 linkedin invite in 7 days`, `3 minutes apart`,
//! `ramp 5 + 2 a day from 2026-11-16`

use super::table::channel_of;
use super::words::{Kind, Line};
use crate::model::{Ramp, SendLimit, SendSpan, Sender};

/// What reads.
pub(super) const EXPECTED: &str = "20 an hour, 100 in 24 hours, 400 in 7 days, 2000 a month, 100 linkedin invite in 7 days, 3 minutes apart or ramp 5 + 2 a day from 2026-11-16";

fn span_words(span: SendSpan) -> &'static str {
    match span {
        SendSpan::Hour => "an hour",
        SendSpan::TwentyFourHours => "in 24 hours",
        SendSpan::SevenDays => "in 7 days",
        SendSpan::Month => "a month",
    }
}

/// What a sender may send beside its day, part by part.
pub(super) fn parts(sender: &Sender) -> Vec<String> {
    let limit = |limit: &SendLimit| {
        let kind = limit.kind.map(|kind| format!(" {}", kind.name())).unwrap_or_default();
        format!("{}{kind} {}", limit.most, span_words(limit.per))
    };
    let mut parts: Vec<String> = sender.limits.iter().map(limit).collect();
    match sender.spacing_minutes {
        0 => {}
        1 => parts.push("1 minute apart".to_owned()),
        n => parts.push(format!("{n} minutes apart")),
    }
    parts.extend(
        sender.ramp.map(|ramp| format!("ramp {} + {} a day from {}", ramp.first, ramp.step, ramp.from)),
    );
    parts
}

/// The same in one line.
pub fn sending_words(sender: &Sender) -> String {
    parts(sender).join(", ")
}

/// The sender with what a line such as [`sending_words`] writes in place of what it may send beside its day.
///
/// # Errors
/// A sentence that says what would read.
pub fn with_sending(sender: &Sender, text: &str) -> Result<Sender, String> {
    let mut changed = Sender { limits: Vec::new(), spacing_minutes: 0, ramp: None, ..sender.clone() };
    let line = Line::read(1, &text.replace(';', ","));
    for part in line.words.split(|word| word.kind == Kind::Comma).filter(|part| !part.is_empty()) {
        let words: Vec<&str> = part.iter().map(|word| word.text.as_str()).collect();
        if !part_of(&words, &mut changed) {
            return Err(format!("“{}” does not read; write {EXPECTED}", words.join(" ")));
        }
    }
    changed.bad_value().map_or(Ok(changed), |flaw| Err(flaw.sentence()))
}

/// Takes a part of a sender's line; false where it says nothing of this.
pub(super) fn part_of(words: &[&str], sender: &mut Sender) -> bool {
    let is = |words: &[&str], said: &[&str]| {
        words.len() == said.len() && words.iter().zip(said).all(|(a, b)| a.eq_ignore_ascii_case(b))
    };
    let number = |word: &str| word.parse::<u32>().ok().filter(|n| *n > 0);
    match words {
        [n, minutes, apart]
            if apart.eq_ignore_ascii_case("apart")
                && (is(&[minutes], &["minutes"]) || is(&[minutes], &["minute"])) =>
        {
            let n = number(n).and_then(|n| u16::try_from(n).ok());
            sender.spacing_minutes = n.unwrap_or(sender.spacing_minutes);
            n.is_some()
        }
        [ramp, first, plus, step, a, day, from, date]
            if is(&[ramp, plus, a, day, from], &["ramp", "+", "a", "day", "from"]) =>
        {
            let ramp = number(first).zip(step.parse().ok()).zip(date.parse().ok());
            sender.ramp = ramp.map(|((first, step), from)| Ramp { first, step, from });
            sender.ramp.is_some()
        }
        [n, rest @ ..] => {
            let span = SendSpan::ALL.into_iter().find_map(|span| {
                let said: Vec<&str> = span_words(span).split(' ').collect();
                let kind = rest.len().checked_sub(said.len())?;
                is(&rest[kind..], &said).then_some((span, &rest[..kind]))
            });
            let Some(((per, kind), most)) = span.zip(number(n)) else { return false };
            let kind = match kind {
                [] => None,
                kind => match channel_of(kind) {
                    Some((found, n)) if n == kind.len() => Some(found),
                    _ => return false,
                },
            };
            sender.limits.push(SendLimit { most, per, kind });
            true
        }
        [] => false,
    }
}
