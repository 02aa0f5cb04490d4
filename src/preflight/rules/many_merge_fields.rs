//! Too many merge fields. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(
    _context: &Context,
    (id, letter): (MessageId, &Message),
    _uses: &[(&Line, At)],
    out: &mut Out,
) {
    let n = crate::message::merges(&letter.body).len();
    if letter.channel == ChannelKind::Email && n > 8 {
        let finding = Finding::new(Code::ManyMergeFields, Place::Message(id)).of(Part::Body);
        out.say(finding.with(Name::Number, n));
    }
}
