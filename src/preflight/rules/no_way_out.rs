//! No way out. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(
    context: &Context,
    (id, letter): (MessageId, &Message),
    uses: &[(&Line, At)],
    out: &mut Out,
) {
    let tells = text::has_way_out(&letter.body) || text::has_way_out(&letter.preview);
    let answers = uses.iter().all(|(line, _)| line.record.entry.on.is_some());
    if letter.channel == ChannelKind::Email && !tells && !answers && !letter.body.trim().is_empty() {
        let mut changed = letter.clone();
        changed.body =
            format!("{}\n\nNot interested? Reply \"no\" and I will not write again.", letter.body.trim_end());
        let diff = Diff::put(context.plan, id, Some(changed));
        out.say(Finding::new(Code::NoWayOut, Place::Message(id)).of(Part::Body))
            .fix(Fix::plan("Add a line that says how to stop", diff));
    }
}
