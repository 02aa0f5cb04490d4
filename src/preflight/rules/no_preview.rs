//! No preview line. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(
    _context: &Context,
    (id, letter): (MessageId, &Message),
    _uses: &[(&Line, At)],
    out: &mut Out,
) {
    if letter.channel == ChannelKind::Email
        && letter.preview.trim().is_empty()
        && !letter.body.trim().is_empty()
    {
        out.say(Finding::new(Code::NoPreview, Place::Message(id)).of(Part::Preview));
    }
}
