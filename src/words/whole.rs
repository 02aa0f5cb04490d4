//! The sequences of a plan side by side: which waits for which, in a sentence and as tables.

use super::Table;
use super::text::{count, counted, span};
use crate::model::{Plan, SequenceId};
use crate::schedule::{Desk, InPlan, Wait};

/// `1 day`, `2.3 days`: what each touch that waits does on average.
fn days_each(wait: &Wait) -> String {
    let tenths = (u64::from(wait.days) * 20 / u64::from(wait.touches.max(1))).div_ceil(2);
    let text = format!("{}.{}", tenths / 10, tenths % 10);
    match text.trim_end_matches(".0") {
        "1" => "1 day".to_owned(),
        days => format!("{days} days"),
    }
}

fn name(plan: &Plan, id: SequenceId) -> String {
    plan.sequences.get(&id).map(|sequence| sequence.name.clone()).unwrap_or_default()
}

/// Whose queue it is: an address or a person.
fn desk(plan: &Plan, at: Desk) -> String {
    match at {
        Desk::Sender(id) => plan.senders.get(&id).map(|sender| sender.address.clone()),
        Desk::Owner(id) => plan.owners.get(&id).map(|owner| owner.name.clone()),
    }
    .unwrap_or_default()
}

/// `Renewal waits 2.3 days for Cold outbound at mara@out.example: 41 touches.`
pub fn wait_words(plan: &Plan, wait: &Wait) -> String {
    let others: Vec<String> = wait.others.iter().map(|(id, _)| name(plan, *id)).collect();
    let others = match &others[..] {
        [] => "the others".to_owned(),
        [one] => one.clone(),
        [first, second] => format!("{first} and {second}"),
        [first, rest @ ..] => format!("{first} and {} more", count(rest.len() as u64)),
    };
    let touches = counted(wait.touches.into(), "touch", "touches");
    let (who, at) = (name(plan, wait.sequence), desk(plan, wait.at));
    format!("{who} waits {} for {others} at {at}: {touches}.", days_each(wait))
}

/// Which sequence waits for which, as a table.
pub fn waits_table(plan: &Plan, waits: &[Wait]) -> Table {
    let mut table =
        Table::new(["Sequence", "Waits at", "Touches", "Each, about", "At most", "Meanwhile there"]);
    let others = |wait: &Wait| -> String {
        let one = |(id, n): &(SequenceId, u32)| format!("{} {}", name(plan, *id), count((*n).into()));
        wait.others.iter().map(one).collect::<Vec<_>>().join(", ")
    };
    let row = |wait: &Wait| {
        vec![
            name(plan, wait.sequence),
            desk(plan, wait.at),
            count(wait.touches.into()),
            days_each(wait),
            counted(wait.most.into(), "day", "days"),
            others(wait),
        ]
    };
    table.rows = waits.iter().map(row).collect();
    table
}

/// What each sequence comes to among the others, as a table.
pub fn in_plan_table(plan: &Plan, sequences: &[InPlan]) -> Table {
    let mut table = Table::new(["Sequence", "May enter", "Touches", "From, to", "Late", "Late if alone"]);
    let row = |of: &InPlan| {
        vec![
            name(plan, of.sequence),
            count(of.may_enter.into()),
            count(of.touches.into()),
            of.days.map(|(first, last)| span(first, last)).unwrap_or_default(),
            count(of.late.into()),
            count(of.late_alone.into()),
        ]
    };
    table.rows = sequences.iter().map(row).collect();
    table
}

/// The finding: who waits longest, or that nobody does.
pub fn whole_words(plan: &Plan, waits: &[Wait]) -> String {
    match waits {
        [] => "No sequence waits for another: each goes out as if it were alone.".to_owned(),
        [one] => wait_words(plan, one),
        [first, rest @ ..] => {
            format!("{} {} more below.", wait_words(plan, first), count(rest.len() as u64))
        }
    }
}
