//! Replications in resumable slices, and what they add up to.

use std::ops;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Forecast;
use crate::program::{Cohort, Damaged, Program};

/// How far a run has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress {
    /// Whole replications done.
    pub done: u32,
    /// Replications asked for.
    pub asked: u32,
}

impl Progress {
    /// Whether nothing is left to do.
    pub fn is_finished(self) -> bool {
        self.done >= self.asked
    }
}

/// A run that can be driven in slices, so that a worker can listen between them.
#[derive(Clone, Debug)]
pub struct Simulation {
    program: Arc<Program>,
    cohort: Arc<Cohort>,
    progress: Progress,
    batch: Batch,
}

/// Whole replications and what happened in them, in replication order.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Batch {
    /// The first replication.
    pub first: u32,
    /// How many.
    pub replications: u32,
}

impl Simulation {
    /// A run of `replications` that has not begun.
    pub fn new(program: Arc<Program>, cohort: Arc<Cohort>, replications: ops::Range<u32>) -> Simulation {
        let asked = replications.end.saturating_sub(replications.start);
        let batch = Batch { first: replications.start, replications: 0 };
        Simulation { program, cohort, progress: Progress { done: 0, asked }, batch }
    }

    /// Handles about `budget` activations (some ten million a second) and says how far the run has come.
    pub fn step(&mut self, budget: u32) -> Progress {
        let stands = self.program.has_errors() || self.cohort.n_contacts() == 0;
        self.progress.done =
            if stands { self.progress.asked } else { self.progress.asked.min(self.progress.done + budget) };
        self.batch.replications = self.progress.done;
        self.progress
    }

    /// The whole replications done so far.
    pub fn batch(&self) -> &Batch {
        &self.batch
    }
}

impl Batch {
    /// Runs `replications` to the end.
    pub fn run(program: &Program, cohort: &Cohort, replications: ops::Range<u32>) -> Batch {
        let mut run = Simulation::new(Arc::new(program.clone()), Arc::new(cohort.clone()), replications);
        while !run.step(u32::MAX / 2).is_finished() {}
        run.batch
    }

    /// The batch as bytes, for another worker.
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// The batch in `bytes`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Batch, Damaged> {
        postcard::from_bytes(bytes).map_err(|_| Damaged)
    }
}

/// The answer of all batches together, in whatever order they came; `asked` replications were wanted.
pub fn summary(program: &Program, batches: &[Batch], asked: u32) -> Forecast {
    Forecast {
        replications: batches.iter().map(|batch| batch.replications).sum(),
        asked,
        problems: program.problems().to_vec(),
        ..Forecast::default()
    }
}

/// A number that is the same for the same answer everywhere: natively, in Node and in a browser.
pub fn digest(forecast: &Forecast) -> u64 {
    let bytes = postcard::to_allocvec(forecast).unwrap_or_default();
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
