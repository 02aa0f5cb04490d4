//! An owner without working hours. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, out: &mut Out) {
    let manual = context.lines.iter().any(|line| line.touches.iter().any(|at| at.touch.by == By::Owner));
    for (id, owner) in &context.plan.owners {
        if manual && owner.calendar.is_none() {
            let found = out.say(Finding::new(Code::OwnerAlwaysOpen, Place::Owner(*id)).of(Part::Calendar));
            if let Some((calendar, record)) = context.plan.calendars.iter().next() {
                let name = format!("Use the calendar {}", record.name);
                found.fix(mend::owner(context.plan, *id, &name, |owner| owner.calendar = Some(*calendar)));
            }
        }
    }
}
