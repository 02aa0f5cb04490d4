//! The state of an open plan and the one door through which it changes: commands, history, selection. Knows no screen and no storage.

pub mod actions;
mod command;
mod history;
mod log;
mod moves;
mod refusal;
pub mod team;

pub use command::{Command, NewStep};
pub use history::{Capture, Entry, History};
pub use log::{LOG_BYTES, LOG_ENTRIES};
pub use refusal::Refusal;

use crate::model::{Diff, Place, Plan, Put};

/// What a command did.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Done {
    /// What changed; empty where nothing had to.
    pub diff: Diff,
    /// The records that were made, what was asked for first.
    pub made: Vec<Place>,
}

impl Done {
    /// The number of the first record of this kind that was made.
    pub fn made<R: Put>(&self) -> Option<R::Id> {
        self.made.iter().find_map(|place| R::at(*place))
    }
}

/// An open plan.
#[derive(Clone, Debug)]
pub struct Session {
    plan: Plan,
    history: History,
    selection: Vec<Place>,
    revision: u64,
}

impl Session {
    /// Opens a plan. It should hold its invariants, as what `store` reads does.
    pub fn new(plan: Plan) -> Session {
        Session { plan, history: History::default(), selection: Vec::new(), revision: 0 }
    }

    /// The plan as it is now.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Grows with every change; answers that carry another revision are stale.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// What is selected, the leading one last.
    pub fn selection(&self) -> &[Place] {
        &self.selection
    }

    /// Selects; what does not exist is left out.
    pub fn select(&mut self, places: Vec<Place>) {
        self.selection = places;
        self.forget_gone();
    }

    /// The name of what [`Session::undo`] would take back.
    pub fn next_undo(&self) -> Option<&str> {
        self.history.next_undo()
    }

    /// The name of what [`Session::redo`] would do again.
    pub fn next_redo(&self) -> Option<&str> {
        self.history.next_redo()
    }

    /// How many changes can be taken back.
    pub fn undo_count(&self) -> usize {
        self.history.undo_count()
    }

    /// The one door: makes a change, remembers it by `capture`, selects what was touched, and says what changed and what was made.
    ///
    /// # Errors
    /// A refused command changes nothing.
    pub fn apply(&mut self, command: Command, capture: Capture) -> Result<Done, Refusal> {
        let name = command.name(&self.plan);
        let command::Effect { diff, selection } = command.run(&self.plan)?;
        if diff.is_empty() {
            return Ok(Done::default());
        }
        let mut after = self.plan.clone();
        diff.apply(&mut after);
        let broken = after.broken_invariants().into_iter().chain(after.bad_values());
        if let Some(problem) = broken.into_iter().next() {
            return Err(Refusal::Bad(problem));
        }
        let before = self.selection.clone();
        self.plan = after;
        self.revision += 1;
        let mut made = diff.made();
        if let Some(selection) = selection {
            // what is selected then is what was asked for, the leading one last
            let (first, rest) = made.into_iter().partition::<Vec<_>, _>(|place| selection.contains(place));
            made = first.into_iter().chain(rest).collect();
            self.selection = selection;
        }
        self.forget_gone();
        let entry = Entry { name, diff: diff.clone(), before, after: self.selection.clone() };
        self.history.record(entry, capture);
        Ok(Done { diff, made })
    }

    /// Ends the squashing of [`Capture::Later`]: what is typed next is an undo step of its own.
    pub fn settle(&mut self) {
        self.history.settle();
    }

    /// Takes the last change back; the diff that did so, or `None` where there is nothing to take back.
    pub fn undo(&mut self) -> Option<Diff> {
        let entry = self.history.undo()?;
        let diff = entry.diff.reversed();
        self.follow(&diff)?;
        self.selection = entry.before;
        self.forget_gone();
        Some(diff)
    }

    /// Does again what was taken back last; the diff that did so, or `None` where there is nothing to do again.
    pub fn redo(&mut self) -> Option<Diff> {
        let entry = self.history.redo()?;
        self.follow(&entry.diff)?;
        self.selection = entry.after;
        self.forget_gone();
        Some(entry.diff)
    }

    /// Goes along the history. A step of it that would leave the plan unsound (it was read from outside) ends the history instead.
    fn follow(&mut self, diff: &Diff) -> Option<()> {
        let mut after = self.plan.clone();
        diff.apply(&mut after);
        if !after.broken_invariants().is_empty() || !after.bad_values().is_empty() {
            self.history = History::default();
            return None;
        }
        self.plan = after;
        self.revision += 1;
        Some(())
    }

    fn forget_gone(&mut self) {
        let plan = &self.plan;
        self.selection.retain(|place| match place {
            Place::Plan => true,
            Place::Sequence(id) => plan.sequences.contains_key(id),
            Place::Step(id) => plan.steps.contains_key(id),
            Place::Segment(id) => plan.segments.contains_key(id),
            Place::Persona(id) => plan.personas.contains_key(id),
            Place::Score(id) => plan.scores.contains_key(id),
            Place::Message(id) => plan.messages.contains_key(id),
            Place::Owner(id) => plan.owners.contains_key(id),
            Place::Sender(id) => plan.senders.contains_key(id),
            Place::Calendar(id) => plan.calendars.contains_key(id),
            Place::Scenario(id) => plan.scenarios.contains_key(id),
        });
    }
}
