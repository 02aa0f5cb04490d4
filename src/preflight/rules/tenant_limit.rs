//! Over the limit of a Microsoft tenant. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Days, out: &mut Out) {
    let run = context.whole_run();
    if !context.holds(law::Act::TenantLimit, run) {
        return;
    }
    let mut domains: std::collections::BTreeMap<String, (u32, u64)> = std::collections::BTreeMap::new();
    for sender in context.plan.senders.values().filter(|sender| sender.channel == Channel::Email) {
        let most = sender.most_a_day(ChannelKind::Email, Some(run.1));
        if let (Some((_, domain)), Some(most)) = (sender.address.rsplit_once('@'), most) {
            let known = domains.entry(domain.to_lowercase()).or_default();
            *known = (known.0 + 1, known.1 + u64::from(most));
        }
    }
    for (domain, (mailboxes, together)) in domains {
        let limit = law::tenant_limit(mailboxes);
        if together > u64::from(limit) {
            let finding = Finding::new(Code::TenantLimit, Place::Plan).with(Name::Value, domain);
            let finding = finding.with(Name::Number, together).with(Name::Second, mailboxes);
            out.say(finding.with(Name::Limit, limit));
        }
    }
}
