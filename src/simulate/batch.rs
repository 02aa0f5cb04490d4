//! Replications in resumable slices.

use std::ops;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::arrivals;
use super::behaviour::Behaviours;
use super::tally::{Replication, Tally, Watch};
use crate::model::Finding;
use crate::program::{Cohort, Damaged, HoldCause, Program};
use crate::schedule::{Run, World, held_by_cause};

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
///
/// The answer does not depend on the slices: whole replications come out, each from its own number.
#[derive(Clone, Debug)]
pub struct Simulation {
    worlds: Vec<World>,
    run: Run,
    behaviours: Behaviours,
    tallies: Vec<Tally>,
    asked: u32,
    is_under_way: bool,
    /// One a sequence.
    batches: Vec<Batch>,
}

/// Whole replications and what happened in them, in replication order.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Batch {
    /// The first replication.
    pub first: u32,
    pub(super) may_enter: u32,
    pub(super) held_back: Vec<(HoldCause, u32)>,
    pub(super) problems: Vec<Finding>,
    pub(super) rows: Vec<Replication>,
}

impl Simulation {
    /// A run of `replications` that has not begun. Lays out the calendars: a few milliseconds.
    pub fn new(program: Arc<Program>, cohort: Arc<Cohort>, replications: ops::Range<u32>) -> Simulation {
        Simulation::together(vec![(program, cohort)], replications)
    }

    /// The same of several sequences of one plan that share people, mailboxes and contacts (C5).
    pub fn together(parts: Vec<(Arc<Program>, Arc<Cohort>)>, replications: ops::Range<u32>) -> Simulation {
        let worlds = World::together(parts);
        let batch = |world: &World| {
            let n = world.cohort.n_contacts();
            let problems = world.timetable.problems.iter().cloned();
            Batch {
                first: replications.start,
                may_enter: n,
                held_back: held_by_cause(world.cohort.held_back()),
                problems: problems.chain(arrivals::problem(&world.program, n)).collect(),
                rows: Vec::new(),
            }
        };
        Simulation {
            run: Run::new(&worlds),
            behaviours: Behaviours::of(&worlds),
            tallies: worlds.iter().map(Tally::new).collect(),
            asked: replications.end.saturating_sub(replications.start),
            is_under_way: false,
            batches: worlds.iter().map(batch).collect(),
            worlds,
        }
    }

    /// Works through about `budget` activations (waits, touches, events; five to ten a microsecond) and says how far it came.
    pub fn step(&mut self, budget: u32) -> Progress {
        let mut budget = budget;
        while budget > 0 && !self.progress().is_finished() {
            if !self.is_under_way {
                let replication = self.batch().first + self.progress().done;
                self.behaviours.begin(replication);
                for (tally, world) in self.tallies.iter_mut().zip(&self.worlds) {
                    tally.begin(world);
                }
                arrivals::begin(&mut self.run, &self.worlds, replication);
                self.is_under_way = true;
            }
            let Some(mut watch) = Watch::over(&mut self.tallies, &self.worlds) else { break };
            if self.run.advance(&self.worlds, &mut self.behaviours, &mut watch, &mut budget) {
                for (batch, tally) in self.batches.iter_mut().zip(&mut self.tallies) {
                    batch.rows.push(tally.take());
                }
                self.is_under_way = false;
            }
        }
        self.progress()
    }

    /// How far the run has come.
    pub fn progress(&self) -> Progress {
        Progress { done: self.batch().replications(), asked: self.asked }
    }

    /// The whole replications done so far, of the first sequence.
    pub fn batch(&self) -> &Batch {
        &self.batches[0]
    }

    /// The same of each sequence.
    pub fn batches(&self) -> &[Batch] {
        &self.batches
    }

    /// Takes the whole replications done so far out and goes on: for partial answers in pieces.
    pub fn take_batch(&mut self) -> Batch {
        self.take_batches().swap_remove(0)
    }

    /// The same of each sequence.
    pub fn take_batches(&mut self) -> Vec<Batch> {
        self.asked -= self.progress().done;
        let rest = |batch: &mut Batch| {
            let rows = std::mem::take(&mut batch.rows);
            let next = Batch { first: batch.first + rows.len() as u32, ..batch.clone() };
            Batch { rows, ..std::mem::replace(batch, next) }
        };
        self.batches.iter_mut().map(rest).collect()
    }
}

impl Batch {
    /// Runs `replications` to the end.
    pub fn run(program: &Program, cohort: &Cohort, replications: ops::Range<u32>) -> Batch {
        let mut run = Simulation::new(Arc::new(program.clone()), Arc::new(cohort.clone()), replications);
        while !run.step(u32::MAX).is_finished() {}
        run.take_batch()
    }

    /// How many replications it holds.
    pub fn replications(&self) -> u32 {
        self.rows.len() as u32
    }

    /// What they take in memory (bytes), from the first and the last one.
    pub fn bytes(&self) -> usize {
        let of = |row: Option<&Replication>| row.map_or(0, Replication::bytes);
        self.rows.len() * of(self.rows.first()).max(of(self.rows.last()))
    }

    /// Touches executed in all of them.
    pub fn n_touches(&self) -> u64 {
        let done = |row: &Replication| -> u64 {
            row.steps.chunks(super::tally::STEP_WIDTH).map(|step| u64::from(step[super::tally::DONE])).sum()
        };
        self.rows.iter().map(done).sum()
    }

    /// The batches of sequences that run together as bytes, for another worker.
    pub fn all_to_bytes(batches: &[Batch]) -> Vec<u8> {
        postcard::to_allocvec(batches).unwrap_or_default()
    }

    /// The batches in `bytes`, one a sequence.
    ///
    /// # Errors
    /// [`Damaged`] unless they come from [`Batch::all_to_bytes`] of this version.
    pub fn all_from_bytes(bytes: &[u8]) -> Result<Vec<Batch>, Damaged> {
        postcard::from_bytes(bytes).map_err(|_| Damaged)
    }

    /// The batch as bytes, for another worker.
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// The batch in `bytes`.
    ///
    /// # Errors
    /// [`Damaged`] unless they come from [`Batch::to_bytes`] of this version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Batch, Damaged> {
        postcard::from_bytes(bytes).map_err(|_| Damaged)
    }
}
