//! A mailbox without a limit. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, out: &mut Out) {
    for (id, sender) in &context.plan.senders {
        if sender.channel == Channel::Email
            && sender.most_a_day(ChannelKind::Email, None).is_none()
            && context.lines.iter().any(|line| line.uses(ChannelKind::Email))
        {
            let fix = mend::sender(context.plan, *id, "Limit it to 40 a day", |sender| {
                sender.cap_per_day = Some(40)
            });
            out.say(Finding::new(Code::MailboxWithoutCap, Place::Sender(*id)).of(Part::Limit)).fix(fix);
        }
    }
}
