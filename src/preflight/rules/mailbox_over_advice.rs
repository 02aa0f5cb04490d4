//! A mailbox over what is advised. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Days, out: &mut Out) {
    let cold = context.lines.iter().any(|line| line.is_cold() && line.uses(ChannelKind::Email));
    let until = Some(context.whole_run().1);
    let mailboxes =
        context.plan.senders.iter().filter(|(_, sender)| cold && sender.channel == Channel::Email);
    for (id, sender) in mailboxes {
        let most = sender.most_a_day(ChannelKind::Email, until);
        if let Some(most) = most.filter(|most| *most > law::COLD_A_DAY) {
            let fix = mend::sender(context.plan, *id, "Limit it to 40 a day", |sender| {
                sender.cap_per_day = Some(40)
            });
            let finding = Finding::new(Code::MailboxOverAdvice, Place::Sender(*id)).of(Part::Limit);
            out.say(finding.with(Name::Number, most).with(Name::Limit, law::COLD_A_DAY)).fix(fix);
        }
    }
}
