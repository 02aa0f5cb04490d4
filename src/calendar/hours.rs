//! Opening hours as people write them: days, from, to.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Clock, Weekdays};

/// Open from `from` until just before `to` on each of `days`, in local time; half-open, closing time is a legal end (T2).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OpenHours {
    /// The weekdays this line is about.
    pub days: Weekdays,
    /// First open minute.
    pub from: Clock,
    /// First closed minute after it.
    pub to: Clock,
}

/// A span of the day, half-open, in local time: a touch's own window. Text form `9:00-11:30`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Window {
    /// First minute in which a touch may run.
    pub from: Clock,
    /// First minute in which it may not any more.
    pub to: Clock,
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.from, self.to)
    }
}

impl FromStr for Window {
    type Err = String;

    /// `9:00-11:30`; it must end after it begins.
    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("{text:?} is not a window such as 9:00-11:30");
        let (from, to) = text.split_once('-').ok_or_else(bad)?;
        let (from, to) = (from.trim().parse().map_err(|_| bad())?, to.trim().parse().map_err(|_| bad())?);
        if from < to {
            Ok(Window { from, to })
        } else {
            Err(format!("the window {text:?} ends before it begins"))
        }
    }
}
