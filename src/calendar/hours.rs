//! Opening hours as people write them: days, from, to.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Clock, MINUTES_PER_DAY, Weekday, Weekdays};

/// Open from `from` until just before `to` on each of `days`, in local time; half-open, closing time is a legal end (T2). Hours that end
/// earlier in the day than they begin run over midnight and belong to the day on which they open (T4a).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OpenHours {
    /// The weekdays this line is about.
    pub days: Weekdays,
    /// First open minute.
    pub from: Clock,
    /// First closed minute after it, on the next day where it is not later than `from`.
    pub to: Clock,
}

impl OpenHours {
    /// Minutes after midnight of the day on which it opens, first and end; the end is beyond 1440 where it runs over midnight. `None`
    /// where it begins and ends with the same minute.
    pub fn line(&self) -> Option<(i32, i32)> {
        line(self.from, self.to)
    }
}

/// Weekdays on which any of these hours open, 0 to 7.
pub fn open_weekdays(hours: &[OpenHours]) -> u32 {
    let is_open = |day| hours.iter().any(|line| line.days.contains(day) && line.line().is_some());
    Weekday::ALL.into_iter().filter(|day| is_open(*day)).count() as u32
}

fn line(from: Clock, to: Clock) -> Option<(i32, i32)> {
    let (from, to) = (from.minutes(), to.minutes());
    // 24:00 to 6:00 is the next day's 0:00 to 6:00
    (from != to)
        .then_some((from, if from < to { to } else { to + MINUTES_PER_DAY }))
        .filter(|(from, to)| from < to)
}

/// A span of the day, half-open, in local time: a touch's own window. Text form `9:00-11:30`; `22:00-2:00` runs over midnight and belongs
/// to the day on which it opens (T4a).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Window {
    /// First minute in which a touch may run.
    pub from: Clock,
    /// First minute in which it may not any more.
    pub to: Clock,
}

impl Window {
    /// As [`OpenHours::line`].
    pub fn line(&self) -> Option<(i32, i32)> {
        line(self.from, self.to)
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.from, self.to)
    }
}

impl FromStr for Window {
    type Err = String;

    /// `9:00-11:30`, `22:00-2:00`; it must not begin and end with the same minute.
    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("{text:?} is not a window such as 9:00-11:30");
        let (from, to) = text.split_once('-').ok_or_else(bad)?;
        let (from, to) = (from.trim().parse().map_err(|_| bad())?, to.trim().parse().map_err(|_| bad())?);
        let window = Window { from, to };
        if window.line().is_some() {
            Ok(window)
        } else {
            Err(format!("the window {text:?} begins and ends with the same minute"))
        }
    }
}
