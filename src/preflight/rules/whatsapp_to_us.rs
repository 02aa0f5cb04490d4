//! WhatsApp to the United States. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Days, line: &Line, out: &mut Out) {
    let Some(list) = &context.list else { return };
    if let Some(at) = line.touches.iter().find(|at| at.touch.channel == ChannelKind::Whatsapp)
        && context.holds(law::Act::WhatsappUs, context.days(line, at))
        && let Some(there) = list.in_country("US").and_then(|there| line.among(there))
    {
        let rows = there.keep(|row| list.people.reach[row].mobile());
        if !rows.is_empty() {
            let finding = Finding::new(Code::WhatsappToUs, Place::Step(at.id));
            out.say(finding.with(Name::Contacts, rows.count())).rows(rows);
        }
    }
}
