//! It shouts. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(
    _context: &Context,
    (id, letter): (MessageId, &Message),
    _uses: &[(&Line, At)],
    out: &mut Out,
) {
    let whole = format!("{}\n{}", letter.subject, letter.body);
    let (capitals, marks) = (text::shouted(&whole), whole.matches('!').count());
    if letter.channel == ChannelKind::Email && (capitals >= 3 || marks >= 4) {
        let finding =
            Finding::new(Code::Shouting, Place::Message(id)).of(Part::Body).with(Name::Number, capitals);
        out.say(if marks >= 4 { finding.with(Name::Second, marks) } else { finding });
    }
}
