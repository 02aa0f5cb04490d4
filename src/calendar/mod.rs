//! Civil dates, zones, working hours and windows. The only module that names chrono; knows no clock and no plan.
//!
//! Three different types on purpose: [`Date`] (a day on a wall calendar), [`Clock`] (a minute on a wall clock) and
//! [`Instant`] (a UTC minute). Only a [`Zone`] turns one into the other.

mod civil;

pub use civil::MINUTES_PER_DAY;

pub use civil::{Clock, Date, Instant, Weekday, Weekdays};
