//! The rows of an outline: a sequence laid flat, with numbers, depths and the spots where steps can be put. Knows no signal.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::Date;
use crate::model::{List, MAX_DEPTH, Plan, SequenceId, Slot, Spot, StepId, StepKind};

/// What a row is about: stays the same while the plan changes around it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum RowKey {
    /// A step.
    Step(StepId),
    /// A list of a container.
    Arm(StepId, Slot),
    /// Where the lists of a container meet again.
    Join(StepId),
}

impl RowKey {
    /// The step it belongs to.
    pub fn step(self) -> StepId {
        match self {
            RowKey::Step(id) | RowKey::Arm(id, _) | RowKey::Join(id) => id,
        }
    }

    /// As an attribute: `step-4`, `step-4.1`, `step-4.end`.
    pub fn text(self) -> String {
        match self {
            RowKey::Step(id) => id.to_string(),
            RowKey::Arm(id, slot) => format!("{id}.{}", slot_text(slot)),
            RowKey::Join(id) => format!("{id}.end"),
        }
    }
}

fn slot_text(slot: Slot) -> String {
    match slot {
        Slot::Happened => "happened".to_owned(),
        Slot::TimedOut => "timed-out".to_owned(),
        Slot::Otherwise => "otherwise".to_owned(),
        Slot::Case(n) => format!("case-{n}"),
        Slot::Arm(n) => format!("arm-{n}"),
        Slot::Pass => "pass".to_owned(),
    }
}

/// What kind of row it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RowKind {
    /// A touch, with its number: `3`, `4a`.
    Touch(String),
    /// A wait.
    Wait,
    /// An action.
    Action,
    /// The way out.
    End,
    /// The head of a list of a container.
    Arm {
        /// It is the container's first.
        first: bool,
        /// Position among the container's lists.
        position: usize,
        /// Its steps are not shown.
        closed: bool,
        /// Touches in it.
        touches: usize,
        /// Steps in it.
        steps: usize,
    },
    /// The lists of a container meet again; how many.
    Join(usize),
}

/// One row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// What it is about.
    pub key: RowKey,
    /// Containers around it.
    pub depth: usize,
    /// What it is.
    pub kind: RowKind,
    /// Where a step goes that is put before it.
    pub before: Spot,
    /// Where a step goes that is put after it.
    pub after: Spot,
    /// The last row of its list at this depth (the line of people ends here).
    pub last: bool,
}

/// All rows of a sequence; lists in `closed` show their head alone.
pub fn rows(plan: &Plan, sequence: SequenceId, closed: &BTreeSet<RowKey>) -> Vec<Row> {
    let numbers = plan.touch_numbers(sequence).into_iter().collect();
    let mut layout = Layout { plan, closed, numbers, rows: Vec::new() };
    layout.list(List::Body(sequence), 0);
    layout.rows
}

/// A week of a long sequence, for who enters first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Week {
    /// From 1: seven days from the first touch.
    pub number: i32,
    /// Touches in it, those in groups too.
    pub touches: usize,
    /// Day of its first touch, as rows count days.
    pub day: u32,
}

/// Up to so many touches a sequence is seen at a glance; above, its rows are dense and have weeks as heads.
const GLANCE: usize = 20;

/// The weeks by the row that leads into each: the wait before its first touch, or that touch. Empty for a sequence that is seen at a glance.
/// `day` tells when a touch is: as rows count, and the date.
pub fn weeks(rows: &[Row], day: impl Fn(StepId) -> Option<(u32, Date)>) -> BTreeMap<RowKey, Week> {
    let touches_in = |row: &Row| match row.kind {
        RowKind::Touch(_) => 1,
        RowKind::Arm { closed: true, touches, .. } => touches,
        _ => 0,
    };
    let mut weeks = BTreeMap::new();
    if rows.iter().map(touches_in).sum::<usize>() <= GLANCE {
        return weeks;
    }
    let mut first = None;
    let mut open: Option<(RowKey, Week)> = None;
    for (at, row) in rows.iter().enumerate() {
        let own = (row.depth == 0 && touches_in(row) == 1).then(|| day(row.key.step())).flatten();
        if let Some((day, date)) = own {
            let number = (date.days() - first.get_or_insert(date).days()).div_euclid(7) + 1;
            // a touch that may be earlier than those above it stays among them
            if open.as_ref().is_none_or(|(_, week)| week.number < number) {
                let lead =
                    at.checked_sub(1).and_then(|at| rows.get(at)).filter(|row| row.kind == RowKind::Wait);
                let key = lead.unwrap_or(row).key;
                weeks.extend(open.replace((key, Week { number, touches: 0, day })));
            }
        }
        if let Some((_, week)) = &mut open {
            week.touches += touches_in(row);
        }
    }
    weeks.extend(open);
    weeks
}

struct Layout<'a> {
    plan: &'a Plan,
    closed: &'a BTreeSet<RowKey>,
    numbers: BTreeMap<StepId, String>,
    rows: Vec<Row>,
}

impl Layout<'_> {
    fn list(&mut self, list: List, depth: usize) {
        let steps = self.plan.list(list).unwrap_or_default().to_vec();
        let n = steps.len();
        for (index, id) in steps.into_iter().enumerate() {
            let Some(step) = self.plan.steps.get(&id).filter(|_| depth <= MAX_DEPTH) else { continue };
            let (before, after) = (Spot { list, index }, Spot { list, index: index + 1 });
            let last = index + 1 == n;
            let kind = match &step.kind {
                StepKind::Touch(_) => RowKind::Touch(self.numbers.get(&id).cloned().unwrap_or_default()),
                StepKind::Wait { .. } => RowKind::Wait,
                StepKind::Action { .. } => RowKind::Action,
                StepKind::End { .. } => RowKind::End,
                StepKind::Await(_) | StepKind::Branch(_) | StepKind::Split(_) | StepKind::Repeat(_) => {
                    self.group(id, depth, before, last);
                    continue;
                }
            };
            self.rows.push(Row { key: RowKey::Step(id), depth, kind, before, after, last });
        }
    }

    fn group(&mut self, id: StepId, depth: usize, spot: Spot, last: bool) {
        let Some(step) = self.plan.steps.get(&id) else { return };
        let lists = step.kind.lists();
        let n_lists = lists.len();
        let mut before = spot;
        for (position, (slot, steps)) in lists.into_iter().enumerate() {
            let key = RowKey::Arm(id, slot);
            let inside = List::Inside(id, slot);
            let closed = self.closed.contains(&key);
            let touches = steps
                .iter()
                .flat_map(|step| self.plan.subtree(*step))
                .filter(|step| self.plan.steps.get(step).is_some_and(|step| step.kind.touch().is_some()))
                .count();
            self.rows.push(Row {
                key,
                depth,
                kind: RowKind::Arm { first: position == 0, position, closed, touches, steps: steps.len() },
                before,
                after: Spot { list: inside, index: 0 },
                last: false,
            });
            let at = self.rows.len();
            self.list(inside, depth + 1);
            if closed {
                self.rows.truncate(at);
            }
            before = Spot { list: inside, index: steps.len() };
        }
        self.rows.push(Row {
            key: RowKey::Join(id),
            depth,
            kind: RowKind::Join(n_lists),
            before,
            after: Spot { list: spot.list, index: spot.index + 1 },
            last,
        });
    }
}
