//! The event loop over a Reactions trait; nobody reacts = the planned schedule. Knows no probabilities.

mod agenda;
mod bounds;
mod each;
mod kernel;
mod numbers;
mod path;
mod plan;
mod planned;
mod queue;
mod ties;
mod together;
mod trace;
mod walk;
mod ways;

pub use crate::program::{HeldBack, HoldCause, Standing};
pub use bounds::{MOST_PLANNED, most_passed, most_planned, too_large_to_plan, too_large_to_run};
pub use kernel::{Executed, Nobody, Reactions};
pub(crate) use kernel::{Leave, Run, Witness, World};
pub use numbers::{PlannedCount, PlannedNumbers, held_by_cause, late_days};
pub(crate) use numbers::{days_waited, far_problems, opens_far};
pub(crate) use plan::stuck_problems;
pub use plan::{plan_in_turns, plan_schedule, plan_together};
pub use planned::{
    Guard, MoveCause, PlannedAction, PlannedDay, PlannedExit, PlannedTouch, Schedule, SkipCause, When,
};
pub use together::{Desk, InPlan, Wait, fits_beside, in_plan, waits};
pub use trace::{Fact, Script, What, rehearse, rehearse_together};
pub(crate) use walk::Tracer;
pub use walk::{Passed, Walk, WalkEntry};
