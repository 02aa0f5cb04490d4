//! A merge field that does not read. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(
    _context: &Context,
    (id, letter): (MessageId, &Message),
    _uses: &[(&Line, At)],
    out: &mut Out,
) {
    for (part, text) in
        [(Part::Subject, &letter.subject), (Part::Preview, &letter.preview), (Part::Body, &letter.body)]
    {
        if let Some(problem) = crate::message::parts(text).1.into_iter().next() {
            let finding = Finding::new(Code::OpenBrace, Place::Message(id)).of(part);
            out.say(finding.with(Name::What, problem.message));
        }
    }
}
