//! Opening hours as people write them: days, from, to.

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
