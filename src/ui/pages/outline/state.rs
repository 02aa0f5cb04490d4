//! What the parts of the outline share: the rows, where the focus is, what is being typed, dragged, closed.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::lean::order::Gather;
use crate::model::{List, Place, SequenceId, Spot, Step, StepId, StepKind};
use crate::outline::{Pace, pace};
use crate::session::{Command, NewStep};
use crate::ui::erased::memo;
use crate::ui::live::Live;
use crate::ui::pages::messages::Person;
use crate::ui::workbench::Workbench;
use crate::view::rows::{Row, RowKey, RowKind, Week, rows, weeks};

/// What a press or a key does to the selection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pick {
    /// This one only.
    One,
    /// All from where the last one was chosen to this one.
    Range,
    /// This one more, or one less.
    Toggle,
}

/// A step on its way to another spot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Drag {
    /// What is moved.
    pub step: StepId,
    /// Where it would go: the row, above or below it.
    pub over: Option<(RowKey, bool)>,
}

/// Shared state of the outline; copy it freely.
#[derive(Clone, Copy)]
pub struct Outline {
    /// The workbench.
    pub bench: Workbench,
    /// The live forecast.
    pub live: Live,
    /// The sequence in sight.
    pub sequence: Memo<Option<SequenceId>>,
    /// Its rows.
    pub rows: Memo<Vec<Row>>,
    /// Row by key.
    index: Memo<BTreeMap<RowKey, usize>>,
    /// Days of its touches.
    pub pace: Memo<BTreeMap<StepId, Pace>>,
    /// Where its weeks begin, when it is long.
    pub weeks: Memo<BTreeMap<RowKey, Week>>,
    /// The row that has, or would get, the focus.
    pub current: RwSignal<Option<RowKey>>,
    /// Names and waits are typed where they stand; in the Flow they are typed in the fields beside.
    pub in_place: RwSignal<bool>,
    /// The row whose name or wait is being typed.
    pub editing: RwSignal<Option<RowKey>>,
    /// Lists that show their head alone.
    pub closed: RwSignal<BTreeSet<RowKey>>,
    /// The row after which a step is about to be added; `None` inside: before the first row.
    pub picking: RwSignal<Option<Option<RowKey>>>,
    /// What is dragged.
    pub drag: RwSignal<Option<Drag>>,
    /// Selected steps.
    pub selected: Memo<BTreeSet<StepId>>,
    /// The inspector is open over a phone's page.
    pub inspecting: RwSignal<bool>,
    /// Whom messages are shown as.
    pub person: Person,
    /// Where a range of selected rows begins.
    anchor: RwSignal<Option<RowKey>>,
}

impl Outline {
    /// The outline of the sequence at an address.
    pub fn new(sequence: Memo<Option<SequenceId>>) -> Outline {
        let bench = Workbench::here();
        let closed = RwSignal::new(BTreeSet::new());
        let laid = memo(move |_| {
            let Some(id) = sequence.get() else { return Vec::new() };
            bench.session.with(|session| {
                session.as_ref().map(|s| closed.with(|closed| rows(s.plan(), id, closed))).unwrap_or_default()
            })
        });
        let index =
            memo(move |_| laid.with(|rows| rows.iter().enumerate().map(|(i, row)| (row.key, i)).into_map()));
        let paced = memo(move |_| {
            let Some(id) = sequence.get() else { return BTreeMap::new() };
            bench.session.with(|session| session.as_ref().map(|s| pace(s.plan(), id)).unwrap_or_default())
        });
        let selection = bench.selection();
        let selected = memo(move |_| {
            selection
                .get()
                .into_iter()
                .filter_map(|place| if let Place::Step(id) = place { Some(id) } else { None })
                .into_set()
        });
        Outline {
            bench,
            live: Live::here(),
            sequence,
            rows: laid,
            index,
            pace: paced,
            weeks: memo(move |_| {
                paced.with(|pace| {
                    let day = |step| pace.get(&step).map(|pace| (pace.day, pace.date));
                    laid.with(|rows| weeks(rows, day))
                })
            }),
            current: RwSignal::new(None),
            in_place: RwSignal::new(true),
            editing: RwSignal::new(None),
            closed,
            picking: RwSignal::new(None),
            drag: RwSignal::new(None),
            selected,
            inspecting: RwSignal::new(false),
            person: Person::new(sequence),
            anchor: RwSignal::new(None),
        }
    }

    /// The shared state of the outline in sight.
    pub fn here() -> Outline {
        expect_context()
    }

    /// A row, followed.
    pub fn row(self, key: RowKey) -> Memo<Option<Row>> {
        memo(move |_| {
            let at = self.index.with(|index| index.get(&key).copied())?;
            self.rows.with(|rows| rows.get(at).cloned())
        })
    }

    /// A row, now.
    pub fn row_now(self, key: RowKey) -> Option<Row> {
        let at = self.index.with_untracked(|index| index.get(&key).copied())?;
        self.rows.with_untracked(|rows| rows.get(at).cloned())
    }

    /// The selected step, where it is one.
    pub fn leading(self) -> Option<StepId> {
        self.bench.selection().get().into_iter().rev().find_map(|place| match place {
            Place::Step(id) => Some(id),
            _ => None,
        })
    }

    /// Makes a row the current one and selects: its step alone, up to it, or it more or less.
    pub fn go(self, key: RowKey, pick: Pick) {
        let key = if let RowKey::Join(id) = key { self.key_of(id) } else { key };
        let own = key.step();
        let mut steps: Vec<StepId> = match pick {
            Pick::One => Vec::new(),
            Pick::Toggle => self.selected.get_untracked().into_iter().collect(),
            Pick::Range => {
                let from = self.anchor.get_untracked().or(self.current.get_untracked()).unwrap_or(key);
                self.rows.with_untracked(|rows| {
                    let at = |key| rows.iter().position(|row| row.key == key);
                    let (a, b) = (at(from).unwrap_or(0), at(key).unwrap_or(0));
                    rows[a.min(b)..=a.max(b).min(rows.len().saturating_sub(1))]
                        .iter()
                        .map(|row| row.key.step())
                        .collect()
                })
            }
        };
        let was_in = steps.contains(&own);
        steps.retain(|step| *step != own);
        if !(pick == Pick::Toggle && was_in && !steps.is_empty()) {
            steps.push(own);
        }
        if pick != Pick::Range {
            self.anchor.set(Some(key));
        }
        self.current.set(Some(key));
        self.bench.select(steps.into_iter().map(Place::Step).collect());
    }

    /// Selects the current row alone.
    pub fn only_current(self) {
        if let Some(key) = self.current.get_untracked() {
            self.go(key, Pick::One);
        }
    }

    /// Moves the focus to a row once it is drawn.
    pub fn focus(self, key: RowKey) {
        self.current.set(Some(key));
        request_animation_frame(move || {
            // who typed on meanwhile is in the menu of new steps: its focus is not taken away
            if self.picking.try_get_untracked().flatten().is_some() {
                return;
            }
            let row = document().query_selector(&format!("[data-row=\"{}\"]", key.text())).ok().flatten();
            if let Some(row) = row.and_then(|row| row.dyn_into::<web_sys::HtmlElement>().ok()) {
                let _ = row.focus();
            }
        });
    }

    /// The row `by` rows away from the current one.
    pub fn step_by(self, by: isize) -> Option<RowKey> {
        let rows = self.rows.get_untracked();
        let at = self.current.get_untracked().and_then(|key| rows.iter().position(|row| row.key == key));
        let stops = |row: &Row| !matches!(row.kind, RowKind::Join(_));
        let mut i = match at {
            Some(at) => at as isize + by,
            None if by > 0 => 0,
            None => rows.len() as isize - 1,
        };
        while let Some(row) = usize::try_from(i).ok().and_then(|i| rows.get(i)) {
            if stops(row) {
                return Some(row.key);
            }
            i += by.signum();
        }
        None
    }

    /// Opens or closes a list.
    pub fn toggle(self, key: RowKey) {
        self.closed.update(|closed| {
            if !closed.remove(&key) {
                closed.insert(key);
            }
        });
    }

    /// Where a step goes that is added after a row (before everything, without one).
    pub fn spot_after(self, key: Option<RowKey>) -> Option<Spot> {
        match key.and_then(|key| self.row_now(key)) {
            Some(row) => Some(row.after),
            None => self.sequence.get_untracked().map(|id| Spot { list: List::Body(id), index: 0 }),
        }
    }

    /// Adds a step after a row, and opens its name or its wait for typing.
    pub fn add(self, after: Option<RowKey>, kind: NewStep) {
        let Some(at) = self.spot_after(after) else { return };
        self.picking.set(None);
        if let Some(RowKey::Arm(id, slot)) = after {
            self.closed.update(|closed| {
                closed.remove(&RowKey::Arm(id, slot));
            });
        }
        let Ok(done) = self.bench.dispatch(Command::AddStep { at, kind }) else { return };
        let Some(id) = done.made::<Step>() else { return };
        let key = self.key_of(id);
        self.current.set(Some(key));
        match kind {
            NewStep::Touch(_) | NewStep::Wait if self.in_place.get_untracked() => {
                self.editing.set(Some(key));
            }
            NewStep::Action => self.focus_fields(),
            _ => self.focus(key),
        }
        self.bench.say(format!("Added: {}", kind.label()));
    }

    /// The step that keys act on: the leading one of the selection, else the one with the focus.
    fn leading_now(self) -> Option<StepId> {
        let selected = self.bench.selection().with_untracked(|places| {
            places.iter().rev().find_map(|place| match place {
                Place::Step(id) => Some(*id),
                _ => None,
            })
        });
        selected.or_else(|| self.current.get_untracked().map(RowKey::step))
    }

    /// The row that stands for a step: its own, or its first list's.
    pub fn key_of(self, id: StepId) -> RowKey {
        self.bench
            .plan_now(|plan| {
                let slot = plan.steps.get(&id)?.kind.lists().first().map(|(slot, _)| *slot)?;
                Some(RowKey::Arm(id, slot))
            })
            .flatten()
            .unwrap_or(RowKey::Step(id))
    }

    /// Takes the selected steps away, with Undo beside.
    pub fn delete(self) {
        let mut ids: Vec<StepId> = self.selected.get_untracked().into_iter().collect();
        if ids.is_empty() {
            ids.extend(self.leading_now());
        }
        if ids.is_empty() {
            return;
        }
        let next = self.step_by(1).filter(|key| !ids.contains(&key.step())).or_else(|| self.step_by(-1));
        let name = self
            .bench
            .plan_now(|plan| Command::DeleteSteps(ids.clone()).name(plan))
            .unwrap_or_default()
            .replacen("Delete", "Deleted", 1);
        if self.bench.dispatch(Command::DeleteSteps(ids)).is_ok() {
            self.bench.tell_with_undo(name);
            if let Some(key) = next {
                self.go(key, Pick::One);
                self.focus(key);
            }
        }
    }

    /// Sends a command about the current step and keeps the focus on it.
    pub fn act(self, command: Command) {
        let Some(id) = self.leading_now() else { return };
        if self.bench.dispatch(command).is_ok() {
            let lead = self.leading_now().unwrap_or(id);
            self.focus(self.key_of(lead));
        }
    }

    /// The selected steps that stand in no other selected one, in reading order.
    fn outer_selected(self) -> Vec<StepId> {
        let selected = self.selected.get_untracked();
        let walk = || {
            let sequence = self.sequence.get_untracked()?;
            self.bench.plan_now(|plan| {
                let mut inside = BTreeSet::new();
                let mut outer = Vec::new();
                for visit in plan.walk(sequence) {
                    if selected.contains(&visit.id) && !inside.contains(&visit.id) {
                        inside.extend(plan.subtree(visit.id));
                        outer.push(visit.id);
                    }
                }
                outer
            })
        };
        walk().unwrap_or_default()
    }

    /// Sends a command about every selected step, as one undo step.
    pub fn act_on_all(self, what: &str, backwards: bool, command: fn(StepId) -> Command) {
        let mut ids = self.outer_selected();
        if ids.len() < 2 {
            if let Some(id) = self.leading_now() {
                self.act(command(id));
            }
            return;
        }
        let kept = self.bench.selection().get_untracked();
        let key = format!("{what} {:?}", self.bench.revision().get_untracked());
        if backwards {
            ids.reverse();
        }
        for id in ids {
            if self.bench.dispatch_later(command(id), key.clone()).is_err() {
                break;
            }
        }
        self.bench.settle();
        self.bench.select(kept);
        if let Some(lead) = self.leading_now() {
            self.focus(self.key_of(lead));
        }
    }

    /// Puts copies of the selected steps after the last of them, and selects them.
    pub fn duplicate(self) {
        let mut ids = self.outer_selected();
        if ids.is_empty() {
            // with nothing selected, as after an undo, the row in focus
            ids.extend(self.leading_now());
        }
        if !ids.is_empty() {
            self.act(Command::DuplicateSteps(ids));
        }
    }

    /// Gives the focus back to the grid where it was lost with a row that moved or went: to the row of the selected step, or to the
    /// one given.
    pub fn refocus(self, or_else: Option<RowKey>) {
        let key = self.leading_now().map(|id| self.key_of(id));
        let current = self.current.get_untracked();
        let key = match (key, current) {
            // another list of the same group has it
            (Some(key), Some(current)) if key.step() == current.step() => Some(current),
            (key, current) => key.or(current),
        };
        if let Some(key) = [key, or_else].into_iter().flatten().find(|key| self.row_now(*key).is_some()) {
            self.focus(key);
        }
    }

    /// Whether the selected step is another one than that of the current row.
    pub fn is_elsewhere(self) -> bool {
        self.leading_now() != self.current.get_untracked().map(RowKey::step)
    }

    /// Moves the focus to the fields of the selected step.
    pub fn focus_fields(self) {
        request_animation_frame(|| {
            let field =
                document().query_selector(".panel.insp .one :is(input, select, textarea)").ok().flatten();
            if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
                let _ = field.focus();
            }
        });
    }

    /// Moves the current step into the group above it, or out of the group it stands in.
    pub fn shift(self, into: bool) {
        let Some(id) = self.leading_now() else { return };
        let to = self
            .bench
            .plan_now(|plan| {
                let (_, visit) = plan.find(id)?;
                if into {
                    let above = visit.spot.index.checked_sub(1)?;
                    let group = *plan.list(visit.spot.list)?.get(above)?;
                    let (slot, list) = plan.steps.get(&group)?.kind.lists().into_iter().last()?;
                    Some(Spot { list: List::Inside(group, slot), index: list.len() })
                } else {
                    let List::Inside(group, _) = visit.spot.list else { return None };
                    let (_, around) = plan.find(group)?;
                    Some(Spot { index: around.spot.index + 1, ..around.spot })
                }
            })
            .flatten();
        match to {
            Some(to) => self.act(Command::MoveStep { id, to }),
            None if into => self.bench.say("There is no group just above this step"),
            None => self.bench.say("This step stands in no group"),
        }
    }

    /// What is edited with Enter: a touch's name or a wait.
    pub fn can_edit(self, key: RowKey) -> bool {
        self.bench
            .plan_now(|plan| {
                plan.steps.get(&key.step()).is_some_and(|step| {
                    matches!(step.kind, StepKind::Touch(_) | StepKind::Wait { .. } | StepKind::End { .. })
                })
            })
            .unwrap_or(false)
    }
}
