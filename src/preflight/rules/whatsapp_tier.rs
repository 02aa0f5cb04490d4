//! More people a day than the first tier of WhatsApp. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Days, line: &Line, out: &mut Out) {
    let Some(list) = &context.list else { return };
    let Some(at) = line.touches.iter().find(|at| at.touch.channel == ChannelKind::Whatsapp) else { return };
    let Some(rows) = line.rows_where(|row| list.people.reach[row].mobile()) else { return };
    let days = context.days(line, at);
    let by_senders = context.most_a_day(ChannelKind::Whatsapp, days.1).unwrap_or(u64::MAX);
    let by_entry = line.record.entry.per_business_day.unwrap_or(u32::MAX);
    let a_day = u64::from(rows.count()).min(by_senders).min(u64::from(by_entry));
    if a_day > u64::from(law::WHATSAPP_FIRST_TIER) && context.holds(law::Act::WhatsappTiers, days) {
        let finding = Finding::new(Code::WhatsappTier, Place::Step(at.id)).with(Name::Number, a_day);
        out.say(finding.with(Name::Limit, law::WHATSAPP_FIRST_TIER)).rows(rows);
    }
}
