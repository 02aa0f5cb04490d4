//! A free address as sender. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, out: &mut Out) {
    let cold = context.lines.iter().any(|line| line.is_cold() && line.uses(ChannelKind::Email));
    for (id, sender) in &context.plan.senders {
        let domain = sender.address.rsplit_once('@').map(|(_, domain)| domain.to_lowercase());
        let is_free = domain.is_some_and(|domain| crate::audience::is_mail_provider(&domain));
        if cold && sender.channel == Channel::Email && is_free {
            out.say(Finding::new(Code::FreeMailbox, Place::Sender(*id)).of(Part::Called));
        }
    }
}
