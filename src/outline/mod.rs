//! A sequence as text, both ways, and in plain sentences. Knows no screen and nothing of what a step does when it runs.
//!
//! ```text
//! sequence "Cold outbound"
//! enter all
//!   54 a business day, from 2026-11-16
//! email "Intro" 9:00-11:30
//! wait 1 business day
//! call "First call" 10:00-12:00, owner, 6 min, no phone: skip
//! leave when replied, meeting booked
//! ```
//!
//! One line a row; `if`, `await`, `split` and `repeat` open a group that `end` closes; `#` begins a comment. What is printed reads back
//! to the same sequence. Where two touches have the same name, the second is referred to as `"Name (2)"`.

mod changed;
mod describe;
mod draft;
mod pace;
mod parse;
mod print;
mod rails;
mod sending;
mod table;
mod team;
mod wait;
mod words;

pub use crate::lean::text::quoted;
pub use changed::{ChangedLine, changed};
pub use describe::{await_text, describe};
pub use draft::{Draft, renumber_step};
pub use pace::{Pace, length_in_days, pace, pace_from};
pub use parse::{MAX_LINE, MAX_LINES, MAX_TEXT, Parsed, Reading, STARTS, parse, parse_consent, parse_over};
pub use print::{condition_text, parse_condition, print};
pub use rails::{limit_words, parse_limits, parse_quiet};
pub use sending::{sending_words, with_sending};
pub use table::consent_words;
pub use team::{PlanText, plan_from_text, print_team, text_onto, text_onto_list};
pub use wait::{days_text, length_text, parse_wait, wait_text};
pub use words::TextProblem;
