//! A mailbox at its limit. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, line: &Line, out: &mut Out) {
    let Some(schedule) = context.dated_schedule() else { return };
    let mut days: std::collections::BTreeMap<(SenderId, crate::calendar::Date), u32> =
        std::collections::BTreeMap::new();
    for touch in &schedule.touches {
        if let (crate::schedule::When::At { planned, .. }, Some(sender)) = (&touch.when, touch.sender) {
            let zone =
                context.plan.senders.get(&sender).and_then(|it| crate::calendar::Zone::from_name(&it.zone.0));
            let day = zone.unwrap_or(crate::calendar::Zone::UTC).local(*planned).0;
            *days.entry((sender, day)).or_default() += 1;
        }
    }
    for (id, sender) in &context.plan.senders {
        let Some(cap) = sender.cap_per_day.filter(|cap| *cap > 0) else { continue };
        let full: Vec<crate::calendar::Date> =
            days.iter().filter(|((of, _), n)| of == id && **n >= cap).map(|((_, day), _)| *day).collect();
        if let Some(first) = full.first() {
            let finding = Finding::new(Code::MailboxFull, Place::Sender(*id)).of(Part::Limit);
            out.say(finding.with(Name::Limit, cap).with(Name::Days, full.len()).with(Name::FirstOn, *first));
        }
    }
    let _ = line;
}
