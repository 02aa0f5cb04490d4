//! An empty text. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(
    _context: &Context,
    (id, letter): (MessageId, &Message),
    _uses: &[(&Line, At)],
    out: &mut Out,
) {
    let written = !matches!(
        letter.channel,
        ChannelKind::LinkedinInvite | ChannelKind::Call | ChannelKind::Task | ChannelKind::Ad
    );
    if written && letter.body.trim().is_empty() {
        out.say(Finding::new(Code::EmptyBody, Place::Message(id)).of(Part::Body));
    }
}
