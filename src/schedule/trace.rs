//! A run written down fact by fact, and reactions forced from outside: for worked examples and for walking one contact.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::SkipCause;
use super::each::Each;
use super::kernel::{Executed, Leave, Nobody, Reactions, Run, Witness, World};
use crate::calendar::Instant;
use crate::model::{EventKind, ExitRule, StepId};
use crate::program::{Cohort, Program};

/// What follows from a touch, after how many minutes, and from which visit alone.
type Follow = (EventKind, u32, Option<u16>);

/// Reactions by contact number and touch, each after so many minutes; and the events that let contacts in.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Script {
    follow: BTreeMap<(u32, StepId), Vec<Follow>>,
    enter: BTreeMap<u32, Instant>,
}

impl Script {
    /// Lets `event` follow from that touch of that contact whenever it is executed.
    pub fn add(&mut self, contact: u32, touch: StepId, event: EventKind, delay_minutes: u32) {
        self.follow.entry((contact, touch)).or_default().push((event, delay_minutes, None));
    }

    /// Lets `event` follow from one visit, from 0, of a touch in a repeat.
    pub fn add_at(&mut self, contact: u32, touch: StepId, visit: u16, event: EventKind, delay_minutes: u32) {
        self.follow.entry((contact, touch)).or_default().push((event, delay_minutes, Some(visit)));
    }

    /// Lets the event of the sequence's entry happen to a contact. With one such event, contacts without enter no more.
    pub fn enter(&mut self, contact: u32, at: Instant) {
        self.enter.insert(contact, at);
    }
}

/// What happened to a contact.
#[derive(Clone, PartialEq, Debug)]
pub struct Fact {
    /// Contact number.
    pub contact: u32,
    /// When.
    pub at: Instant,
    /// What.
    pub what: What,
}

/// The kinds of [`Fact`].
#[derive(Clone, PartialEq, Debug)]
pub enum What {
    /// Entered the sequence.
    Entered,
    /// A touch was executed.
    Touched {
        /// The step.
        step: StepId,
        /// What the wait said.
        due: Instant,
        /// When its hours allowed it; later than this only by capacity.
        joined: Instant,
    },
    /// A touch was passed over.
    Skipped {
        /// The step.
        step: StepId,
        /// Why.
        cause: SkipCause,
    },
    /// An action was done.
    Acted {
        /// The step.
        step: StepId,
    },
    /// An event followed from a touch.
    Happened {
        /// The step.
        step: StepId,
        /// What.
        event: EventKind,
    },
    /// Went through to the last step.
    Finished,
    /// Left by an exit rule; also who was refused entry because a colleague answered.
    Exited(ExitRule),
    /// Left at a `stop` step.
    Stopped(String),
    /// Left at a touch with `exit` on missing data.
    MissedData(StepId),
    /// Left at a wait for a date that is not known or has passed.
    NoDate(StepId),
}

/// Runs a program once with scripted reactions; tasks are done when they are served.
pub fn rehearse(program: &Program, cohort: &Cohort, script: &Script) -> Vec<Fact> {
    let parts = vec![(Arc::new(program.clone()), Arc::new(cohort.clone()))];
    rehearse_together(parts, script).into_iter().next().unwrap_or_default()
}

/// As [`rehearse`], of several sequences of one plan that run together: what happened in each.
pub fn rehearse_together(parts: Vec<(Arc<Program>, Arc<Cohort>)>, script: &Script) -> Vec<Vec<Fact>> {
    let worlds = World::together(parts);
    let mut scripted = Scripted { script, worlds: &worlds, part: 0 };
    let mut facts = Each::of(worlds.iter().map(|world| Facts { world, facts: Vec::new() }).collect());
    let mut run = Run::new(&worlds);
    run.begin(&worlds);
    for (part, world) in worlds.iter().enumerate() {
        if script.enter.is_empty() {
            run.let_in(&worlds, part);
            continue;
        }
        let members = (0..).zip(&world.cohort.members);
        let events =
            members.filter_map(|(member, record)| Some((member, *script.enter.get(&record.number)?)));
        run.let_in_with(&worlds, part, &events.collect::<Vec<(u32, Instant)>>());
    }
    while !run.advance(&worlds, &mut scripted, &mut facts, &mut u32::MAX.clone()) {}
    facts.all.into_iter().map(|facts| facts.facts).collect()
}

struct Scripted<'a> {
    script: &'a Script,
    worlds: &'a [World],
    part: usize,
}

impl Reactions for Scripted<'_> {
    fn turn_to(&mut self, part: usize) {
        self.part = part;
    }

    fn react(&mut self, touch: &Executed, follow: &mut Vec<(EventKind, u32)>) {
        Nobody.react(touch, follow);
        let step = self.worlds[self.part].program.touches[usize::from(touch.touch)].id;
        let scripted = self.script.follow.get(&(touch.contact, step)).into_iter().flatten();
        let now = scripted.filter(|(.., visit)| visit.is_none_or(|visit| visit == touch.visit));
        follow.extend(now.map(|(event, delay, _)| (*event, *delay)));
    }
}

struct Facts<'a> {
    world: &'a World,
    facts: Vec<Fact>,
}

impl Facts<'_> {
    fn add(&mut self, member: u32, at: Instant, what: What) {
        let contact = self.world.cohort.members[member as usize].number;
        self.facts.push(Fact { contact, at, what });
    }

    fn step(&self, touch: u16) -> StepId {
        self.world.program.touches[usize::from(touch)].id
    }
}

impl Witness for Facts<'_> {
    fn entered(&mut self, member: u32, at: Instant) {
        self.add(member, at, What::Entered);
    }

    fn executed(&mut self, member: u32, touch: u16, due: Instant, joined: Instant, at: Instant) {
        self.add(member, at, What::Touched { step: self.step(touch), due, joined });
    }

    fn skipped(&mut self, member: u32, touch: u16, _: Instant, at: Instant, cause: SkipCause) {
        self.add(member, at, What::Skipped { step: self.step(touch), cause });
    }

    fn acted(&mut self, member: u32, step: u16, _: u16, at: Instant) {
        self.add(member, at, What::Acted { step: self.world.program.steps[usize::from(step)].id });
    }

    fn happened(&mut self, member: u32, touch: u16, event: EventKind, at: Instant) {
        self.add(member, at, What::Happened { step: self.step(touch), event });
    }

    fn left(&mut self, member: u32, at: Instant, how: Leave) {
        let what = match how {
            Leave::Finished => What::Finished,
            Leave::Rule(rule, _) => What::Exited(rule),
            Leave::Refused => What::Exited(ExitRule::ColleagueReplied),
            Leave::Stopped { reason, .. } => {
                What::Stopped(self.world.program.reasons[usize::from(reason)].clone())
            }
            Leave::MissingData { touch } => What::MissedData(self.step(touch)),
            Leave::NoDate { step } => What::NoDate(self.world.program.steps[usize::from(step)].id),
        };
        self.add(member, at, what);
    }
}
