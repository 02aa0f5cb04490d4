//! It ends with a wait. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, line: &Line, out: &mut Out) {
    let Some(last) = line.record.body.last() else { return };
    if let Some(StepKind::Wait { .. }) = context.plan.steps.get(last).map(|step| &step.kind) {
        let found = out.say(Finding::new(Code::EndsWithWait, Place::Step(*last)));
        if let Some(fix) = mend::without_step(context.plan, *last, "Take the wait out") {
            found.fix(fix);
        }
    }
}
