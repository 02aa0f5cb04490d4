//! Waits as short text and back, the way people type them. Knows no rows and no plan.

use std::fmt::Write as _;

use super::table::{field_of, near_field};
use super::words::{Kind, Line, Word};
use crate::calendar::{Clock, Date, Weekday, Weekdays};
use crate::lean::text::{nearest, quoted};
use crate::model::{FieldKind, Length, NoDate, UntilDate, Wait};
use crate::segment;

/// What does not read in a row of words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct WordError {
    /// Which word; the number of words = something is missing at the end.
    pub(super) index: usize,
    pub(super) message: String,
    pub(super) expected: &'static str,
    pub(super) fix: Option<String>,
}

const LENGTH: &str =
    "a length such as 30 minutes, 4 hours, 4 business hours, 2 days, 1 business day, 1 week or 1 month";
const WAIT: &str = "a wait such as 2 business days, until Tue 10:00, until 2026-12-01 9:00, day 5 or until date and a date field";

/// A length of time in words: `2 business days`.
pub fn length_text(length: Length) -> String {
    let (n, unit) = match length {
        Length::Minutes(n) => (n, "minute"),
        Length::Hours(n) => (n, "hour"),
        Length::BusinessHours(n) => (n, "business hour"),
        Length::Days(n) => (n, "day"),
        Length::BusinessDays(n) => (n, "business day"),
        Length::Weeks(n) => (n, "week"),
        Length::Months(n) => (n, "month"),
    };
    format!("{n} {unit}{}", if n == 1 { "" } else { "s" })
}

/// Weekdays in words: `Tue, Thu`, `Mon-Fri`.
pub fn days_text(days: Weekdays) -> String {
    let days: Vec<Weekday> = days.iter().collect();
    let mut text = String::new();
    let mut at = 0;
    while at < days.len() {
        let mut end = at;
        while end + 1 < days.len() && days[end + 1].index() == days[end].index() + 1 {
            end += 1;
        }
        // two neighbours are not a span
        if end < at + 2 {
            end = at;
        }
        if !text.is_empty() {
            text.push_str(", ");
        }
        text.push_str(days[at].short());
        if end > at {
            let _ = write!(text, "-{}", days[end].short());
        }
        at = end + 1;
    }
    text
}

/// The short text of a wait, as the outline writes it after `wait` where that word belongs: `2 business days`,
/// `until Tue, Thu 10:00, not the same day`, `day 5`.
pub fn wait_text(wait: &Wait) -> String {
    match wait {
        Wait::For(length) => length_text(*length),
        Wait::Day(n) => format!("day {n}"),
        Wait::Until { days, at, not_same_day } => {
            format!(
                "until {} {at}{}",
                days_text(*days),
                if *not_same_day { ", not the same day" } else { "" }
            )
        }
        Wait::UntilDay { date, at } => format!("until {date} {at}"),
        Wait::UntilDate(until) => {
            let sign = if until.offset_days < 0 { '-' } else { '+' };
            let near = match until.offset_days.unsigned_abs() {
                0 => String::new(),
                1 => format!(" {sign} 1 day"),
                n => format!(" {sign} {n} days"),
            };
            let yearly = if until.yearly { ", yearly" } else { "" };
            format!(
                "until date {}{near} {}{yearly}, else {}",
                segment::print_field(&until.field),
                until.at,
                until.or_else.name()
            )
        }
    }
}

/// Reads a wait as people type it: `2 business days`, `2 bd`, `3d`, `30 min`, `1 w`, `tue 10:00`, `until Mon-Fri 9:00`, `day 5`.
///
/// # Errors
/// A sentence that names the word and what would read.
pub fn parse_wait(text: &str) -> Result<Wait, String> {
    let line = Line::read(1, text.get(..super::MAX_LINE).unwrap_or(text));
    let words = spelled(&line.words);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    wait_of(&words).map_err(|error| {
        let fix = error.fix.map(|fix| format!(" Did you mean {fix}?")).unwrap_or_default();
        format!("{}; write {}.{fix}", error.message, error.expected)
    })
}

/// The words without commas, what stands in quotes with its quotes.
pub(super) fn spelled(words: &[Word]) -> Vec<String> {
    let words = words.iter().filter(|word| word.kind != Kind::Comma);
    words.map(|word| if word.kind == Kind::Quoted { quoted(&word.text) } else { word.text.clone() }).collect()
}

/// Reads a wait from words without commas.
pub(super) fn wait_of(words: &[&str]) -> Result<Wait, WordError> {
    let is = |index: usize, word: &str| words.get(index).is_some_and(|w| w.eq_ignore_ascii_case(word));
    let mut at = 0;
    if is(at, "wait") {
        at += 1;
    }
    if is(at, "for") {
        return length_of(words, at + 1).map(Wait::For);
    }
    if is(at, "day") {
        return day_of(words, at + 1);
    }
    if is(at, "until") && is(at + 1, "date") {
        return until_date(words, at + 2);
    }
    if (is(at, "until") || is(at, "on")) && words.get(at + 1).is_some_and(|word| is_date(word)) {
        return until_day(words, at + 1);
    }
    if is(at, "until") || is(at, "on") {
        return until_of(words, at + 1);
    }
    match words.get(at) {
        None => Err(missing(words, WAIT)),
        Some(word) if is_date(word) => until_day(words, at),
        Some(word) if word.starts_with(|c: char| c.is_ascii_digit()) && !word.contains(':') => {
            length_of(words, at).map(Wait::For)
        }
        Some(word) if days_of(word).is_some() || word.parse::<Clock>().is_ok() => until_of(words, at),
        Some(word) => Err(WordError {
            index: at,
            message: format!("{word:?} is not a wait"),
            expected: WAIT,
            fix: nearest(word, ["until", "day", "for"]),
        }),
    }
}

pub(super) fn missing(words: &[&str], expected: &'static str) -> WordError {
    WordError { index: words.len(), message: "something is missing here".to_owned(), expected, fix: None }
}

/// Whether a word is meant as a date: `2026-12-01`, `1.12.2026`, `12/1/2026`.
fn is_date(word: &str) -> bool {
    let part = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    ['-', '.', '/'].into_iter().any(|mark| {
        let mut parts = word.split(mark);
        parts.next().is_some_and(part) && parts.next().is_some_and(part) && parts.next().is_some()
    })
}

/// Reads `2026-12-01 9:00` from the word at `at` to the end.
fn until_day(words: &[&str], mut at: usize) -> Result<Wait, WordError> {
    let expected = "a date and a clock time such as 2026-12-01 9:00";
    let word = *words.get(at).ok_or_else(|| missing(words, expected))?;
    let date: Date = word.parse().map_err(|_| WordError {
        index: at,
        message: format!("{word:?} is not a date of the form year-month-day"),
        expected,
        fix: None,
    })?;
    at += 1;
    at += usize::from(words.get(at).is_some_and(|word| word.eq_ignore_ascii_case("at")));
    let word = *words.get(at).ok_or_else(|| missing(words, "a clock time such as 9:00"))?;
    let clock: Clock = word.parse().map_err(|_| WordError {
        index: at,
        message: format!("{word:?} is not a clock time"),
        expected: "a clock time such as 9:00",
        fix: None,
    })?;
    nothing_after(words, at + 1)?;
    Ok(Wait::UntilDay { date, at: clock })
}

fn day_of(words: &[&str], at: usize) -> Result<Wait, WordError> {
    let expected = "a day from 1 (the day of entry) to 730";
    let word = words.get(at).ok_or_else(|| missing(words, expected))?;
    let day = word.parse::<u16>().ok().filter(|n| (1..=Length::MAX_DAYS).contains(&u32::from(*n)));
    let day = day.ok_or_else(|| WordError {
        index: at,
        message: format!("{word:?} is not a day of the sequence"),
        expected,
        fix: None,
    })?;
    nothing_after(words, at + 1)?;
    Ok(Wait::Day(day))
}

pub(super) fn nothing_after(words: &[&str], at: usize) -> Result<(), WordError> {
    match words.get(at) {
        None => Ok(()),
        Some(word) => Err(WordError {
            index: at,
            message: format!("{word:?} does not belong here"),
            expected: "nothing more",
            fix: None,
        }),
    }
}

/// Reads `2 business days`, `2 bus d`, `3d` from the word at `at` to the end.
pub(super) fn length_of(words: &[&str], at: usize) -> Result<Length, WordError> {
    let word = *words.get(at).ok_or_else(|| missing(words, LENGTH))?;
    let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let is_broken = word[digits..].starts_with(['.', ',', '/', '½']);
    let n: u32 = word[..digits].parse().ok().filter(|_| !is_broken).ok_or_else(|| WordError {
        index: at,
        message: format!("{word:?} is not a whole number"),
        expected: LENGTH,
        fix: None,
    })?;
    let mut units: Vec<(usize, &str)> = Vec::new();
    if digits < word.len() {
        units.push((at, &word[digits..]));
    }
    units.extend(words.iter().enumerate().skip(at + 1).map(|(index, word)| (index, *word)));
    let (first, unit) = *units.first().ok_or_else(|| missing(words, LENGTH))?;
    let lower = unit.to_lowercase();
    let mut used = 1;
    let length = match lower.trim_end_matches('.') {
        "m" | "min" | "mins" | "minute" | "minutes" => Length::Minutes(n),
        "h" | "hr" | "hrs" | "hour" | "hours" => Length::Hours(n),
        "d" | "day" | "days" => Length::Days(n),
        "w" | "wk" | "wks" | "week" | "weeks" => Length::Weeks(n),
        "mo" | "mos" | "mth" | "mths" | "month" | "months" => Length::Months(n),
        "bd" | "wd" => Length::BusinessDays(n),
        "bh" => Length::BusinessHours(n),
        "b" | "bus" | "business" | "working" | "work" => {
            used = 2;
            let expected = "business days or business hours";
            let (index, unit) = *units.get(1).ok_or_else(|| missing(words, expected))?;
            match unit.to_lowercase().as_str() {
                "d" | "day" | "days" => Length::BusinessDays(n),
                "h" | "hr" | "hrs" | "hour" | "hours" => Length::BusinessHours(n),
                _ => {
                    return Err(WordError {
                        index,
                        message: format!("{unit:?} is neither days nor hours"),
                        expected,
                        fix: nearest(unit, ["days", "hours"]),
                    });
                }
            }
        }
        _ => {
            return Err(WordError {
                index: first,
                message: format!("{unit:?} is not a unit of time"),
                expected: LENGTH,
                fix: nearest(&lower, ["minutes", "hours", "days", "business", "weeks", "months"]),
            });
        }
    };
    if let Some((index, _)) = units.get(used) {
        nothing_after(words, *index)?;
    }
    if !length.is_sane() {
        return Err(WordError {
            index: at,
            message: format!("{n} is too long"),
            expected: "at most 730 days (104 weeks, 24 months)",
            fix: None,
        });
    }
    Ok(length)
}

/// `Tue`, `mon-fri`, `weekdays`.
pub(super) fn days_of(word: &str) -> Option<Weekdays> {
    if let Ok(day) = word.parse::<Weekday>() {
        return Some(Weekdays::default().with(day));
    }
    let lower = word.to_ascii_lowercase();
    if lower == "weekdays" {
        return Some(Weekdays::WORKING);
    }
    let (from, to) = lower.split_once(['-', '–'])?;
    let (from, to) = (from.parse::<Weekday>().ok()?.index(), to.parse::<Weekday>().ok()?.index());
    let steps = (to + 7 - from) % 7;
    Some((0..=steps).map(|i| Weekday::ALL[(from + i) % 7]).collect())
}

fn until_of(words: &[&str], mut at: usize) -> Result<Wait, WordError> {
    let expected = "weekdays and a clock time such as Tue, Thu 10:00, or a date and a clock time such as 2026-12-01 9:00";
    let mut days = Weekdays::default();
    while let Some(word) = words.get(at) {
        if let Some(more) = days_of(word) {
            days = more.iter().fold(days, Weekdays::with);
        } else if !["and", "or", "at", "on"].contains(&word.to_ascii_lowercase().as_str()) {
            break;
        }
        at += 1;
    }
    let word = *words.get(at).ok_or_else(|| missing(words, expected))?;
    let clock: Clock = word.parse().map_err(|_| WordError {
        index: at,
        message: format!("{word:?} is neither a weekday nor a clock time"),
        expected,
        fix: nearest(word, Weekday::ALL.map(Weekday::short)),
    })?;
    if days.is_empty() {
        return Err(WordError {
            index: at,
            message: "the weekday is missing".to_owned(),
            expected,
            fix: Some(format!("Mon-Fri {word}")),
        });
    }
    at += 1;
    let rest: Vec<String> = words[at..].iter().map(|word| word.to_ascii_lowercase()).collect();
    let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
    let not_same_day = match rest.as_slice() {
        [] => false,
        ["not", "the", "same", "day"] | ["not", "same", "day"] => true,
        _ => {
            return Err(WordError {
                index: at,
                message: format!("{:?} does not belong here", words[at]),
                expected: "nothing more, or: not the same day",
                fix: None,
            });
        }
    };
    Ok(Wait::Until { days, at: clock, not_same_day })
}

const DATE: &str = "a date field such as created on, or a column of the list in quotes";
const OR_ELSE: &str = "else continue, else skip next touch or else exit";

/// Reads `"renewal date" - 14 days 9:00 yearly else continue` from the word at `at` to the end.
fn until_date(words: &[&str], mut at: usize) -> Result<Wait, WordError> {
    let is = |at: usize, word: &str| words.get(at).is_some_and(|w| w.eq_ignore_ascii_case(word));
    let bad = |index: usize, expected: &'static str, fix: Option<String>| match words.get(index) {
        Some(word) => WordError { index, message: format!("{word:?} does not belong here"), expected, fix },
        None => missing(words, expected),
    };
    let rest = words.get(at..).unwrap_or_default();
    let (field, n) = field_of(rest, Some(FieldKind::Date)).ok_or_else(|| {
        bad(at, DATE, rest.first().and_then(|word| near_field(word, Some(FieldKind::Date))))
    })?;
    at += n;
    let signed = words.get(at).and_then(|word| {
        let digits = word.strip_prefix(['-', '−', '–', '+'])?;
        Some((if word.starts_with('+') { 1 } else { -1 }, digits))
    });
    let mut offset_days = 0;
    if let Some((sign, mut digits)) = signed {
        let expected = "days from the date, at most 730";
        if digits.is_empty() {
            at += 1;
            digits = words.get(at).ok_or_else(|| missing(words, expected))?;
        }
        let n = digits.parse::<i32>().ok().filter(|n| (0..=Length::MAX_DAYS as i32).contains(n));
        offset_days = sign * n.ok_or_else(|| bad(at, expected, None))?;
        at += 1;
        if !is(at, "day") && !is(at, "days") {
            return Err(bad(at, "days", Some("days".to_owned()).filter(|_| at < words.len())));
        }
        at += 1;
    }
    at += usize::from(is(at, "at"));
    let clock = words.get(at).and_then(|word| word.parse::<Clock>().ok());
    let clock = clock
        .ok_or_else(|| bad(at, "days from the date such as - 14 days, or a clock time such as 9:00", None))?;
    at += 1;
    let yearly = is(at, "yearly");
    at += usize::from(yearly);
    if !is(at, "else") {
        let fix = words.get(at).and_then(|word| nearest(word, ["else", "yearly"]));
        return Err(bad(at, OR_ELSE, fix));
    }
    at += 1;
    let choice = NoDate::ALL
        .iter()
        .find(|choice| choice.name().split(' ').enumerate().all(|(i, word)| is(at + i, word)));
    let or_else = *choice.ok_or_else(|| {
        bad(at, OR_ELSE, words.get(at).and_then(|word| nearest(word, NoDate::ALL.map(NoDate::name))))
    })?;
    nothing_after(words, at + or_else.name().split(' ').count())?;
    Ok(Wait::UntilDate(UntilDate { field, offset_days, at: clock, yearly, or_else }))
}
