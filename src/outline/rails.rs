//! What keeps touches of one person apart, as rows of an outline and as a line of text. Knows no screen.
//!
//! ```text
//! gap 24 hours
//! limit 3 email, calls in 7 days
//! limit 1 a day over all sequences
//! quiet 20:00-8:00
//! hold 5 days
//! ```

use super::table::CONSENT_CHANNELS;
use super::wait::{WordError, length_of, length_text, missing, nothing_after};
use crate::calendar::{Clock, Window};
use crate::lean::text::nearest;
use crate::model::{Guardrails, Length, Span, TouchLimit};

const LIMIT: &str = "a limit such as 3 email in 7 days, 1 a day or 5 in 7 days over all sequences";
const GAP: &str = "a time that passes, such as 24 hours or 2 days";
const HOLD: &str = "a number of days such as 5 days";
const QUIET: &str = "hours such as 20:00-8:00";

/// The rows that say it; none where nothing is kept apart.
pub(super) fn rows(rails: &Guardrails) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    rows.extend(rails.min_gap.map(|gap| format!("gap {}", length_text(gap))));
    rows.extend(rails.limits.iter().map(|limit| format!("limit {}", limit_text(limit))));
    rows.extend(rails.quiet.map(|quiet| format!("quiet {quiet}")));
    if !rails.is_empty() && rails.hold_days != Guardrails::HOLD_DAYS {
        rows.push(format!("hold {} day{}", rails.hold_days, if rails.hold_days == 1 { "" } else { "s" }));
    }
    rows
}

/// A limit as its row says it: `3 email, calls in 7 days over all sequences`.
fn limit_text(limit: &TouchLimit) -> String {
    let name =
        |channel| CONSENT_CHANNELS.iter().find(|(_, named)| *named == channel).map_or("", |(name, _)| *name);
    let names: Vec<&str> = limit.channels.iter().map(|channel| name(*channel)).collect();
    let channels = if names.is_empty() { String::new() } else { format!(" {}", names.join(", ")) };
    let per = match limit.per {
        Span::Day => "a day",
        Span::SevenDays => "in 7 days",
    };
    let over = if limit.all_sequences { " over all sequences" } else { "" };
    format!("{}{channels} {per}{over}", limit.most)
}

/// The limits of a sequence in one line, with `;` between several.
pub fn limit_words(limits: &[TouchLimit]) -> String {
    limits.iter().map(limit_text).collect::<Vec<_>>().join("; ")
}

/// Reads what [`limit_words`] writes.
///
/// # Errors
/// The first word that does not read, in a sentence.
pub fn parse_limits(text: &str) -> Result<Vec<TouchLimit>, String> {
    let mut rails = Guardrails::default();
    for part in text.split(';').filter(|part| !part.trim().is_empty()) {
        one_row(&format!("limit {part}"), &mut rails)?;
    }
    Ok(rails.limits)
}

/// Reads quiet hours such as `20:00-8:00`; nothing where the text is empty.
///
/// # Errors
/// The first word that does not read, in a sentence.
pub fn parse_quiet(text: &str) -> Result<Option<Window>, String> {
    let mut rails = Guardrails::default();
    if !text.trim().is_empty() {
        one_row(&format!("quiet {text}"), &mut rails)?;
    }
    Ok(rails.quiet)
}

fn one_row(text: &str, rails: &mut Guardrails) -> Result<(), String> {
    let line = super::words::Line::read(1, text);
    row(&super::wait::spelled(&line.words), rails)
        .map_err(|error| format!("{}: {}", error.message, error.expected))
}

/// Reads a row, from its first word on.
pub(super) fn row(words: &[String], rails: &mut Guardrails) -> Result<(), WordError> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let words = words.as_slice();
    match words.first().map(|word| word.trim_end_matches(':').to_ascii_lowercase()).as_deref() {
        Some("gap") => match length_of(words, 1)? {
            Length::BusinessDays(_) | Length::BusinessHours(_) | Length::Months(_) => {
                return Err(odd(2, words, GAP, None));
            }
            gap if gap.is_nothing() => return Err(odd(1, words, GAP, None)),
            gap => rails.min_gap = Some(gap),
        },
        Some("limit") => rails.limits.push(limit(words)?),
        Some("quiet") => {
            rails.quiet = Some(quiet(words)?);
            nothing_after(words, 2)?;
        }
        _ => {
            let days = match length_of(words, 1)? {
                Length::Days(n) => u16::try_from(n).ok(),
                _ => None,
            };
            rails.hold_days = days.ok_or_else(|| odd(1, words, HOLD, None))?;
        }
    }
    Ok(())
}

fn odd(index: usize, words: &[&str], expected: &'static str, fix: Option<String>) -> WordError {
    let message = format!("{:?} does not belong here", words.get(index).copied().unwrap_or_default());
    WordError { index, message, expected, fix }
}

fn quiet(words: &[&str]) -> Result<Window, WordError> {
    let text = words.get(1).ok_or_else(|| missing(words, QUIET))?;
    let span = text.split_once(['-', '\u{2013}']);
    let clock = |text: &str| text.trim().parse::<Clock>().ok();
    let window = span.and_then(|(from, to)| Some(Window { from: clock(from)?, to: clock(to)? }));
    window.filter(|window| window.from != window.to).ok_or_else(|| odd(1, words, QUIET, None))
}

fn limit(words: &[&str]) -> Result<TouchLimit, WordError> {
    let most = words.get(1).ok_or_else(|| missing(words, LIMIT))?;
    let most = most.parse().ok().filter(|n| *n > 0).ok_or_else(|| odd(1, words, LIMIT, None))?;
    let mut limit = TouchLimit { most, channels: Vec::new(), per: Span::Day, all_sequences: false };
    let is = |index: usize, parts: &[&str]| {
        let there = words.get(index..index + parts.len());
        there.is_some_and(|there| there.iter().zip(parts).all(|(a, b)| a.eq_ignore_ascii_case(b)))
    };
    let mut at = 2;
    loop {
        let Some(word) = words.get(at) else { return Err(missing(words, LIMIT)) };
        if is(at, &["a", "day"]) {
            at += 2;
            break;
        }
        if is(at, &["in", "7", "days"]) {
            limit.per = Span::SevenDays;
            at += 3;
            break;
        }
        let name = word.to_ascii_lowercase();
        if !["and", "or", "touches", "touch"].contains(&name.as_str()) {
            match CONSENT_CHANNELS.iter().find(|(known, _)| *known == name) {
                Some((_, channel)) if limit.channels.contains(channel) => {}
                Some((_, channel)) => limit.channels.push(*channel),
                None => {
                    let names = CONSENT_CHANNELS.iter().map(|(name, _)| *name);
                    return Err(odd(at, words, LIMIT, nearest(&name, names)));
                }
            }
        }
        at += 1;
    }
    if is(at, &["over", "all", "sequences"]) {
        limit.all_sequences = true;
        at += 3;
    }
    nothing_after(words, at)?;
    Ok(limit)
}
