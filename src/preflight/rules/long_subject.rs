//! A subject that phones cut. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(
    _context: &Context,
    (id, letter): (MessageId, &Message),
    _uses: &[(&Line, At)],
    out: &mut Out,
) {
    let n = letter.subject.chars().count();
    if letter.channel == ChannelKind::Email && n > 50 {
        let finding = Finding::new(Code::LongSubject, Place::Message(id)).of(Part::Subject);
        out.say(finding.with(Name::Characters, n).with(Name::Limit, 50u32));
    }
}
