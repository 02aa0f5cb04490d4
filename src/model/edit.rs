//! Changes of a plan as values: one [`Diff`] serves undo, saving, tab sync and "what changed".

use std::sync::Arc;

use crate::lean::order::Gather;
use serde::{Deserialize, Serialize};

use super::{
    Calendar, CalendarId, Message, MessageId, Owner, OwnerId, Persona, PersonaId, Place, Plan, Scenario,
    ScenarioId, Score, ScoreId, Segment, SegmentId, Sender, SenderId, Sequence, SequenceId, Settings, Step,
    StepId,
};

macro_rules! tables {
    ($($variant:ident $table:ident $id:ident $what:literal $title:ident;)*) => {
        /// One record, before and after. Equal sides are never kept.
        #[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Change {
            /// The settings.
            Settings {
                /// As they were.
                before: Arc<Settings>,
                /// As they are.
                after: Arc<Settings>,
            },
            $(
                #[doc = concat!("A record of `", stringify!($table), "`.")]
                $variant {
                    /// Which.
                    id: $id,
                    /// As it was; `None` = it is new.
                    before: Option<Arc<$variant>>,
                    /// As it is; `None` = it is gone.
                    after: Option<Arc<$variant>>,
                },
            )*
        }

        impl Change {
            fn reversed(self) -> Change {
                match self {
                    Change::Settings { before, after } => Change::Settings { before: after, after: before },
                    $(Change::$variant { id, before, after } => Change::$variant { id, before: after, after: before },)*
                }
            }

            fn apply(&self, plan: &mut Plan) {
                match self {
                    Change::Settings { after, .. } => plan.settings = after.clone(),
                    $(Change::$variant { id, after, .. } => {
                        plan.next_number = plan.next_number.max(id.0 + 1);
                        match after {
                            Some(record) => { plan.$table.insert(*id, record.clone()); }
                            None => { plan.$table.remove(id); }
                        }
                    })*
                }
            }

            /// Whether the plan holds what the change says was there before.
            fn fits(&self, plan: &Plan) -> bool {
                match self {
                    Change::Settings { before, .. } => plan.settings == *before,
                    $(Change::$variant { id, before, .. } => plan.$table.get(id) == before.as_ref(),)*
                }
            }

            /// `self` and then `next` as one change, if both are about the same record.
            fn then(&self, next: &Change) -> Option<Change> {
                match (self, next) {
                    (Change::Settings { before, .. }, Change::Settings { after, .. }) => {
                        Some(Change::Settings { before: before.clone(), after: after.clone() })
                    }
                    $((Change::$variant { id, before, .. }, Change::$variant { id: other, after, .. }) if id == other => {
                        Some(Change::$variant { id: *id, before: before.clone(), after: after.clone() })
                    })*
                    _ => None,
                }
            }

            fn place(&self) -> Place {
                match self {
                    Change::Settings { .. } => Place::Plan,
                    $(Change::$variant { id, .. } => Place::$variant(*id),)*
                }
            }

            /// The number of the record that it makes, where it makes one.
            fn makes(&self) -> Option<u32> {
                match self {
                    Change::Settings { .. } => None,
                    $(Change::$variant { id, before, after } => (before.is_none() && after.is_some()).then_some(id.0),)*
                }
            }

            fn is_nothing(&self) -> bool {
                match self {
                    Change::Settings { before, after } => before == after,
                    $(Change::$variant { before, after, .. } => before == after,)*
                }
            }
        }

        impl Diff {
            /// What leads from `a` to `b`, record by record. The counter is not compared: it only grows.
            pub fn between(a: &Plan, b: &Plan) -> Diff {
                let mut changes = Vec::new();
                if a.settings != b.settings {
                    changes.push(Change::Settings { before: a.settings.clone(), after: b.settings.clone() });
                }
                $(
                    // numbers, so that one set type serves all tables
                    let ids = a.$table.keys().chain(b.$table.keys()).map(|id| id.0).into_set();
                    for id in ids.into_iter().map($id) {
                        let (before, after) = (a.$table.get(&id), b.$table.get(&id));
                        if before != after {
                            changes.push(Change::$variant { id, before: before.cloned(), after: after.cloned() });
                        }
                    }
                )*
                Diff { changes }
            }
        }

        $(
            impl Put for $variant {
                type Id = $id;
                const WHAT: &'static str = $what;

                fn title(&self) -> &str {
                    &self.$title
                }

                fn id(number: u32) -> $id {
                    $id(number)
                }

                fn place(id: $id) -> Place {
                    Place::$variant(id)
                }

                fn at(place: Place) -> Option<$id> {
                    if let Place::$variant(id) = place { Some(id) } else { None }
                }

                fn find(plan: &Plan, id: $id) -> Option<&Arc<$variant>> {
                    plan.$table.get(&id)
                }

                fn change(plan: &Plan, id: $id, after: Option<$variant>) -> Change {
                    Change::$variant { id, before: plan.$table.get(&id).cloned(), after: after.map(Arc::new) }
                }
            }
        )*
    };
}

tables! {
    Sequence sequences SequenceId "sequence" name;
    Step steps StepId "step" name;
    Segment segments SegmentId "segment" name;
    Message messages MessageId "message" name;
    Owner owners OwnerId "owner" name;
    Sender senders SenderId "mailbox" address;
    Calendar calendars CalendarId "calendar" name;
    Scenario scenarios ScenarioId "assumptions" name;
    Persona personas PersonaId "persona" name;
    Score scores ScoreId "fit score" name;
}

/// A record that lives in a table of the plan.
pub trait Put: Sized {
    /// Its typed number.
    type Id: Copy;
    /// What such a record is called where it has no title.
    const WHAT: &'static str;
    /// What the record is called.
    fn title(&self) -> &str;
    /// A number of this table.
    fn id(number: u32) -> Self::Id;
    /// Where the record of this number stands.
    fn place(id: Self::Id) -> Place;
    /// The number of what stands there, if it is such a record.
    fn at(place: Place) -> Option<Self::Id>;
    /// The record of this number.
    fn find(plan: &Plan, id: Self::Id) -> Option<&Arc<Self>>;
    /// The change that puts `after` at `id` (or takes away what is there).
    fn change(plan: &Plan, id: Self::Id, after: Option<Self>) -> Change;
}

/// A change of a plan: what was and what is, record by record.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Diff {
    /// At most one change a record.
    pub changes: Vec<Change>,
}

impl Diff {
    /// The change of one record: `Some` puts it, `None` takes it away.
    pub fn put<R: Put>(plan: &Plan, id: R::Id, record: Option<R>) -> Diff {
        let change = R::change(plan, id, record);
        Diff { changes: if change.is_nothing() { Vec::new() } else { vec![change] } }
    }

    /// The change of the settings.
    pub fn settings(plan: &Plan, after: Settings) -> Diff {
        let change = Change::Settings { before: plan.settings.clone(), after: Arc::new(after) };
        Diff { changes: if change.is_nothing() { Vec::new() } else { vec![change] } }
    }

    /// Changes nothing.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The records it is about.
    pub fn places(&self) -> Vec<Place> {
        self.changes.iter().map(Change::place).collect()
    }

    /// The records that it makes.
    pub fn made(&self) -> Vec<Place> {
        self.changes.iter().filter(|change| change.makes().is_some()).map(Change::place).collect()
    }

    /// Whether it gives a record a number that another one of the plan has had: numbers are never used twice.
    pub fn reuses_numbers(&self, plan: &Plan) -> bool {
        self.changes.iter().filter_map(Change::makes).any(|number| number < plan.next_number)
    }

    /// The diff that undoes this one.
    #[must_use]
    pub fn reversed(self) -> Diff {
        Diff { changes: self.changes.into_iter().rev().map(Change::reversed).collect() }
    }

    /// This diff and then `next` as one; records that end as they began drop out.
    #[must_use]
    pub fn then(mut self, next: &Diff) -> Diff {
        for change in &next.changes {
            match self.changes.iter().position(|mine| mine.then(change).is_some()) {
                Some(at) => {
                    if let Some(both) = self.changes[at].then(change) {
                        self.changes[at] = both;
                    }
                }
                None => self.changes.push(change.clone()),
            }
        }
        self.changes.retain(|change| !change.is_nothing());
        self
    }

    /// Whether `plan` is in the state that this diff starts from.
    pub fn fits(&self, plan: &Plan) -> bool {
        self.changes.iter().all(|change| change.fits(plan))
    }

    /// Makes the change. Call [`Diff::fits`] first where the diff comes from elsewhere.
    pub fn apply(&self, plan: &mut Plan) {
        for change in &self.changes {
            change.apply(plan);
        }
    }
}
