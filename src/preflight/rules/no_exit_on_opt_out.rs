//! No exit on an opt-out. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, line: &Line, out: &mut Out) {
    let kinds: std::collections::BTreeSet<Channel> =
        line.kinds().into_iter().map(ChannelKind::channel).collect();
    let several = kinds.len() > 1;
    if !several || !line.can(EventKind::OptedOut) || line.record.exits.contains(&ExitRule::OptedOut) {
        return;
    }
    let fix =
        mend::sequence(context.plan, line.id, "Leave on an opt-out", |it| it.exits.push(ExitRule::OptedOut));
    out.say(Finding::new(Code::NoExitOnOptOut, line.place()).of(Part::Exits)).fix(fix);
}
