//! A mailbox over what is advised. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, out: &mut Out) {
    let cold = context.lines.iter().any(|line| line.is_cold() && line.uses(ChannelKind::Email));
    for (id, sender) in &context.plan.senders {
        if let Some(cap) = sender
            .cap_per_day
            .filter(|cap| cold && sender.channel == Channel::Email && *cap > law::COLD_A_DAY)
        {
            let fix = mend::sender(context.plan, *id, "Limit it to 40 a day", |sender| {
                sender.cap_per_day = Some(40)
            });
            let finding = Finding::new(Code::MailboxOverAdvice, Place::Sender(*id)).of(Part::Limit);
            out.say(finding.with(Name::Number, cap).with(Name::Limit, law::COLD_A_DAY)).fix(fix);
        }
    }
}
