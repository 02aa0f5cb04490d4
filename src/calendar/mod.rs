//! Civil dates, zones, working hours and windows. The only module that names chrono; knows no clock and no plan.
//!
//! Three different types on purpose: [`Date`] (a day on a wall calendar), [`Clock`] (a minute on a wall clock) and
//! [`Instant`] (a UTC minute). Only a zone turns one into the other.

mod civil;
mod hours;

pub use civil::{Clock, Date, Instant, MINUTES_PER_DAY, Weekday, Weekdays};
pub use hours::{OpenHours, Window};
