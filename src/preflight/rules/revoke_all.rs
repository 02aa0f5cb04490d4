//! Revoke all. The page beside it says why, with examples and sources.

use super::prelude::*;
use crate::schedule::When;

pub(super) fn check(context: &Planned, line: &Line, out: &mut Out) {
    let Some(list) = &context.list else { return };
    let Some(there) = list.in_country("US").and_then(|there| line.among(there)) else { return };
    let span = law::Act::RevokeAll.span();
    for at in line.touches.iter().filter(|at| {
        matches!(at.touch.channel, ChannelKind::Sms | ChannelKind::Call) && at.touch.by == By::Automatic
    }) {
        let days = context.days(line, at);
        if !context.holds(law::Act::RevokeAll, days) {
            continue;
        }
        // a run that crosses the day meets it for those alone who are reached from then on
        let mut rows = there.clone();
        if !span.holds(days.0)
            && let Some(schedule) = context.dated_schedule()
        {
            let mut then = Bitmap::none(list.columns.len());
            for touch in schedule.touches.iter().filter(|touch| touch.step == at.id) {
                let zone = list.people.zone.get(touch.row as usize).copied();
                let day = zone.unwrap_or(crate::calendar::Zone::UTC).local(touch.when.instant()).0;
                if !matches!(touch.when, When::Skipped { .. }) && span.holds(day) {
                    then.insert(touch.row as usize);
                }
            }
            rows = rows.and(&then);
        }
        if let Some(from) = span.from.filter(|_| !rows.is_empty()) {
            let finding =
                Finding::new(Code::RevokeAll, Place::Step(at.id)).with(Name::Contacts, rows.count());
            out.say(finding.with(Name::Channel, at.touch.channel).with(Name::Date, from)).rows(rows);
        }
    }
}
