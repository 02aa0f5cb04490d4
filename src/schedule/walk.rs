//! One contact's way through a sequence, entry by entry with instants and causes (E5): what happened, why when it did, and what
//! stood in the way. Knows nothing of the others but through the queues that they share, and no words.

use super::kernel::{Leave, Witness, World};
use super::plan::move_causes;
use super::{MoveCause, SkipCause};
use crate::calendar::Instant;
use crate::lean::order;
use crate::model::{ChannelKind, EventKind, ExitRule, OwnerId, SenderId, StepId};
use crate::program::{NONE, Op};

/// One contact's way.
#[derive(Clone, PartialEq, Debug)]
pub struct Walk {
    /// Contact number.
    pub contact: u32,
    /// Row of the list.
    pub row: u32,
    /// Who does its manual touches.
    pub owner: Option<OwnerId>,
    /// In the order of time.
    pub entries: Vec<WalkEntry>,
}

/// One thing on the way.
#[derive(Clone, PartialEq, Debug)]
pub struct WalkEntry {
    /// When; of a wait, when it begins.
    pub at: Instant,
    /// What.
    pub what: Passed,
}

/// The kinds of [`WalkEntry`].
#[derive(Clone, PartialEq, Debug)]
pub enum Passed {
    /// Entered the sequence.
    Entered,
    /// Waited for a time.
    Waited {
        /// The wait.
        step: StepId,
        /// What it counts from.
        from: Instant,
        /// When it ends, unless the contact leaves before.
        until: Instant,
    },
    /// Waited for an event.
    Awaited {
        /// The wait.
        step: StepId,
        /// What for.
        event: EventKind,
        /// Of which touch.
        of: Option<StepId>,
        /// What the time limit counts from.
        from: Instant,
        /// When it ended: the event, or the limit.
        until: Instant,
        /// Whether the event ended it; `None` = the contact left before either.
        happened: Option<bool>,
    },
    /// Took a list of a branch (the last one is "otherwise") or of a split, by position; or began a pass of a repeat.
    Took {
        /// The branch or split.
        step: StepId,
        /// Which list.
        list: usize,
    },
    /// A touch was executed.
    Touched {
        /// The step.
        step: StepId,
        /// Channel and kind.
        channel: ChannelKind,
        /// The mailbox, number or seat that it goes out of.
        sender: Option<SenderId>,
        /// What the wait said.
        due: Instant,
        /// When its hours allowed it; later than this only by capacity.
        open: Instant,
        /// Why it was not executed when due, in order.
        moved_by: Vec<MoveCause>,
    },
    /// A touch was passed over.
    Skipped {
        /// The step.
        step: StepId,
        /// What the wait said.
        due: Instant,
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
        /// The touch.
        step: StepId,
        /// What.
        event: EventKind,
    },
    /// A touch was due or queued when the contact left.
    Cancelled {
        /// The step.
        step: StepId,
    },
    /// Went through to the last step.
    Finished,
    /// Left by an exit rule; the touch from which it followed, `None` where a colleague's answer did it.
    Exited(ExitRule, Option<StepId>),
    /// Never entered: a colleague had answered.
    Refused,
    /// Left at a `stop` step.
    Stopped {
        /// The step.
        step: StepId,
        /// The reason in the user's words.
        reason: String,
    },
    /// Left at a touch with `exit` on missing data.
    MissedData(StepId),
    /// Left at a wait for a date that is not known or has passed.
    NoDate(StepId),
    /// Waits for ever: for this touch, or for something between touches.
    Stuck(Option<StepId>),
}

/// Looks on at one member of a run.
#[derive(Clone, Debug)]
pub(crate) struct Tracer {
    /// The sequence of the run that is looked at, and the one that is at work.
    part: usize,
    at_work: usize,
    member: u32,
    now: Instant,
    /// The touch that was come to and is neither executed nor skipped.
    open: Option<u16>,
    /// The nearest touch before, or [`NONE`].
    last: u16,
    /// Place of the wait for an event that is under way, and when the event came.
    awaiting: Option<(usize, Option<Instant>)>,
    entries: Vec<WalkEntry>,
}

/// A tracer with what it looks at.
#[derive(Debug)]
pub(crate) struct Traced<'a>(&'a mut Tracer, &'a World);

impl Tracer {
    pub(crate) fn new(part: usize, member: u32) -> Tracer {
        Tracer {
            part,
            at_work: 0,
            member,
            now: Instant(0),
            open: None,
            last: NONE,
            awaiting: None,
            entries: Vec::new(),
        }
    }

    pub(crate) fn watch<'a>(&'a mut self, world: &'a World) -> Traced<'a> {
        Traced(self, world)
    }

    /// The way that was looked at.
    pub(crate) fn into_walk(mut self, world: &World) -> Walk {
        let member = &world.cohort.members[self.member as usize];
        let program = &world.program;
        // opens that nothing depends on are told early
        order::sort_by_key(&mut self.entries, |entry| entry.at);
        Walk {
            contact: member.number,
            row: member.row,
            owner: program.team.owners.get(usize::from(member.owner)).map(|owner| owner.id),
            entries: self.entries,
        }
    }

    fn add(&mut self, at: Instant, what: Passed) {
        self.entries.push(WalkEntry { at, what });
    }
}

impl Traced<'_> {
    /// Whether it is the member that is looked at.
    fn is_it(&self, member: u32) -> bool {
        member == self.0.member && self.0.part == self.0.at_work
    }

    fn touch(&self, touch: u16) -> Option<StepId> {
        self.1.program.touches.get(usize::from(touch)).map(|touch| touch.id)
    }

    fn step(&self, step: u16) -> StepId {
        self.1.program.steps[usize::from(step)].id
    }

    /// What a step waits for, if it waits for an event, and of which touch.
    fn awaited(&self, step: u16) -> Option<(EventKind, Option<StepId>)> {
        self.1.program.ops.iter().find_map(|op| match op {
            Op::Await { step: this, event, of, .. } if *this == step => {
                let of = match *of {
                    NONE if event.is_of_contact() => NONE,
                    NONE => self.0.last,
                    of => of,
                };
                Some((*event, self.touch(of)))
            }
            _ => None,
        })
    }
}

impl Witness for Traced<'_> {
    fn turn_to(&mut self, part: usize) {
        self.0.at_work = part;
    }

    fn entered(&mut self, member: u32, at: Instant) {
        if self.is_it(member) {
            self.0.now = at;
            self.0.add(at, Passed::Entered);
        }
    }

    fn reached(&mut self, member: u32, step: u16) {
        if self.is_it(member) {
            // a wait for an event that a repeat's end cut short
            self.0.awaiting = None;
            let touch = self.1.program.steps[usize::from(step)].touch;
            self.0.open = Some(touch).filter(|touch| *touch != NONE);
        }
    }

    fn waits(&mut self, member: u32, step: u16, from: Instant, until: Instant) {
        if !self.is_it(member) {
            return;
        }
        let (id, at) = (self.step(step), from.max(self.0.now));
        match self.awaited(step) {
            Some((event, of)) => {
                self.0.awaiting = Some((self.0.entries.len(), None));
                self.0.add(at, Passed::Awaited { step: id, event, of, from, until, happened: None });
            }
            None => {
                self.0.add(at, Passed::Waited { step: id, from, until });
                self.0.now = self.0.now.max(until);
            }
        }
    }

    fn took(&mut self, member: u32, step: u16, list: u16) {
        if !self.is_it(member) {
            return;
        }
        let is_first = list == 0;
        match (self.0.awaiting.take(), self.awaited(step)) {
            (Some((place, came)), _) => {
                if let Some(Passed::Awaited { until, happened, .. }) =
                    self.0.entries.get_mut(place).map(|entry| &mut entry.what)
                {
                    *happened = Some(is_first);
                    if is_first && let Some(came) = came {
                        *until = came;
                    }
                    self.0.now = self.0.now.max(*until);
                }
            }
            (None, Some((event, of))) => {
                let now = self.0.now;
                let step = self.step(step);
                let happened = Some(is_first);
                self.0.add(now, Passed::Awaited { step, event, of, from: now, until: now, happened });
            }
            (None, None) => {
                let what = Passed::Took { step: self.step(step), list: usize::from(list) };
                self.0.add(self.0.now, what);
            }
        }
    }

    fn executed(&mut self, member: u32, touch: u16, due: Instant, joined: Instant, at: Instant) {
        if !self.is_it(member) {
            return;
        }
        let info = &self.1.program.touches[usize::from(touch)];
        let moved_by = move_causes(self.1, member, touch, (due, joined, at));
        let sender = self.1.cohort.members[member as usize].sender(info);
        let sender = self.1.program.team.senders.get(usize::from(sender)).map(|sender| sender.id);
        let (step, channel) = (info.id, info.channel);
        let what = Passed::Touched { step, channel, sender, due, open: joined, moved_by };
        (self.0.open, self.0.last, self.0.now) = (None, touch, at);
        self.0.add(at, what);
    }

    fn skipped(&mut self, member: u32, touch: u16, due: Instant, at: Instant, cause: SkipCause) {
        if !self.is_it(member) {
            return;
        }
        (self.0.open, self.0.last, self.0.now) = (None, touch, at);
        if let Some(step) = self.touch(touch) {
            self.0.add(at, Passed::Skipped { step, due, cause });
        }
    }

    fn acted(&mut self, member: u32, step: u16, _: u16, at: Instant) {
        if self.is_it(member) {
            self.0.now = at;
            self.0.add(at, Passed::Acted { step: self.step(step) });
        }
    }

    fn happened(&mut self, member: u32, touch: u16, event: EventKind, at: Instant) {
        if !self.is_it(member) {
            return;
        }
        let Some(step) = self.touch(touch) else { return };
        if let Some((place, came)) = &mut self.0.awaiting
            && came.is_none()
            && let Some(Passed::Awaited { event: wanted, .. }) =
                self.0.entries.get(*place).map(|entry| &entry.what)
            && *wanted == event
        {
            *came = Some(at);
        }
        self.0.add(at, Passed::Happened { step, event });
    }

    fn left(&mut self, member: u32, at: Instant, how: Leave) {
        if !self.is_it(member) {
            return;
        }
        if let Some(step) = self.0.open.take().and_then(|touch| self.touch(touch)) {
            self.0.add(at, Passed::Cancelled { step });
        }
        let what = match how {
            Leave::Finished => Passed::Finished,
            Leave::Rule(rule, touch) => Passed::Exited(rule, self.touch(touch)),
            Leave::Refused => Passed::Refused,
            Leave::Stopped { step, reason } => {
                let reason = self.1.program.reasons.get(usize::from(reason)).cloned().unwrap_or_default();
                Passed::Stopped { step: self.step(step), reason }
            }
            Leave::NoDate { step } => Passed::NoDate(self.step(step)),
            Leave::MissingData { touch } => match self.touch(touch) {
                Some(step) => Passed::MissedData(step),
                None => Passed::Finished,
            },
        };
        self.0.add(at, what);
    }

    fn stuck(&mut self, member: u32, touch: Option<u16>) {
        if self.is_it(member) {
            let touch = touch.and_then(|touch| self.touch(touch));
            self.0.add(self.0.now, Passed::Stuck(touch));
        }
    }
}
