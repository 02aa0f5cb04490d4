//! WhatsApp to the United States. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, line: &Line, out: &mut Out) {
    let Some(list) = &context.list else { return };
    if let Some(at) = line.touches.iter().find(|at| at.touch.channel == ChannelKind::Whatsapp)
        && let Some(rows) =
            line.rows_where(|row| list.country(row) == Some("US") && list.people.reach[row].mobile())
    {
        let finding = Finding::new(Code::WhatsappToUs, Place::Step(at.id));
        out.say(finding.with(Name::Contacts, rows.count())).rows(rows);
    }
}
