//! A note that is too long. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(
    _context: &Context,
    (id, letter): (MessageId, &Message),
    _uses: &[(&Line, At)],
    out: &mut Out,
) {
    let n = letter.body.chars().count();
    if letter.channel == ChannelKind::LinkedinInvite && n > law::NOTE.1 {
        let finding = Finding::new(Code::LongNote, Place::Message(id)).of(Part::Body);
        out.say(finding.with(Name::Characters, n).with(Name::Limit, law::NOTE.1));
    }
}
