//! Something was left to fill in. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(
    _context: &Context,
    (id, letter): (MessageId, &Message),
    _uses: &[(&Line, At)],
    out: &mut Out,
) {
    for (part, words) in [(Part::Subject, &letter.subject), (Part::Body, &letter.body)] {
        if let Some(value) = text::left_over(words) {
            out.say(Finding::new(Code::LeftOver, Place::Message(id)).of(part).with(Name::Value, value));
        }
    }
}
