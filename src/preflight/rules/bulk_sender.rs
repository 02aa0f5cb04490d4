//! Bulk duties of Gmail, Yahoo and Outlook.com. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Days, line: &Line, out: &mut Out) {
    let Some(list) = context.list.as_ref().filter(|_| line.uses(ChannelKind::Email)) else { return };
    let run = context.run(line);
    let most = context.most_a_day(ChannelKind::Email, run.1).unwrap_or(u64::MAX);
    let acts = [law::Act::GmailBulk, law::Act::YahooBulk, law::Act::OutlookBulk];
    for ((act, there), name) in acts.into_iter().zip(list.providers()).zip(["Gmail", "Yahoo", "Outlook.com"])
    {
        let Some(rows) = line.among(there).filter(|_| context.holds(act, run)) else { continue };
        let a_day = most.min(u64::from(rows.count()));
        if a_day >= u64::from(law::BULK_A_DAY) {
            let finding = Finding::new(Code::BulkSender, line.place()).with(Name::Value, name);
            out.say(finding.with(Name::Number, a_day).with(Name::Limit, law::BULK_A_DAY)).rows(rows);
        }
    }
}
