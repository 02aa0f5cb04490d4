//! The event loop over a Reactions trait; nobody reacts = the planned schedule. Knows no probabilities.

mod planned;

pub use planned::{
    Guard, HeldBack, HoldCause, MoveCause, PlannedDay, PlannedExit, PlannedTouch, Schedule, SkipCause, When,
};
