//! Walking one contact (E5): through the planned schedule, or through one replication with the reactions that are drawn in it.
//!
//! All contacts run, because they share queues; one is looked at. So what is seen here is what the schedule and the forecast hold.

use std::sync::Arc;

use super::arrivals;
use super::behaviour::Behaviours;
use crate::model::EventKind;
use crate::program::{Cohort, Program, Together};
use crate::schedule::{Executed, Nobody, Reactions, Run, Tracer, Walk, World};

/// A walk under way; driven in slices, so that a worker can listen between them.
#[derive(Clone, Debug)]
pub struct Walker {
    worlds: Vec<World>,
    /// Place of the sequence that is looked at.
    part: usize,
    run: Run,
    tracer: Tracer,
    reactions: Replies,
}

#[derive(Clone, Debug)]
enum Replies {
    Nobodys(Nobody),
    Drawn(Box<Behaviours>),
}

impl Reactions for Replies {
    fn turn_to(&mut self, part: usize) {
        match self {
            Replies::Nobodys(nobody) => nobody.turn_to(part),
            Replies::Drawn(behaviours) => behaviours.turn_to(part),
        }
    }

    fn react(&mut self, touch: &Executed, follow: &mut Vec<(EventKind, u32)>) {
        match self {
            Replies::Nobodys(nobody) => nobody.react(touch, follow),
            Replies::Drawn(behaviours) => behaviours.react(touch, follow),
        }
    }

    fn needs_click(&self, touch: u16, event: EventKind) -> bool {
        match self {
            Replies::Nobodys(nobody) => nobody.needs_click(touch, event),
            Replies::Drawn(behaviours) => behaviours.needs_click(touch, event),
        }
    }
}

impl Walker {
    /// The walk of the contact with this number: if nobody reacts, or in the replication given. `None` where it does not enter.
    pub fn new(
        program: Arc<Program>,
        cohort: Arc<Cohort>,
        contact: u32,
        replication: Option<u32>,
    ) -> Option<Walker> {
        Walker::together(&Together::alone(program, cohort), contact, replication)
    }

    /// The same through the sequence in sight of several that run together.
    pub fn together(parts: &Together, contact: u32, replication: Option<u32>) -> Option<Walker> {
        let (program, cohort) = parts.sight();
        if program.has_errors() {
            return None;
        }
        let member = cohort.members.iter().position(|member| member.number == contact)?;
        let part = parts.at();
        let parts = parts.parts().to_vec();
        let worlds = match replication {
            None => World::planned(parts),
            Some(_) => World::together(parts),
        };
        let mut run = Run::new(&worlds);
        let reactions = match replication {
            None => {
                run.begin(&worlds);
                (0..worlds.len()).for_each(|part| run.let_in(&worlds, part));
                Replies::Nobodys(Nobody)
            }
            Some(replication) => {
                arrivals::begin(&mut run, &worlds, replication);
                let mut behaviours = Behaviours::of(&worlds);
                behaviours.begin(replication);
                Replies::Drawn(Box::new(behaviours))
            }
        };
        Some(Walker { run, tracer: Tracer::new(part, member as u32), reactions, worlds, part })
    }

    /// Works through about `budget` activations; true when all is done.
    pub fn step(&mut self, budget: u32) -> bool {
        let mut watch = self.tracer.watch(&self.worlds[self.part]);
        self.run.advance(&self.worlds, &mut self.reactions, &mut watch, &mut budget.clone())
    }

    /// What was seen so far.
    pub fn into_walk(self) -> Walk {
        self.tracer.into_walk(&self.worlds[self.part])
    }

    /// Walks to the end.
    pub fn walk(mut self) -> Walk {
        while !self.step(u32::MAX) {}
        self.into_walk()
    }
}
