//! A text message in several parts. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(
    _context: &Context,
    (id, letter): (MessageId, &Message),
    _uses: &[(&Line, At)],
    out: &mut Out,
) {
    let parts = crate::message::sms(&letter.body).parts;
    if letter.channel == ChannelKind::Sms && parts > 1 {
        let finding = Finding::new(Code::LongSms, Place::Message(id)).of(Part::Body);
        out.say(finding.with(Name::Number, parts as u64));
    }
}
