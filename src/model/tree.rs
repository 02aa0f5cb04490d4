//! The tree of steps: where a step stands, and edits that keep the tree a tree.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    ChannelKind, Code, Diff, EventKind, Finding, Flaw, Name, Place, Plan, SequenceId, Slot, Step, StepId,
    StepKind,
};
use crate::lean::order::Gather;

/// Containers may hold containers to this depth.
pub const MAX_DEPTH: usize = 16;

/// A list of steps.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum List {
    /// The top list of a sequence.
    Body(SequenceId),
    /// A list inside a container.
    Inside(StepId, Slot),
}

/// A place in a list: before the step that now stands at `index`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Spot {
    /// The list.
    pub list: List,
    /// 0 to the list's length.
    pub index: usize,
}

/// One step as met on a walk over a sequence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Visit {
    /// The step.
    pub id: StepId,
    /// Where it stands.
    pub spot: Spot,
    /// 0 in the body.
    pub depth: usize,
}

impl Plan {
    /// The steps of a list; `None` where there is no such list.
    pub fn list(&self, list: List) -> Option<&[StepId]> {
        match list {
            List::Body(id) => self.sequences.get(&id).map(|sequence| sequence.body.as_slice()),
            List::Inside(id, slot) => {
                let lists = self.steps.get(&id)?.kind.lists();
                lists.into_iter().find(|(s, _)| *s == slot).map(|(_, steps)| steps.as_slice())
            }
        }
    }

    /// All steps of a sequence, depth first, in reading order.
    pub fn walk(&self, sequence: SequenceId) -> Vec<Visit> {
        let mut visits = Vec::new();
        let mut seen = BTreeSet::new();
        self.walk_list(List::Body(sequence), 0, &mut seen, &mut visits);
        visits
    }

    /// The touches of a sequence in reading order with their numbers, as every screen and text shows them: lists of a container count
    /// on side by side, each with its letter; a container with one list is no choice, so its touches have none.
    ///
    /// `1`, `2a`, `3a`, `2b`, `4`.
    pub fn touch_numbers(&self, sequence: SequenceId) -> Vec<(StepId, String)> {
        let mut numbers = Vec::new();
        self.number_list(List::Body(sequence), (0, ""), 0, &mut numbers);
        numbers
    }

    /// Numbers the touches of a list that begins after touch `n`; returns the number its last touch has.
    fn number_list(
        &self,
        list: List,
        (mut n, letters): (usize, &str),
        depth: usize,
        numbers: &mut Vec<(StepId, String)>,
    ) -> usize {
        for id in self.list(list).unwrap_or_default() {
            let Some(step) = self.steps.get(id).filter(|_| depth <= MAX_DEPTH) else { continue };
            if step.kind.touch().is_some() {
                n += 1;
                numbers.push((*id, format!("{n}{letters}")));
            }
            let (before, lists) = (n, step.kind.lists());
            let is_choice = lists.len() > 1;
            for (position, (slot, _)) in lists.into_iter().enumerate() {
                let letter = char::from(b'a' + (position % 26) as u8);
                let letters = if is_choice { format!("{letters}{letter}") } else { letters.to_owned() };
                n = n.max(self.number_list(List::Inside(*id, slot), (before, &letters), depth + 1, numbers));
            }
        }
        n
    }

    /// A step and everything inside it, depth first.
    pub fn subtree(&self, id: StepId) -> Vec<StepId> {
        let mut visits = Vec::new();
        let mut seen = BTreeSet::from([id]);
        self.walk_inside(id, 0, &mut seen, &mut visits);
        std::iter::once(id).chain(visits.into_iter().map(|visit| visit.id)).collect()
    }

    fn walk_list(&self, list: List, depth: usize, seen: &mut BTreeSet<StepId>, visits: &mut Vec<Visit>) {
        for (index, id) in self.list(list).unwrap_or_default().iter().enumerate() {
            if depth <= MAX_DEPTH && self.steps.contains_key(id) && seen.insert(*id) {
                visits.push(Visit { id: *id, spot: Spot { list, index }, depth });
                self.walk_inside(*id, depth + 1, seen, visits);
            }
        }
    }

    fn walk_inside(&self, id: StepId, depth: usize, seen: &mut BTreeSet<StepId>, visits: &mut Vec<Visit>) {
        if let Some(step) = self.steps.get(&id) {
            for (slot, _) in step.kind.lists() {
                self.walk_list(List::Inside(id, slot), depth, seen, visits);
            }
        }
    }

    /// The sequence that holds a step, and where.
    pub fn find(&self, id: StepId) -> Option<(SequenceId, Visit)> {
        self.sequences.keys().find_map(|sequence| {
            self.walk(*sequence).into_iter().find(|visit| visit.id == id).map(|visit| (*sequence, visit))
        })
    }

    /// The touches that may have been executed when a spot is reached, in reading order: those before it, without the ways not taken.
    pub fn touches_before(&self, spot: Spot) -> Vec<StepId> {
        let mut before = Vec::new();
        let mut spot = Some(spot);
        for _ in 0..=MAX_DEPTH {
            let Some(Spot { list, index }) = spot else { break };
            let here = self.list(list).unwrap_or_default();
            let steps = here[..index.min(here.len())].iter().flat_map(|id| self.subtree(*id));
            before.splice(0..0, steps.filter(|id| self.is_touch(*id)).collect::<Vec<_>>());
            spot = match list {
                List::Inside(container, _) => self.find(container).map(|(_, visit)| visit.spot),
                List::Body(_) => None,
            };
        }
        before
    }

    /// What an await or a loop may wait for: what the touches before it, or of the loops it stands in or is, can bring about, and what
    /// happens to a contact in any case.
    pub fn events_in_reach(&self, id: StepId) -> Vec<EventKind> {
        let Some((_, visit)) = self.find(id) else { return Vec::new() };
        let mut touches = self.touches_before(visit.spot);
        let mut around = Some(id);
        for _ in 0..=MAX_DEPTH {
            let Some(container) = around else { break };
            if self.steps.get(&container).is_some_and(|step| matches!(step.kind, StepKind::Repeat(_))) {
                touches.extend(self.subtree(container));
            }
            around = self.find(container).and_then(|(_, visit)| match visit.spot.list {
                List::Inside(outer, _) => Some(outer),
                List::Body(_) => None,
            });
        }
        let channels: BTreeSet<ChannelKind> = touches
            .iter()
            .filter_map(|id| self.steps.get(id)?.kind.touch().map(|touch| touch.channel))
            .collect();
        let caused = |event: &EventKind| channels.iter().any(|channel| channel.events().contains(event));
        EventKind::ALL.iter().copied().filter(|event| event.is_of_contact() || caused(event)).collect()
    }

    fn is_touch(&self, id: StepId) -> bool {
        self.steps.get(&id).is_some_and(|step| step.kind.touch().is_some())
    }

    /// The diff that sets a list.
    fn with_list(&self, list: List, steps: Vec<StepId>) -> Diff {
        match list {
            List::Body(id) => match self.sequences.get(&id) {
                Some(sequence) => {
                    let mut sequence = (**sequence).clone();
                    sequence.body = steps;
                    Diff::put(self, id, Some(sequence))
                }
                None => Diff::default(),
            },
            List::Inside(id, slot) => match self.steps.get(&id) {
                Some(step) => {
                    let mut step = (**step).clone();
                    if let Some(children) = step.kind.list_mut(slot) {
                        *children = steps;
                    }
                    Diff::put(self, id, Some(step))
                }
                None => Diff::default(),
            },
        }
    }

    /// The diff that puts new steps, the first of each tree in `roots`, at a spot. `None` where there is no such spot.
    pub fn insert(&self, spot: Spot, roots: &[StepId], steps: Vec<(StepId, Step)>) -> Option<Diff> {
        let mut children = self.list(spot.list)?.to_vec();
        if spot.index > children.len() {
            return None;
        }
        children.splice(spot.index..spot.index, roots.iter().copied());
        let diff = steps
            .into_iter()
            .fold(Diff::default(), |diff, (id, step)| diff.then(&Diff::put(self, id, Some(step))));
        Some(diff.then(&self.with_list(spot.list, children)))
    }

    /// The diff that takes a step and everything inside it away; references to them are cleared.
    pub fn remove(&self, id: StepId) -> Option<Diff> {
        let (_, visit) = self.find(id)?;
        let gone: BTreeSet<StepId> = self.subtree(id).into_iter().into_set();
        let mut after = self.clone();
        let mut children = self.list(visit.spot.list)?.to_vec();
        children.remove(visit.spot.index);
        self.with_list(visit.spot.list, children).apply(&mut after);
        for step in &gone {
            after.steps.remove(step);
        }
        after.clear_references(&gone);
        Some(Diff::between(self, &after))
    }

    /// Takes steps and everything inside them away, all in one pass; references to them are cleared.
    pub(crate) fn remove_all(&mut self, ids: &BTreeSet<StepId>) {
        let gone: BTreeSet<StepId> = ids.iter().flat_map(|id| self.subtree(*id)).into_set();
        for sequence in self.sequences.values_mut() {
            if sequence.body.iter().any(|id| gone.contains(id)) {
                std::sync::Arc::make_mut(sequence).body.retain(|id| !gone.contains(id));
            }
        }
        self.steps.retain(|id, _| !gone.contains(id));
        for step in self.steps.values_mut() {
            let holds =
                |(slot, list): (Slot, &Vec<StepId>)| list.iter().any(|id| gone.contains(id)).then_some(slot);
            let slots: Vec<Slot> = step.kind.lists().into_iter().filter_map(holds).collect();
            for slot in slots {
                if let Some(list) = std::sync::Arc::make_mut(step).kind.list_mut(slot) {
                    list.retain(|id| !gone.contains(id));
                }
            }
        }
        self.clear_references(&gone);
    }

    /// The diff that moves a step (with everything inside it) to a spot, given as the lists stand now. `None` where that would
    /// put it into itself, nest too deep, or change nothing.
    pub fn relocate(&self, id: StepId, to: Spot) -> Option<Diff> {
        let (_, from) = self.find(id)?;
        let subtree = self.subtree(id);
        if let List::Inside(container, _) = to.list
            && subtree.contains(&container)
        {
            return None;
        }
        let mut after = self.clone();
        let mut source = self.list(from.spot.list)?.to_vec();
        source.remove(from.spot.index);
        self.with_list(from.spot.list, source).apply(&mut after);
        let shift = usize::from(to.list == from.spot.list && to.index > from.spot.index);
        let mut target = after.list(to.list)?.to_vec();
        let index = to.index.checked_sub(shift).filter(|index| *index <= target.len())?;
        target.insert(index, id);
        after.with_list(to.list, target).apply(&mut after);
        let diff = Diff::between(self, &after);
        (!diff.is_empty() && after.broken_invariants().is_empty()).then_some(diff)
    }

    /// Clears references to steps that are gone: reply threads, awaited touches, conditions.
    pub(crate) fn clear_references(&mut self, gone: &BTreeSet<StepId>) {
        for step in self.steps.values_mut() {
            let mut changed = (**step).clone();
            changed.kind.clear_references(gone);
            if changed != **step {
                *step = std::sync::Arc::new(changed);
            }
        }
        for scenario in self.scenarios.values_mut() {
            let is_gone =
                |rate: &super::Rate| matches!(rate.of, super::RateOf::Step(id) if gone.contains(&id));
            if scenario.rates.iter().any(is_gone) {
                let mut changed = (**scenario).clone();
                changed.rates.retain(|rate| !is_gone(rate));
                *scenario = std::sync::Arc::new(changed);
            }
        }
    }

    /// What must hold after every edit and does not: each step in exactly one list, no cycle, depth, every reference resolves.
    pub fn broken_invariants(&self) -> Vec<Finding> {
        let mut problems = Vec::new();
        let mut error = |place: Place, flaw: Flaw| problems.push(flaw.at(place));
        let dangling = |to: Place| Flaw::new(Code::DanglingReference).with(Name::Record, to);
        let mut homes: BTreeMap<StepId, usize> = BTreeMap::new();
        let lists = self
            .sequences
            .iter()
            .map(|(id, sequence)| (Place::Sequence(*id), &sequence.body))
            .chain(self.steps.iter().flat_map(|(id, step)| {
                step.kind.lists().into_iter().map(|(_, list)| (Place::Step(*id), list))
            }))
            .collect::<Vec<_>>();
        for (place, list) in lists {
            for id in list {
                *homes.entry(*id).or_default() += 1;
                if !self.steps.contains_key(id) {
                    error(place, dangling(Place::Step(*id)));
                }
            }
        }
        let reached: BTreeSet<StepId> = self
            .sequences
            .keys()
            .flat_map(|sequence| self.walk(*sequence))
            .filter(|visit| visit.depth <= MAX_DEPTH)
            .map(|visit| visit.id)
            .into_set();
        for (id, step) in &self.steps {
            match homes.get(id) {
                Some(1) if reached.contains(id) => {}
                Some(1) => error(Place::Step(*id), Flaw::new(Code::StepInCircle)),
                Some(_) => error(Place::Step(*id), Flaw::new(Code::StepTwice)),
                None => error(Place::Step(*id), Flaw::new(Code::StepNowhere)),
            }
            if let Some(message) =
                step.kind.touch().and_then(|touch| touch.message).filter(|m| !self.messages.contains_key(m))
            {
                error(Place::Step(*id), dangling(Place::Message(message)));
            }
            for segment in step.kind.rules().into_iter().flat_map(super::Rule::segments) {
                if !self.segments.contains_key(&segment) {
                    error(Place::Step(*id), dangling(Place::Segment(segment)));
                }
            }
            for rule in step.kind.rules() {
                self.lost_names(rule).for_each(|lost| error(Place::Step(*id), lost));
            }
            if let Some(to) = step.kind.enrols_in().filter(|to| !self.sequences.contains_key(to)) {
                error(Place::Step(*id), dangling(Place::Sequence(to)));
            }
            for to in step.kind.references().into_iter().filter(|to| !self.steps.contains_key(to)) {
                error(Place::Step(*id), dangling(Place::Step(to)));
            }
        }
        for (id, sequence) in &self.sequences {
            if let Some(segment) = sequence.segment.filter(|s| !self.segments.contains_key(s)) {
                error(Place::Sequence(*id), dangling(Place::Segment(segment)));
            }
            if let Some(calendar) = sequence.calendar.filter(|c| !self.calendars.contains_key(c)) {
                error(Place::Sequence(*id), dangling(Place::Calendar(calendar)));
            }
        }
        for (id, owner) in &self.owners {
            if let Some(calendar) = owner.calendar.filter(|c| !self.calendars.contains_key(c)) {
                error(Place::Owner(*id), dangling(Place::Calendar(calendar)));
            }
        }
        for (id, sender) in &self.senders {
            if let Some(owner) = sender.owner.filter(|o| !self.owners.contains_key(o)) {
                error(Place::Sender(*id), dangling(Place::Owner(owner)));
            }
            if let Some(calendar) = sender.calendar.filter(|c| !self.calendars.contains_key(c)) {
                error(Place::Sender(*id), dangling(Place::Calendar(calendar)));
            }
        }
        for (id, segment) in &self.segments {
            for other in segment.rule.segments() {
                if !self.segments.contains_key(&other) {
                    error(Place::Segment(*id), dangling(Place::Segment(other)));
                }
            }
            self.lost_names(&segment.rule).for_each(|lost| error(Place::Segment(*id), lost));
        }
        for (id, score) in &self.scores {
            for condition in &score.conditions {
                self.lost_names(&condition.rule).for_each(|lost| error(Place::Score(*id), lost));
            }
        }
        for (id, fault) in self.nesting_faults() {
            error(Place::Segment(id), fault);
        }
        for (id, scenario) in &self.scenarios {
            for rate in &scenario.rates {
                if let super::RateOf::Step(step) = rate.of
                    && !self.steps.contains_key(&step)
                {
                    error(Place::Scenario(*id), dangling(Place::Step(step)));
                }
            }
        }
        if let Some(scenario) = self.settings.scenario.filter(|s| !self.scenarios.contains_key(s)) {
            error(Place::Plan, dangling(Place::Scenario(scenario)));
        }
        let numbers = self
            .sequences
            .keys()
            .map(|id| id.0)
            .chain(self.steps.keys().map(|id| id.0))
            .chain(self.segments.keys().map(|id| id.0))
            .chain(self.messages.keys().map(|id| id.0))
            .chain(self.owners.keys().map(|id| id.0))
            .chain(self.senders.keys().map(|id| id.0))
            .chain(self.calendars.keys().map(|id| id.0))
            .chain(self.scenarios.keys().map(|id| id.0))
            .chain(self.personas.keys().map(|id| id.0))
            .chain(self.scores.keys().map(|id| id.0));
        let mut used = BTreeSet::new();
        for number in numbers {
            if number >= self.next_number {
                let flaw = Flaw::new(Code::NumberNotCounted).with(Name::Number, number);
                error(Place::Plan, flaw.with(Name::Limit, self.next_number));
            }
            if !used.insert(number) {
                error(Place::Plan, Flaw::new(Code::NumberTwice).with(Name::Number, number));
            }
        }
        problems
    }
}

impl Plan {
    /// Personas and scores that a rule names and the plan does not have.
    fn lost_names<'a>(&'a self, rule: &'a super::Rule) -> impl Iterator<Item = Flaw> + 'a {
        let personas = rule.personas().into_iter().filter(|id| !self.personas.contains_key(id));
        let scores = rule.scores().into_iter().filter(|id| !self.scores.contains_key(id));
        let lost = |place: Place| Flaw::new(Code::DanglingReference).with(Name::Record, place);
        personas.map(Place::Persona).chain(scores.map(Place::Score)).map(lost)
    }
}
