//! A sequence as it was read, and how it takes the place of the one in the plan. Steps that are still there keep their numbers,
//! hence their luck (E2).

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use super::print::{Names, head, sequence_labels};
use crate::lean::order::Gather;
use crate::model::{Diff, List, Plan, Rule, Sequence, SequenceId, Step, StepId, StepKind, ZoneName};
use crate::segment;

/// A sequence whose steps are numbered as they stand in the text, from 1; segments, messages and calendars are the plan's.
#[derive(Clone, PartialEq, Debug)]
pub struct Draft {
    /// The sequence; its body holds the draft's own numbers.
    pub sequence: Sequence,
    /// The steps under the draft's own numbers.
    pub steps: BTreeMap<StepId, Step>,
    /// Touches whose row says nothing about a message and whose name no message has.
    pub(super) open_messages: BTreeSet<StepId>,
}

impl Draft {
    /// What puts the draft in the place of a sequence of the plan, or beside those it has. A step keeps its number when it is
    /// found again by kind and name, else by its text, else by its place; all others get fresh numbers.
    pub fn into_diff(self, plan: &Plan, sequence: Option<SequenceId>) -> (SequenceId, Diff) {
        let mut fresh = plan.fresh_numbers();
        let old = sequence.filter(|id| plan.sequences.contains_key(id));
        let target = old.unwrap_or_else(|| SequenceId(fresh.next().unwrap_or_default()));
        let found = match old {
            Some(old) => Matching::of(plan, old, &self),
            None => BTreeMap::new(),
        };
        let numbers: BTreeMap<StepId, StepId> = self
            .steps
            .keys()
            .map(|id| {
                (*id, found.get(id).copied().unwrap_or_else(|| StepId(fresh.next().unwrap_or_default())))
            })
            .into_map();
        let mut after = plan.clone();
        let mut record = self.sequence;
        renumber(&mut record.body, &numbers);
        after.sequences.insert(target, Arc::new(record));
        let before: BTreeSet<StepId> =
            old.map(|old| plan.walk(old).into_iter().map(|visit| visit.id).into_set()).unwrap_or_default();
        let kept: BTreeSet<StepId> = numbers.values().copied().into_set();
        let gone: BTreeSet<StepId> = before.difference(&kept).copied().into_set();
        for id in &gone {
            after.steps.remove(id);
        }
        for (id, mut step) in self.steps {
            let number = numbers[&id];
            // a touch that was renamed keeps the text it had
            if self.open_messages.contains(&id)
                && let StepKind::Touch(touch) = &mut step.kind
                && let Some(before) = plan.steps.get(&number).and_then(|step| step.kind.touch())
            {
                touch.message = before.message;
            }
            renumber_step(&mut step, &numbers);
            after.steps.insert(number, Arc::new(step));
        }
        after.clear_references(&gone);
        (target, Diff::between(plan, &after))
    }
}

fn renumber(list: &mut [StepId], numbers: &BTreeMap<StepId, StepId>) {
    for id in list {
        *id = numbers.get(id).copied().unwrap_or(*id);
    }
}

fn renumber_rule(rule: &mut Rule, numbers: &BTreeMap<StepId, StepId>) {
    match rule {
        Rule::All(rules) | Rule::Any(rules) | Rule::None(rules) => {
            rules.iter_mut().for_each(|rule| renumber_rule(rule, numbers));
        }
        Rule::Happened(happened) => {
            happened.of = happened.of.map(|id| numbers.get(&id).copied().unwrap_or(id));
        }
        Rule::Is(_)
        | Rule::Segment(_)
        | Rule::Has(_)
        | Rule::Did(_)
        | Rule::OnList(_)
        | Rule::Unread(_)
        | Rule::Persona(_)
        | Rule::Fit(_)
        | Rule::Pilot(_)
        | Rule::Consent(_) => {}
    }
}

/// Gives a step's lists and references their new numbers; numbers that are not in the map stay.
pub fn renumber_step(step: &mut Step, numbers: &BTreeMap<StepId, StepId>) {
    let slots: Vec<_> = step.kind.lists().into_iter().map(|(slot, _)| slot).collect();
    for slot in slots {
        if let Some(list) = step.kind.list_mut(slot) {
            renumber(list, numbers);
        }
    }
    let new = |id: StepId| numbers.get(&id).copied().unwrap_or(id);
    match &mut step.kind {
        StepKind::Touch(touch) => {
            touch.reply_to = touch.reply_to.map(new);
        }
        StepKind::Await(a) => a.of = a.of.map(new),
        _ => {}
    }
    step.kind.rules_mut().into_iter().for_each(|rule| renumber_rule(rule, numbers));
}

/// Finds the steps of a draft in the sequence it replaces.
struct Matching<'a> {
    old: Side<'a>,
    new: Side<'a>,
    /// New to old.
    found: BTreeMap<StepId, StepId>,
    taken: BTreeMap<StepId, StepId>,
}

/// One of the two sequences.
struct Side<'a> {
    plan: &'a Plan,
    order: Vec<StepId>,
    place: BTreeMap<StepId, (List, usize)>,
    /// What a step says, without what stands inside it.
    text: BTreeMap<StepId, String>,
    names: Names,
}

impl<'a> Side<'a> {
    /// `home`: the plan whose sequences the steps may name.
    fn of(plan: &'a Plan, sequence: SequenceId, home: &Plan) -> Side<'a> {
        let mut names = Names::of(plan, sequence);
        names.sequences = sequence_labels(home);
        let walk = plan.walk(sequence);
        let text = walk
            .iter()
            .filter_map(|visit| plan.steps.get(&visit.id).map(|step| (visit.id, step_text(step, &names))))
            .into_map();
        Side {
            plan,
            order: walk.iter().map(|visit| visit.id).collect(),
            place: walk.iter().map(|visit| (visit.id, (visit.spot.list, visit.spot.index))).into_map(),
            text,
            names,
        }
    }

    /// Steps of one class may take each other's place.
    fn class(&self, id: StepId) -> Option<&'static str> {
        Some(match &self.plan.steps.get(&id)?.kind {
            StepKind::Touch(touch) => touch.channel.name(),
            StepKind::Wait { .. } => "wait",
            StepKind::Await(_) => "await",
            StepKind::Branch(_) => "if",
            StepKind::Split(_) => "split",
            StepKind::Repeat(_) => "repeat",
            StepKind::Action { .. } => "action",
            StepKind::End { .. } => "stop",
        })
    }

    fn at(&self, list: List, index: Option<usize>) -> Option<StepId> {
        self.plan.list(list)?.get(index?).copied()
    }
}

/// The row of a step and, for a branch, the conditions of all its cases.
fn step_text(step: &Step, names: &Names) -> String {
    let mut text = head(step, names);
    if let StepKind::Branch(branch) = &step.kind {
        for case in branch.cases.iter().skip(1) {
            text.push('\n');
            text.push_str(&segment::print(&case.when, names));
        }
    }
    text
}

const DRAFT: SequenceId = SequenceId(0);

impl Matching<'_> {
    fn of(plan: &Plan, old: SequenceId, draft: &Draft) -> BTreeMap<StepId, StepId> {
        let mut text = Plan::new("", "", 0, ZoneName(String::new()));
        text.segments = plan.segments.clone();
        text.messages = plan.messages.clone();
        text.sequences.insert(DRAFT, Arc::new(draft.sequence.clone()));
        text.steps = draft.steps.iter().map(|(id, step)| (*id, Arc::new(step.clone()))).into_map();
        let mut matching = Matching {
            old: Side::of(plan, old, plan),
            new: Side::of(&text, DRAFT, plan),
            found: BTreeMap::new(),
            taken: BTreeMap::new(),
        };
        matching.by_name();
        matching.by_place(old, true);
        matching.by_text();
        matching.by_place(old, false);
        matching.found
    }

    fn pair(&mut self, new: StepId, old: StepId) {
        self.found.insert(new, old);
        self.taken.insert(old, new);
    }

    fn free(&self, new: StepId, old: StepId) -> bool {
        !self.found.contains_key(&new)
            && !self.taken.contains_key(&old)
            && self.new.class(new) == self.old.class(old)
    }

    /// Touches of the same channel and name.
    fn by_name(&mut self) {
        let old: BTreeMap<&str, StepId> =
            self.old.names.steps.iter().map(|(id, name)| (name.as_str(), *id)).into_map();
        let pairs: Vec<_> = self
            .new
            .names
            .steps
            .iter()
            .filter_map(|(id, name)| Some((*id, *old.get(name.as_str())?)))
            .filter(|(new, old)| self.free(*new, *old))
            .collect();
        for (new, old) in pairs {
            self.pair(new, old);
        }
    }

    /// Steps beside (or first or last in) what was found already, until nothing more is found.
    fn by_place(&mut self, old_sequence: SequenceId, same_text: bool) {
        // there and back: what is found goes on from step to step in either direction within one pass
        let order = self.new.order.clone();
        loop {
            let found = self.found.len();
            for new in order.iter().chain(order.iter().rev()) {
                if self.found.contains_key(new) {
                    continue;
                }
                for old in self.neighbours(*new, old_sequence).into_iter().flatten() {
                    let text = !same_text || self.new.text.get(new) == self.old.text.get(&old);
                    if text && self.free(*new, old) {
                        self.pair(*new, old);
                        break;
                    }
                }
            }
            if self.found.len() == found {
                return;
            }
        }
    }

    /// The old steps that stand where this one stands: after what is before it, before what is after it.
    fn neighbours(&self, new: StepId, old_sequence: SequenceId) -> [Option<StepId>; 2] {
        let Some((list, index)) = self.new.place.get(&new).copied() else { return [None, None] };
        let old_list = match list {
            List::Body(_) => Some(List::Body(old_sequence)),
            List::Inside(container, slot) => self.found.get(&container).map(|old| List::Inside(*old, slot)),
        };
        let old_place = |new: StepId| self.found.get(&new).and_then(|old| self.old.place.get(old)).copied();
        let after = match index.checked_sub(1) {
            None => old_list.and_then(|list| self.old.at(list, Some(0))),
            Some(before) => self
                .new
                .at(list, Some(before))
                .and_then(old_place)
                .and_then(|(list, index)| self.old.at(list, Some(index + 1))),
        };
        let before = match self.new.at(list, Some(index + 1)) {
            None => old_list.and_then(|list| {
                let length = self.old.plan.list(list)?.len();
                self.old.at(list, length.checked_sub(1))
            }),
            Some(next) => old_place(next).and_then(|(list, index)| self.old.at(list, index.checked_sub(1))),
        };
        [after, before]
    }

    /// Rows that say the same, in reading order. Touches are told apart by name alone.
    fn by_text(&mut self) {
        let mut old: BTreeMap<_, VecDeque<StepId>> = BTreeMap::new();
        for id in self.old.order.iter().filter(|id| !self.taken.contains_key(id)) {
            let says = (self.old.class(*id), self.old.text.get(id).cloned());
            old.entry(says).or_default().push_back(*id);
        }
        for new in self.new.order.clone() {
            if self.new.names.steps.contains_key(&new) || self.found.contains_key(&new) {
                continue;
            }
            let says = (self.new.class(new), self.new.text.get(&new).cloned());
            if let Some(old) = old.get_mut(&says).and_then(VecDeque::pop_front) {
                self.pair(new, old);
            }
        }
    }
}
