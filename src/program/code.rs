//! The program: flat operations with their step numbers.

use serde::{Deserialize, Serialize};

use crate::model::{Place, Plan, Problem, SequenceId, Severity};

/// A sequence compiled: what the schedule, the simulation and the guards read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Program {
    problems: Vec<Problem>,
}

/// Bytes that are no program, cohort or batch of this version.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Damaged;

impl std::fmt::Display for Damaged {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the bytes between workers are damaged or of another version")
    }
}

impl std::error::Error for Damaged {}

/// Compiles a sequence of a plan with the scenario in force. Problems of severity *error* mean that nothing can run;
/// the program then carries them and runs nothing.
pub fn compile(plan: &Plan, sequence: SequenceId) -> (Program, Vec<Problem>) {
    let mut problems = Vec::new();
    if !plan.sequences.contains_key(&sequence) {
        problems.push(Problem {
            severity: Severity::Error,
            place: Place::Plan,
            message: format!("there is no {sequence}"),
        });
    }
    (Program { problems: problems.clone() }, problems)
}

impl Program {
    /// What was found while compiling.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Whether something stands in the way of running it.
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// The program as bytes, for another worker.
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// The program in `bytes`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Program, Damaged> {
        postcard::from_bytes(bytes).map_err(|_| Damaged)
    }
}
