//! Civil dates, zones, working hours and windows. The only module that names chrono; knows no clock and no plan.
//!
//! Three different types on purpose: [`Date`] (a day on a wall calendar), [`Clock`] (a minute on a wall clock) and
//! [`Instant`] (a UTC minute). Only a [`Zone`] turns one into the other; [`OpenTimes`] answers "when next".

mod civil;
pub mod holidays;
mod hours;
pub mod ics;
mod open;
mod zone;

pub use civil::{Clock, Date, Instant, MINUTES_PER_DAY, Weekday, Weekdays};
pub use hours::{OpenHours, Window, open_weekdays};
pub use open::{MAX_DAYS, OpenTimes, date_at, next_weekday_at, plus_days, plus_months, start_of_day};
pub use zone::{FIRST_YEAR, LAST_YEAR, ZONE_DATA_VERSION, Zone};
