//! No exit on a hard bounce. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, line: &Line, out: &mut Out) {
    let mails = line.uses(ChannelKind::Email);
    if mails && !line.record.exits.contains(&ExitRule::HardBounce) && line.kinds().len() > 1 {
        let add = |it: &mut Sequence| it.exits.push(ExitRule::HardBounce);
        let fix = mend::sequence(context.plan, line.id, "Leave on a hard bounce", add);
        out.say(Finding::new(Code::NoExitOnBounce, line.place()).of(Part::Exits)).fix(fix);
    }
}
