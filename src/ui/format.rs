//! Numbers, ranges and dates as the page shows them.

use crate::calendar::{Clock, Date, Window};
use crate::words;
pub use crate::words::{count, percent_range, range, sentence, weekday as day, whole};

/// A count with its word: `1 step`, `8 steps`.
pub fn counted(n: usize, one: &str, many: &str) -> String {
    words::counted(n as u64, one, many)
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
