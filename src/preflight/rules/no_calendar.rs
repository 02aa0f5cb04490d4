//! No calendar. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, line: &Line, out: &mut Out) {
    let asks = |at: &&At| {
        at.touch.window.is_none() && !matches!(at.touch.channel, ChannelKind::Ad | ChannelKind::InApp)
    };
    if line.record.calendar.is_none() && line.record.entry.on.is_none() && line.facing().any(|at| asks(&at)) {
        let finding = Finding::new(Code::NoCalendar, line.place()).of(Part::Calendar);
        let found = out.say(finding);
        if let Some((id, calendar)) = context.plan.calendars.iter().next() {
            let name = format!("Use the calendar {}", calendar.name);
            found.fix(mend::sequence(context.plan, line.id, &name, |it| it.calendar = Some(*id)));
        }
    }
}
