//! Worn words. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(
    _context: &Context,
    (id, letter): (MessageId, &Message),
    _uses: &[(&Line, At)],
    out: &mut Out,
) {
    let found = text::worn(&format!("{}\n{}", letter.subject, letter.body));
    if !found.is_empty() && letter.channel == ChannelKind::Email {
        out.say(Finding::new(Code::WornWords, Place::Message(id)).of(Part::Body).with(Name::Samples, found));
    }
}
