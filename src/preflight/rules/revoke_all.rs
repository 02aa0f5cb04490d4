//! Revoke all. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, line: &Line, out: &mut Out) {
    let Some(list) = &context.list else { return };
    for at in line.touches.iter().filter(|at| {
        matches!(at.touch.channel, ChannelKind::Sms | ChannelKind::Call) && at.touch.by == By::Automatic
    }) {
        let Some(pace) = at.pace.filter(|pace| pace.date >= law::revoke_all()) else { continue };
        let _ = pace;
        if let Some(rows) = line.rows_where(|row| list.country(row) == Some("US")) {
            let finding =
                Finding::new(Code::RevokeAll, Place::Step(at.id)).with(Name::Contacts, rows.count());
            out.say(finding.with(Name::Channel, at.touch.channel).with(Name::Date, law::revoke_all()))
                .rows(rows);
        }
    }
}
