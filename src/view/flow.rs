//! A sequence as boxes and edges: containers stand where people part, their lists side by side below, and meet again. Knows nothing of
//! people: an edge says whose number stands on it. All lengths in px; x grows to the right, y down, from the top left corner.

use std::collections::{BTreeMap, BTreeSet};

use super::rows::RowKey;
use crate::model::{List, MAX_DEPTH, Plan, SequenceId, Slot, Spot, StepId, StepKind};

/// Width of a touch, an action and a way out (px).
pub const BOX_WIDTH: f64 = 280.0;
/// Height of them (px).
pub const BOX_HEIGHT: f64 = 56.0;
/// Height of where people come in and where they have gone through (px).
pub const END_HEIGHT: f64 = 40.0;
/// Height of a list that is closed (px).
pub const CLOSED_HEIGHT: f64 = 36.0;
/// Height of what stands on an edge: a wait, the head of a container, the head of a list (px).
pub const PILL_HEIGHT: f64 = 26.0;
/// Width that they may take (px).
pub const PILL_WIDTH: f64 = 250.0;
/// An edge that nothing stands on (px).
const GAP: f64 = 38.0;
/// From one end of an edge to what stands on it (px).
const LEAD: f64 = 14.0;
/// Between lists side by side (px).
const BESIDE: f64 = 40.0;
/// Room for an edge to part or to meet (px).
const BEND: f64 = 44.0;
/// Room on the left of a loop for the way back (px).
const LOOP: f64 = 36.0;
/// Radius of its corners (px).
const ROUND: f64 = 12.0;
/// Around the whole (px).
const MARGIN: f64 = 24.0;

/// What a box is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// Where people come in.
    Entry,
    /// A touch, an action or a way out.
    Step,
    /// A wait, on its edge.
    Wait,
    /// The head of a container.
    Container,
    /// The head of one of its lists.
    Arm,
    /// The steps of a list that is closed.
    Closed,
    /// The sequence has been gone through.
    End,
}

/// A box.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Block {
    /// The row of the outline that it stands for; none for entry and end.
    pub key: Option<RowKey>,
    /// What it is.
    pub kind: Kind,
    /// Its left edge.
    pub x: f64,
    /// Its upper edge.
    pub y: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

/// Whose number stands on an edge.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum People {
    /// Everybody who enters.
    All,
    /// Who comes to a step.
    To(StepId),
    /// Who takes a list of a container, by its position.
    Taking(StepId, usize),
    /// Who came to a step and did not leave there.
    After(StepId),
    /// Who has gone through.
    Finished,
}

/// How an edge runs.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Way {
    /// Down, or down and aside.
    Down,
    /// From the end of a pass back to its beginning, by this x on the left.
    Back(f64),
}

/// An edge.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Link {
    /// Where it begins.
    pub from: (f64, f64),
    /// Where it ends.
    pub to: (f64, f64),
    /// How it runs.
    pub way: Way,
    /// Who goes along it.
    pub people: People,
    /// Where a step goes that is put onto it, and after which row that is (before everything, without one); none where another edge of
    /// the same spot offers it.
    pub spot: Option<(Spot, Option<RowKey>)>,
    /// The number of people stands beside it.
    pub shows_people: bool,
}

impl Link {
    /// As the data of an SVG path.
    pub fn path(&self) -> String {
        let ((x1, y1), (x2, y2)) = (self.from, self.to);
        match self.way {
            Way::Back(aside) => {
                let (near, up, down) = (aside + ROUND, y1 - ROUND, y2 + ROUND);
                format!("M{x1} {y1}H{near}Q{aside} {y1} {aside} {up}V{down}Q{aside} {y2} {near} {y2}H{x2}")
            }
            Way::Down if (x1 - x2).abs() < 0.5 => format!("M{x1} {y1}V{y2}"),
            Way::Down => {
                let middle = (y1 + y2) / 2.0;
                format!("M{x1} {y1}C{x1} {middle} {x2} {middle} {x2} {y2}")
            }
        }
    }

    /// The middle of the edge, where its number and its plus stand.
    pub fn middle(&self) -> (f64, f64) {
        ((self.from.0 + self.to.0) / 2.0, (self.from.1 + self.to.1) / 2.0)
    }
}

/// A sequence laid out.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Flow {
    /// Boxes in the order of the outline's rows.
    pub blocks: Vec<Block>,
    /// Edges.
    pub links: Vec<Link>,
    /// Width of the whole.
    pub width: f64,
    /// Height of the whole.
    pub height: f64,
}

/// How much of a container is seen.
#[derive(Clone, Debug)]
pub enum Breadth {
    /// All lists side by side.
    Wide,
    /// One list of each container, its position chosen (the first, where none is): one column, for a phone.
    Narrow(BTreeMap<StepId, usize>),
}

/// Lays a sequence out; lists in `closed` show one box for their steps.
pub fn flow(plan: &Plan, sequence: SequenceId, closed: &BTreeSet<RowKey>, breadth: &Breadth) -> Flow {
    let mut layout = Layout { plan, closed, breadth, flow: Flow::default() };
    let body = List::Body(sequence);
    let width = layout.width(body, 0);
    let centre = MARGIN + width / 2.0;
    layout.block(None, Kind::Entry, centre, MARGIN, BOX_WIDTH, END_HEIGHT);
    let start = Cursor { x: centre, y: MARGIN + END_HEIGHT, after: None, people: None };
    let bottom = match layout.list(body, 0, start) {
        Some(cursor) => {
            let top = layout.reach(cursor, GAP, People::Finished, Some(layout.end_of(body)), true);
            layout.block(None, Kind::End, centre, top, BOX_WIDTH, END_HEIGHT);
            top + END_HEIGHT
        }
        None => layout.flow.blocks.iter().map(|block| block.y + block.height).fold(0.0, f64::max),
    };
    layout.flow.width = width + 2.0 * MARGIN;
    layout.flow.height = bottom + MARGIN;
    layout.flow
}

/// Where the column has come to.
#[derive(Clone, Copy)]
struct Cursor {
    x: f64,
    y: f64,
    /// The row above.
    after: Option<RowKey>,
    /// Who comes along the edge that begins here, where it is not said by the step it leads to.
    people: Option<People>,
}

struct Layout<'a> {
    plan: &'a Plan,
    closed: &'a BTreeSet<RowKey>,
    breadth: &'a Breadth,
    flow: Flow,
}

impl Layout<'_> {
    /// The lists of a container that are drawn, with their positions.
    fn drawn(&self, id: StepId) -> Vec<(usize, Slot)> {
        let Some(step) = self.plan.steps.get(&id) else { return Vec::new() };
        let lists = step.kind.lists().into_iter().map(|(slot, _)| slot).enumerate();
        match self.breadth {
            Breadth::Wide => lists.collect(),
            Breadth::Narrow(chosen) => {
                let n = step.kind.lists().len();
                let at = chosen.get(&id).copied().filter(|at| *at < n).unwrap_or(0);
                lists.filter(|(position, _)| *position == at).collect()
            }
        }
    }

    fn is_loop(&self, id: StepId) -> bool {
        matches!(self.plan.steps.get(&id).map(|step| &step.kind), Some(StepKind::Repeat(_)))
    }

    fn is_container(&self, id: StepId) -> bool {
        self.plan.steps.get(&id).is_some_and(|step| !step.kind.lists().is_empty())
    }

    fn steps(&self, list: List, depth: usize) -> Vec<StepId> {
        if depth > MAX_DEPTH {
            return Vec::new();
        }
        let steps = self.plan.list(list).unwrap_or_default();
        steps.iter().copied().filter(|id| self.plan.steps.contains_key(id)).collect()
    }

    /// How wide a list is.
    fn width(&self, list: List, depth: usize) -> f64 {
        let widths = self.steps(list, depth).into_iter().filter(|id| self.is_container(*id));
        widths.map(|id| self.width_of(id, depth)).fold(BOX_WIDTH, f64::max)
    }

    /// How wide a container is.
    fn width_of(&self, id: StepId, depth: usize) -> f64 {
        let arms = self.drawn(id);
        let all: f64 = arms.iter().map(|(_, slot)| self.width_of_arm(id, *slot, depth)).sum();
        let aside = if self.is_loop(id) { 2.0 * LOOP } else { 0.0 };
        all + BESIDE * arms.len().saturating_sub(1) as f64 + aside
    }

    fn width_of_arm(&self, id: StepId, slot: Slot, depth: usize) -> f64 {
        if self.closed.contains(&RowKey::Arm(id, slot)) {
            BOX_WIDTH
        } else {
            self.width(List::Inside(id, slot), depth + 1)
        }
    }

    fn block(&mut self, key: Option<RowKey>, kind: Kind, centre: f64, y: f64, width: f64, height: f64) {
        self.flow.blocks.push(Block { key, kind, x: centre - width / 2.0, y, width, height });
    }

    /// An edge straight down from where the column is; where it ends.
    fn reach(
        &mut self,
        from: Cursor,
        length: f64,
        people: People,
        spot: Option<Spot>,
        shows_people: bool,
    ) -> f64 {
        let to = (from.x, from.y + length);
        self.flow.links.push(Link {
            from: (from.x, from.y),
            to,
            way: Way::Down,
            people: from.people.unwrap_or(people),
            spot: spot.map(|spot| (spot, from.after)),
            // the head of a list says how many take it
            shows_people: shows_people && from.people.is_none(),
        });
        to.1
    }

    /// Where a step goes that is put at the end of a list.
    fn end_of(&self, list: List) -> Spot {
        Spot { list, index: self.plan.list(list).map_or(0, <[StepId]>::len) }
    }

    /// Lays out a list; where it ends, unless it leaves.
    fn list(&mut self, list: List, depth: usize, start: Cursor) -> Option<Cursor> {
        let mut cursor = start;
        let steps = self.steps(list, depth);
        let n = steps.len();
        for (index, id) in steps.into_iter().enumerate() {
            let spot = Some(Spot { list, index });
            let Some(step) = self.plan.steps.get(&id) else { continue };
            let (key, people) = (RowKey::Step(id), People::To(id));
            let after = Some(key);
            match &step.kind {
                StepKind::Wait { .. } => {
                    // it stands on the edge, between two short pieces of it
                    let top = self.reach(cursor, LEAD, people, spot, false);
                    self.block(after, Kind::Wait, cursor.x, top, PILL_WIDTH, PILL_HEIGHT);
                    cursor = Cursor { y: top + PILL_HEIGHT, after, people: None, ..cursor };
                }
                StepKind::Touch(_) | StepKind::Action { .. } | StepKind::End { .. } => {
                    let top = self.reach(cursor, GAP, people, spot, true);
                    self.block(after, Kind::Step, cursor.x, top, BOX_WIDTH, BOX_HEIGHT);
                    // what stands below a way out is never come to; it is drawn all the same
                    if matches!(step.kind, StepKind::End { .. }) && index + 1 == n {
                        return None;
                    }
                    cursor = Cursor { y: top + BOX_HEIGHT, after, people: None, ..cursor };
                }
                StepKind::Await(_) | StepKind::Branch(_) | StepKind::Split(_) | StepKind::Repeat(_) => {
                    let top = self.reach(cursor, GAP, people, spot, true);
                    cursor = self.container(id, depth, cursor.x, top)?;
                }
            }
        }
        Some(cursor)
    }

    /// A container from its head to where its lists meet; none where all of them leave.
    fn container(&mut self, id: StepId, depth: usize, x: f64, top: f64) -> Option<Cursor> {
        let lists = self.plan.steps.get(&id)?.kind.lists().into_iter().map(|(slot, _)| slot);
        let lists: Vec<Slot> = lists.collect();
        let head = RowKey::Arm(id, *lists.first()?);
        self.block(Some(head), Kind::Container, x, top, PILL_WIDTH, PILL_HEIGHT);
        let parting = (x, top + PILL_HEIGHT);
        if let (true, [pass]) = (self.is_loop(id), lists.as_slice()) {
            return Some(self.pass(id, *pass, depth, parting));
        }
        let bend = if matches!(self.breadth, Breadth::Narrow(_)) { LEAD } else { BEND };
        let arms = self.drawn(id);
        let widths: Vec<f64> = arms.iter().map(|(_, slot)| self.width_of_arm(id, *slot, depth)).collect();
        let whole = widths.iter().sum::<f64>() + BESIDE * widths.len().saturating_sub(1) as f64;
        let mut left = x - whole / 2.0;
        let mut ends: Vec<(Cursor, Slot)> = Vec::new();
        let mut lowest = parting.1;
        for ((position, slot), width) in arms.into_iter().zip(widths) {
            let centre = left + width / 2.0;
            left += width + BESIDE;
            let key = RowKey::Arm(id, slot);
            let people = People::Taking(id, position);
            let to = (centre, parting.1 + bend);
            self.flow.links.push(Link {
                from: parting,
                to,
                way: Way::Down,
                people,
                spot: None,
                shows_people: false,
            });
            self.block(Some(key), Kind::Arm, centre, to.1, PILL_WIDTH, PILL_HEIGHT);
            let first = self.flow.blocks.len();
            let start = Cursor { x: centre, y: to.1 + PILL_HEIGHT, after: Some(key), people: Some(people) };
            let end = self.arm(id, slot, depth, start);
            let inside = self.flow.blocks.get(first..).unwrap_or_default();
            let bottom = inside.iter().map(|block| block.y + block.height).fold(start.y, f64::max);
            lowest = lowest.max(end.map_or(bottom, |end| end.y.max(bottom)));
            ends.extend(end.map(|end| (end, slot)));
        }
        if ends.is_empty() {
            return None;
        }
        let meeting = (x, lowest + bend);
        for (end, slot) in ends {
            let people = end.after.map_or(People::To(id), |key| People::After(key.step()));
            let spot = self.end_of(List::Inside(id, slot));
            // straight down to one height first: a long list and a short one bend alike
            let stem = (lowest - end.y).max(LEAD);
            let y = self.reach(end, stem, people, Some(spot), false);
            self.flow.links.push(Link {
                from: (end.x, y),
                to: (meeting.0, meeting.1 + LEAD),
                way: Way::Down,
                people: end.people.unwrap_or(people),
                spot: None,
                shows_people: false,
            });
        }
        Some(Cursor { x, y: meeting.1 + LEAD, after: Some(RowKey::Join(id)), people: None })
    }

    /// The pass of a repeat, with the way back on the left.
    fn pass(&mut self, id: StepId, slot: Slot, depth: usize, head: (f64, f64)) -> Cursor {
        let key = RowKey::Arm(id, slot);
        let width = self.width_of_arm(id, slot, depth);
        let first = self.flow.blocks.len();
        let end = self.arm(id, slot, depth, Cursor { x: head.0, y: head.1, after: Some(key), people: None });
        let inside = self.flow.blocks.get(first..).unwrap_or_default();
        let mut bottom = inside.iter().map(|block| block.y + block.height).fold(head.1, f64::max) + LEAD;
        if let Some(end) = end {
            let people = end.after.map_or(People::To(id), |key| People::After(key.step()));
            let spot = self.end_of(List::Inside(id, slot));
            bottom = self.reach(end, GAP, people, Some(spot), false);
        }
        self.flow.links.push(Link {
            from: (head.0, bottom - LEAD / 2.0),
            to: (head.0 - PILL_WIDTH / 2.0, head.1 - PILL_HEIGHT / 2.0),
            way: Way::Back(head.0 - width / 2.0 - LOOP / 2.0),
            people: People::To(id),
            spot: None,
            shows_people: false,
        });
        Cursor { x: head.0, y: bottom, after: Some(RowKey::Join(id)), people: None }
    }

    /// A list of a container; one that is closed is a box.
    fn arm(&mut self, id: StepId, slot: Slot, depth: usize, start: Cursor) -> Option<Cursor> {
        let key = RowKey::Arm(id, slot);
        if !self.closed.contains(&key) {
            return self.list(List::Inside(id, slot), depth + 1, start);
        }
        let top = self.reach(start, LEAD, People::To(id), None, false);
        self.block(Some(key), Kind::Closed, start.x, top, BOX_WIDTH, CLOSED_HEIGHT);
        Some(Cursor { y: top + CLOSED_HEIGHT, after: Some(key), ..start })
    }
}
