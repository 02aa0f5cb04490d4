//! An owner without a limit. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, out: &mut Out) {
    let manual = context.lines.iter().any(|line| line.touches.iter().any(|at| at.touch.by == By::Owner));
    for (id, owner) in &context.plan.owners {
        if manual && owner.minutes_per_day.is_none() && owner.tasks_per_day.is_none() {
            out.say(Finding::new(Code::OwnerWithoutLimit, Place::Owner(*id)).of(Part::Limit));
        }
    }
}
