//! Texts to Texas need a registration. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Days, line: &Line, out: &mut Out) {
    let Some(list) = &context.list else { return };
    let Some(at) = line.touches.iter().find(|at| at.touch.channel == ChannelKind::Sms) else { return };
    if line.is_cold()
        && context.holds(law::Act::TexasTexts, context.days(line, at))
        && let Some(rows) = list.states().get("TX").and_then(|there| line.among(there))
    {
        let finding = Finding::new(Code::TexasRegistration, Place::Step(at.id));
        out.say(finding.with(Name::Contacts, rows.count())).rows(rows);
    }
}
