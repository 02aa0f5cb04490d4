//! A manual step that takes no time. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, line: &Line, out: &mut Out) {
    for at in &line.touches {
        if at.touch.by == By::Owner && at.touch.effort_minutes == 0 {
            let minutes = if at.touch.channel == ChannelKind::Call { 6 } else { 3 };
            let take = |touch: &mut Touch| touch.effort_minutes = minutes;
            let fix = mend::touch(context.plan, at.id, &format!("Count {minutes} minutes"), take);
            let finding = Finding::new(Code::NoEffort, Place::Step(at.id)).of(Part::Effort);
            out.say(finding.with(Name::Who, "its owner")).fix(fix);
        }
    }
}
