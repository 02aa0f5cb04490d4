//! A reply to a later mail. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, line: &Line, out: &mut Out) {
    let order = line.order();
    for at in &line.touches {
        let Some(parent) = at.touch.reply_to else { continue };
        if order.get(&parent) > order.get(&at.id) {
            let alone = |touch: &mut Touch| touch.reply_to = None;
            let fix = mend::touch(context.plan, at.id, "Start a thread of its own", alone);
            let finding = Finding::new(Code::ReplyToLater, Place::Step(at.id));
            out.say(finding.with(Name::Record, parent)).fix(fix);
        }
    }
}
