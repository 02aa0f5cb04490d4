//! Numbers, ranges and dates as the page shows them.

use crate::calendar::{Clock, Date, Window};
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

/// A count with its word: `1 step`, `8 steps`.
pub fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", count(n as u64), if n == 1 { one } else { many })
}

/// A number that counts people or things, rounded.
pub fn whole(value: f64) -> String {
    count(value.round().max(0.0) as u64)
}

/// The range of 8 in 10 futures: `3–12`; one number only where both ends are the same.
pub fn range(range: &Range) -> String {
    let (low, high) = (whole(range.q10), whole(range.q90));
    if low == high { low } else { format!("{low}–{high}") }
}

/// A share as a range of percents: `4–9 %`.
pub fn percent_range(range: &Range) -> String {
    let percent = |share: f64| {
        let value = share * 100.0;
        if value < 9.95 { format!("{:.1}", value) } else { format!("{value:.0}") }
    };
    let (low, high) = (percent(range.q10), percent(range.q90));
    if low == high { format!("{low} %") } else { format!("{low}–{high} %") }
}

/// `Mon 16 Nov`.
pub fn day(date: Date) -> String {
    let (_, month, day) = date.ymd();
    format!("{} {day} {}", date.weekday().short(), MONTHS.get(month as usize - 1).unwrap_or(&""))
}

/// `Mon 16 Nov 2026`.
pub fn day_year(date: Date) -> String {
    format!("{} {}", day(date), date.ymd().0)
}

/// `9:00–11:30`.
pub fn window(window: Window) -> String {
    format!("{}–{}", clock(window.from), clock(window.to))
}

/// `9:00`.
pub fn clock(clock: Clock) -> String {
    clock.to_string()
}
