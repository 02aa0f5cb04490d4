//! Moving a step one row up or down, into and out of groups, as the outline shows them. Knows no history.

use super::Refusal;
use crate::model::{List, Place, Plan, Spot, StepId};

/// The spot one row up: over the step above, into the end of the group above, or out of the group over its head.
pub(super) fn up(plan: &Plan, id: StepId) -> Result<Spot, Refusal> {
    let (_, visit) = plan.find(id).ok_or(Refusal::Gone(Place::Step(id)))?;
    let Spot { list, index } = visit.spot;
    if let Some(above) = index.checked_sub(1) {
        let inside = sibling(plan, list, above).and_then(|step| lists(plan, step).pop());
        let spot = match inside {
            Some(inside) => end_of(plan, inside),
            None => Spot { list, index: above },
        };
        // a group that is too deep to enter is stepped over
        return Ok(if plan.relocate(id, spot).is_some() { spot } else { Spot { list, index: above } });
    }
    let List::Inside(container, _) = list else { return Err(Refusal::AlreadyFirst) };
    let slots = lists(plan, container);
    match slots.iter().position(|slot| *slot == list) {
        Some(position) if position > 0 => Ok(end_of(plan, slots[position - 1])),
        _ => plan.find(container).map(|(_, visit)| visit.spot).ok_or(Refusal::NoSuchSpot),
    }
}

/// The spot one row down: over the step below, into the group below, or out of the group under its end.
pub(super) fn down(plan: &Plan, id: StepId) -> Result<Spot, Refusal> {
    let (_, visit) = plan.find(id).ok_or(Refusal::Gone(Place::Step(id)))?;
    let Spot { list, index } = visit.spot;
    if let Some(below) = sibling(plan, list, index + 1) {
        let over = Spot { list, index: index + 2 };
        let spot = lists(plan, below).first().map_or(over, |inside| Spot { list: *inside, index: 0 });
        return Ok(if plan.relocate(id, spot).is_some() { spot } else { over });
    }
    let List::Inside(container, _) = list else { return Err(Refusal::AlreadyLast) };
    let slots = lists(plan, container);
    let next = slots.iter().position(|slot| *slot == list).and_then(|position| slots.get(position + 1));
    match next {
        Some(next) => Ok(Spot { list: *next, index: 0 }),
        None => {
            let (_, visit) = plan.find(container).ok_or(Refusal::NoSuchSpot)?;
            Ok(Spot { index: visit.spot.index + 1, ..visit.spot })
        }
    }
}

fn sibling(plan: &Plan, list: List, index: usize) -> Option<StepId> {
    plan.list(list)?.get(index).copied()
}

fn lists(plan: &Plan, id: StepId) -> Vec<List> {
    let slots = plan.steps.get(&id).map(|step| step.kind.lists()).unwrap_or_default();
    slots.into_iter().map(|(slot, _)| List::Inside(id, slot)).collect()
}

fn end_of(plan: &Plan, list: List) -> Spot {
    Spot { list, index: plan.list(list).map_or(0, <[StepId]>::len) }
}
