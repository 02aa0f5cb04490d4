//! No subject. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(
    _context: &Context,
    (id, letter): (MessageId, &Message),
    uses: &[(&Line, At)],
    out: &mut Out,
) {
    let replies = uses.iter().all(|(_, at)| at.touch.reply_to.is_some());
    if letter.channel == ChannelKind::Email && letter.subject.trim().is_empty() && !replies {
        out.say(Finding::new(Code::NoSubject, Place::Message(id)).of(Part::Subject));
    }
}
