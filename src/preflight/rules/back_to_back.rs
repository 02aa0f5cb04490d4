//! Two in a row without a wait. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, line: &Line, out: &mut Out) {
    let mut last: Option<&At> = None;
    for at in line.on_path() {
        if let Some(before) = last
            && before.touch.channel == at.touch.channel
            && at.touch.channel != ChannelKind::Ad
            && before.pace.map(|pace| (pace.date, pace.or_later))
                == at.pace.map(|pace| (pace.date, pace.or_later))
            && line.follows_at_once(before.id, at.id)
        {
            let finding = Finding::new(Code::BackToBack, Place::Step(at.id));
            let found = out.say(finding.with(Name::Record, before.id));
            if let Some(fix) = mend::wait_before(context.plan, at.id, 2, "Wait 2 business days before it") {
                found.fix(fix);
            }
        }
        last = Some(at);
    }
}
