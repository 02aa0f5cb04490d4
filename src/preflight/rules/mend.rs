//! What fixes and rules have in common: records changed as a diff, hours of a touch, states by their letters.

use super::super::context::{At, Context, Line};
use crate::calendar::{Clock, OpenHours, Weekday};
use crate::model::{
    Diff, Field, Fix, Length, Owner, OwnerId, Plan, Put, Rule, Segment, Sender, SenderId, Sequence,
    SequenceId, StdField, Step, StepId, StepKind, Touch, Wait,
};

fn changed<R: Put + Clone>(plan: &Plan, id: R::Id, record: Option<&R>, change: impl FnOnce(&mut R)) -> Diff {
    let Some(record) = record else { return Diff::default() };
    let mut after = record.clone();
    change(&mut after);
    Diff::put(plan, id, Some(after))
}

pub(super) fn sequence(plan: &Plan, id: SequenceId, name: &str, change: impl FnOnce(&mut Sequence)) -> Fix {
    Fix::plan(name, changed(plan, id, plan.sequences.get(&id).map(AsRef::as_ref), change))
}

pub(super) fn step(plan: &Plan, id: StepId, name: &str, change: impl FnOnce(&mut Step)) -> Fix {
    Fix::plan(name, changed(plan, id, plan.steps.get(&id).map(AsRef::as_ref), change))
}

pub(super) fn touch(plan: &Plan, id: StepId, name: &str, change: impl FnOnce(&mut Touch)) -> Fix {
    step(plan, id, name, |step| {
        if let StepKind::Touch(touch) = &mut step.kind {
            change(touch);
        }
    })
}

pub(super) fn sender(plan: &Plan, id: SenderId, name: &str, change: impl FnOnce(&mut Sender)) -> Fix {
    Fix::plan(name, changed(plan, id, plan.senders.get(&id).map(AsRef::as_ref), change))
}

pub(super) fn owner(plan: &Plan, id: OwnerId, name: &str, change: impl FnOnce(&mut Owner)) -> Fix {
    Fix::plan(name, changed(plan, id, plan.owners.get(&id).map(AsRef::as_ref), change))
}

/// Takes a step out, with what stands in it.
pub(super) fn without_step(plan: &Plan, id: StepId, name: &str) -> Option<Fix> {
    let mut after = plan.clone();
    after.remove_all(&std::collections::BTreeSet::from([id]));
    after.broken_invariants().is_empty().then(|| Fix::plan(name, Diff::between(plan, &after)))
}

/// Puts a wait of some business days before a step.
pub(super) fn wait_before(plan: &Plan, id: StepId, days: u32, name: &str) -> Option<Fix> {
    let (_, visit) = plan.find(id)?;
    let wait = StepId(plan.fresh_number());
    let record = Step::unnamed(StepKind::Wait { until: Wait::For(Length::BusinessDays(days)) });
    let diff = plan.insert(visit.spot, &[wait], vec![(wait, record)])?;
    Some(Fix::plan(name, diff))
}

/// Enters those of a sequence's segment for whom a rule holds too; `None` where everybody enters.
pub(super) fn narrowed(plan: &Plan, line: &Line, name: &str, more: Rule) -> Option<Fix> {
    let id = line.record.segment?;
    let segment = plan.segments.get(&id)?;
    let mut rules = match &segment.rule {
        Rule::All(rules) => rules.clone(),
        rule => vec![rule.clone()],
    };
    rules.push(more);
    let record = Segment { name: segment.name.clone(), rule: Rule::All(rules) };
    Some(Fix::plan(name, Diff::put(plan, id, Some(record))))
}

/// What may stand in a text where a field is empty.
pub(super) fn fallback(field: &Field) -> &'static str {
    match field {
        Field::Std(StdField::FirstName | StdField::LastName | StdField::FullName) => "there",
        Field::Std(StdField::Company) => "your company",
        Field::Std(StdField::City | StdField::State | StdField::Country) => "your area",
        Field::Std(StdField::Industry) => "your industry",
        Field::Std(StdField::Title) => "your role",
        Field::Std(StdField::Owner) => "our team",
        _ => "yours",
    }
}

/// First and last minute at which a touch may run on the contact's clock, by weekday, Monday first: where the calendar is open and its own
/// hours are. Without either it may run at any time.
pub(super) fn hours_by_weekday(context: &Context, line: &Line, at: &At) -> [Option<(u16, u16)>; 7] {
    const DAY: i32 = 24 * 60;
    let mut spans = [None; 7];
    let mut add = |weekday: usize, from: i32, to: i32| {
        let (from, to) = (from as u16, to as u16);
        let span = &mut spans[weekday % 7];
        let (first, last) = span.unwrap_or((from, to));
        *span = Some((from.min(first), to.max(last)));
    };
    let own = at.touch.window.and_then(|own| own.line());
    let every_day = [OpenHours {
        days: Weekday::ALL.into_iter().collect(),
        from: Clock::MIDNIGHT,
        to: Clock::END_OF_DAY,
    }];
    let hours = context.calendar(line).map_or(&every_day[..], |calendar| &calendar.hours);
    for weekday in Weekday::ALL {
        for open in hours.iter().filter(|open| open.days.contains(weekday)).filter_map(OpenHours::line) {
            // its own hours stand in place of the day's (T4); what runs over midnight is of the next day
            let (from, to) = own.unwrap_or(open);
            add(weekday.index(), from, to.min(DAY));
            if to > DAY {
                add(weekday.index() + 1, 0, to - DAY);
            }
        }
    }
    spans
}
