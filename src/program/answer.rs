//! Whether a list can answer what a sequence asks of it (G2a): its segment, the conditions on the way, the dates it waits for, the fields in
//! its messages. What it cannot is an error with its place, and nobody enters.

use std::collections::BTreeSet;

use crate::audience::Columns;
use crate::lean::order::Gather;
use crate::message;
use crate::model::{
    Code, Field, Finding, Flaw, Message, Name, Occurs, Part, Place, Plan, Rule, SegmentId, SequenceId,
    StepId, StepKind, Wait,
};
use crate::segment::{Heading, Names, OnTheWay, OverList, date_fault, faults, field_fault, headings};

/// The names of a plan for rules over a list, on the way (with what the sequence sets) or before it.
fn scoped<T>(
    plan: &Plan,
    headings: &[Heading],
    given: Option<&BTreeSet<Field>>,
    ask: impl FnOnce(&dyn Names) -> T,
) -> T {
    let over = OverList { names: plan, headings, given };
    if given.is_some() { ask(&OnTheWay { names: &over }) } else { ask(&over) }
}

struct Asker<'a> {
    plan: &'a Plan,
    headings: &'a [Heading],
    /// Segments, personas and scores looked through, before the sequence and on its way.
    seen: BTreeSet<(Place, bool)>,
    problems: Vec<Finding>,
}

/// What the list cannot answer of what a sequence asks, in reading order; empty where nothing stands in the way.
pub fn unanswerable(plan: &Plan, sequence: SequenceId, columns: &Columns) -> Vec<Finding> {
    let Some(record) = plan.sequences.get(&sequence) else { return Vec::new() };
    let headings = headings(columns);
    let mut asker = Asker { plan, headings: &headings, seen: BTreeSet::new(), problems: Vec::new() };
    if let Some(segment) = record.segment {
        asker.segment(segment, Place::Sequence(sequence), None);
    }
    if let Some(Occurs::On(field)) = record.entry.on.as_ref().map(|on| &on.when) {
        asker.date(field, Place::Sequence(sequence), None);
    }
    let steps: Vec<StepId> = plan.walk(sequence).into_iter().map(|visit| visit.id).collect();
    let given = given(plan, &steps);
    let mut messages = BTreeSet::new();
    for id in steps {
        let Some(step) = plan.steps.get(&id) else { continue };
        let place = Place::Step(id);
        for rule in step.kind.rules() {
            asker.rule(rule, place, Some(&given));
        }
        match &step.kind {
            StepKind::Wait { until: Wait::UntilDate(until) } => asker.date(&until.field, place, Some(&given)),
            StepKind::Touch(touch) => messages.extend(touch.message),
            _ => {}
        }
    }
    for id in messages {
        if let Some(message) = plan.messages.get(&id) {
            asker.merges(message, Place::Message(id), &given);
        }
    }
    asker.problems
}

/// The fields that actions of these steps set.
fn given(plan: &Plan, steps: &[StepId]) -> BTreeSet<Field> {
    let gives = |id: &StepId| match &plan.steps.get(id)?.kind {
        StepKind::Action { what } => what.gives(),
        _ => None,
    };
    steps.iter().filter_map(gives).into_set()
}

impl Asker<'_> {
    fn say(&mut self, place: Place, flaw: Flaw) {
        let part = match place {
            Place::Segment(_) => Part::Rule,
            Place::Sequence(_) if flaw.code == Code::DanglingReference => Part::Who,
            Place::Sequence(_) => Part::Entry,
            Place::Message(_) => Part::Body,
            _ => Part::Whole,
        };
        self.problems.push(flaw.at(place).of(part));
    }

    fn rule(&mut self, rule: &Rule, place: Place, given: Option<&BTreeSet<Field>>) {
        for fault in scoped(self.plan, self.headings, given, |names| faults(rule, names)) {
            self.say(place, fault.flaw);
        }
        for segment in rule.segments() {
            self.segment(segment, place, given);
        }
        for id in rule.personas() {
            // one that is missing is named by the rule that names it
            if let Some(persona) =
                self.plan.personas.get(&id).cloned().filter(|_| self.is_new(Place::Persona(id), given))
            {
                self.rule(&persona.rule, Place::Persona(id), given);
            }
        }
        for id in rule.scores() {
            let Some(score) =
                self.plan.scores.get(&id).cloned().filter(|_| self.is_new(Place::Score(id), given))
            else {
                continue;
            };
            for condition in &score.conditions {
                self.rule(&condition.rule, Place::Score(id), given);
            }
        }
    }

    /// Whether a record was not looked through yet.
    fn is_new(&mut self, place: Place, given: Option<&BTreeSet<Field>>) -> bool {
        self.seen.insert((place, given.is_some()))
    }

    fn segment(&mut self, id: SegmentId, user: Place, given: Option<&BTreeSet<Field>>) {
        if !self.is_new(Place::Segment(id), given) {
            return;
        }
        // one that is missing is named by the compiler and by the rule that names it
        if let Some(segment) = self.plan.segments.get(&id).cloned() {
            self.rule(&segment.rule, Place::Segment(id), given);
        } else if matches!(user, Place::Sequence(_)) {
            self.say(user, Flaw::new(Code::DanglingReference).with(Name::Record, id));
        }
    }

    fn date(&mut self, field: &Field, place: Place, given: Option<&BTreeSet<Field>>) {
        if let Some(fault) = scoped(self.plan, self.headings, given, |names| date_fault(field, names)) {
            self.say(place, fault.flaw);
        }
    }

    /// A merge field that names a column which is not there. Fields with a meaning may be empty for everybody: then what stands for them
    /// does, or the contacts without it are named.
    fn merges(&mut self, message: &Message, place: Place, given: &BTreeSet<Field>) {
        let mut said = BTreeSet::new();
        let mut found = Vec::new();
        for field in message_fields(message) {
            if matches!(field, Field::Custom(_)) && said.insert(field.clone()) {
                found.extend(scoped(self.plan, self.headings, Some(given), |names| {
                    field_fault(&field, names)
                }));
            }
        }
        for fault in found {
            self.say(place, Flaw { code: Code::UnknownMergeField, ..fault.flaw });
        }
    }
}

fn message_fields(message: &Message) -> Vec<Field> {
    let texts = [&message.subject, &message.preview, &message.body];
    let merges = texts.into_iter().flat_map(|text| message::merges(text));
    merges.filter(|merge| !message::is_reserved(merge.name)).map(|merge| merge.field()).collect()
}
