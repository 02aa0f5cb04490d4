//! The event loop over a Reactions trait; nobody reacts = the planned schedule. Knows no probabilities.

mod plan;
mod planned;

pub use crate::program::{HeldBack, HoldCause};
pub use plan::plan_schedule;
pub use planned::{Guard, MoveCause, PlannedDay, PlannedExit, PlannedTouch, Schedule, SkipCause, When};
