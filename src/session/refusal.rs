//! Why a command was refused. Knows no commands.

use std::fmt;

use crate::model::{Finding, Place};

/// Why a command changed nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// The record is not there (any more).
    Gone(Place),
    /// There is no such spot in the plan.
    NoSuchSpot,
    /// It would stand inside itself, too deep, or where it already stands.
    CannotMoveThere,
    /// It already is the first.
    AlreadyFirst,
    /// It already is the last.
    AlreadyLast,
    /// Sequences or segments go by it: what it is used by.
    Used {
        /// What was to be deleted.
        place: Place,
        /// Names of what uses it.
        by: Vec<String>,
    },
    /// It was made for the plan as it stood before another change.
    Stale,
    /// Steps are added, moved and taken away by their own commands, never by putting a record.
    ListsDiffer,
    /// The plan would not be sound: the first problem.
    Bad(Finding),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Gone(_) => f.write_str("it is no longer there"),
            Refusal::NoSuchSpot => f.write_str("there is no such place in the sequence"),
            Refusal::CannotMoveThere => f.write_str("it cannot stand there"),
            Refusal::AlreadyFirst => f.write_str("it already is the first"),
            Refusal::AlreadyLast => f.write_str("it already is the last"),
            Refusal::Used { by, .. } => write!(f, "it is used by {}", by.join(", ")),
            Refusal::Stale => f.write_str("the plan has changed since this was worked out"),
            Refusal::ListsDiffer => f.write_str("steps are added and moved one by one"),
            Refusal::Bad(problem) => f.write_str(&problem.sentence()),
        }
    }
}
