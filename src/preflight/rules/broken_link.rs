//! A broken link. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(
    _context: &Context,
    (id, letter): (MessageId, &Message),
    _uses: &[(&Line, At)],
    out: &mut Out,
) {
    for link in text::links(&letter.body) {
        if text::is_broken(link) {
            let finding = Finding::new(Code::BrokenLink, Place::Message(id)).of(Part::Body);
            out.say(finding.with(Name::Value, link));
        }
    }
}
