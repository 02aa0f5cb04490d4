//! A repeat without a pause. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, line: &Line, out: &mut Out) {
    for (id, kind) in line.others() {
        if let StepKind::Repeat(repeat) = kind
            && repeat.times > 1
            && repeat.every.is_nothing()
            && context.plan.subtree(id).iter().any(|step| {
                context
                    .plan
                    .steps
                    .get(step)
                    .and_then(|step| step.kind.touch())
                    .is_some_and(|it| it.channel.is_contact_facing())
            })
        {
            let pause = |step: &mut Step| {
                if let StepKind::Repeat(repeat) = &mut step.kind {
                    repeat.every = Length::BusinessDays(1);
                }
            };
            let fix = mend::step(context.plan, id, "Pause a business day between passes", pause);
            let finding = Finding::new(Code::RepeatAtOnce, Place::Step(id)).of(Part::Wait);
            out.say(finding.with(Name::Number, repeat.times)).fix(fix);
        }
    }
}
