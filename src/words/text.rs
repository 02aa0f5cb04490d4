//! Numbers, ranges, dates and durations as words. Knows no currency, no language but English, no time zone.

use crate::calendar::Date;
pub use crate::lean::capital as sentence;
use crate::simulate::Range;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `4212` as `4,212`.
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + 4);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number that counts people or things, rounded.
pub fn whole(value: f64) -> String {
    count(value.round().max(0.0) as u64)
}

/// A count with its noun: `1 reply`, `8 replies`.
pub fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(n), if n == 1 { one } else { many })
}

/// Two ends as `3–12`, or one number where they are the same.
pub fn between(low: &str, high: &str) -> String {
    if low == high { low.to_owned() } else { format!("{low}–{high}") }
}

/// Eight in ten futures: `3–12`.
pub fn range(range: &Range) -> String {
    between(&whole(range.q10), &whole(range.q90))
}

/// Eight in ten futures with a noun: `3–12 meetings`, `1 meeting`, `no meetings`.
pub fn range_of(value: &Range, one: &str, many: &str) -> String {
    match range(value).as_str() {
        "0" => format!("no {many}"),
        "1" => format!("1 {one}"),
        text => format!("{text} {many}"),
    }
}

/// A share as percent: one digit after the point below 10.
pub fn percent(share: f64) -> String {
    let value = share * 100.0;
    // 9.96 is 10, not 10.0
    if value < 9.95 && (value - value.round()).abs() >= 0.05 {
        format!("{value:.1}")
    } else {
        format!("{value:.0}")
    }
}

/// A share over the futures: `84–93 %`.
pub fn percent_range(range: &Range) -> String {
    format!("{} %", between(&percent(range.q10), &percent(range.q90)))
}

/// Minutes over the futures in the unit that fits the longer end: `4–13 days`, `5–9 hours`, `20–45 minutes`.
pub fn duration_range(range: &Range) -> String {
    let (unit, size) = unit_of(range.q90);
    let text = between(&in_unit(range.q10, size), &in_unit(range.q90, size));
    if text == "1" { format!("1 {unit}") } else { format!("{text} {unit}s") }
}

/// Minutes in words: `10 days`.
pub fn duration(minutes: f64) -> String {
    let (unit, size) = unit_of(minutes);
    let text = in_unit(minutes, size);
    if text == "1" { format!("1 {unit}") } else { format!("{text} {unit}s") }
}

fn unit_of(minutes: f64) -> (&'static str, f64) {
    match minutes {
        m if m >= 2.0 * 1440.0 => ("day", 1440.0),
        m if m >= 120.0 => ("hour", 60.0),
        _ => ("minute", 1.0),
    }
}

fn in_unit(minutes: f64, size: f64) -> String {
    let value = minutes / size;
    // half days tell something while there are few
    if size > 60.0 && value < 9.75 && (value - value.round()).abs() >= 0.25 {
        format!("{value:.1}")
    } else {
        whole(value)
    }
}

/// `16 Nov`.
pub fn day(date: Date) -> String {
    let (_, month, day) = date.ymd();
    format!("{day} {}", MONTHS.get(month as usize - 1).unwrap_or(&""))
}

/// `16 Nov to 20 Jan`; with the years where a year or more lies between: `16 Nov 2026 to 7 Dec 2051`.
pub fn span(from: Date, to: Date) -> String {
    if to.days() - from.days() < 365 {
        return format!("{} to {}", day(from), day(to));
    }
    format!("{} {} to {} {}", day(from), from.ymd().0, day(to), to.ymd().0)
}

/// `Mon 16 Nov`.
pub fn weekday(date: Date) -> String {
    format!("{} {}", date.weekday().short(), day(date))
}
