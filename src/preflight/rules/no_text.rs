//! No text. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(_context: &Context, line: &Line, out: &mut Out) {
    for at in &line.touches {
        let written = matches!(
            at.touch.channel,
            ChannelKind::Email
                | ChannelKind::LinkedinMessage
                | ChannelKind::Whatsapp
                | ChannelKind::Sms
                | ChannelKind::InApp
        );
        if written && at.touch.message.is_none() {
            out.say(Finding::new(Code::NoText, Place::Step(at.id)).of(Part::Text));
        }
    }
}
