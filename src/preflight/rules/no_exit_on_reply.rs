//! No exit on a reply. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, line: &Line, out: &mut Out) {
    let exits = &line.record.exits;
    let stops = [ExitRule::Replied, ExitRule::RepliedPositive].iter().any(|rule| exits.contains(rule));
    let answered = |at: &&At| at.touch.channel.events().contains(&EventKind::Replied);
    let Some(first) = line.facing().position(|at| answered(&at)) else { return };
    let after = line.facing().count() - first - 1;
    if stops || after == 0 {
        return;
    }
    let fix =
        mend::sequence(context.plan, line.id, "Leave on a reply", |it| it.exits.push(ExitRule::Replied));
    out.say(Finding::new(Code::NoExitOnReply, line.place()).of(Part::Exits).with(Name::Touches, after))
        .fix(fix);
}
