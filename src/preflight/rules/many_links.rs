//! Several calls to action. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(
    _context: &Context,
    (id, letter): (MessageId, &Message),
    uses: &[(&Line, At)],
    out: &mut Out,
) {
    let links: std::collections::BTreeSet<&str> = text::links(&letter.body).into_iter().collect();
    let cold = uses.iter().any(|(line, _)| line.is_cold());
    if letter.channel == ChannelKind::Email && cold && links.len() > 2 {
        let finding = Finding::new(Code::ManyLinks, Place::Message(id)).of(Part::Body);
        out.say(finding.with(Name::Number, links.len()));
    }
}
