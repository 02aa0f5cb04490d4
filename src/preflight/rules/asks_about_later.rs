//! It asks about what comes after it. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, line: &Line, out: &mut Out) {
    let order = line.order();
    let later = |id: StepId, of: StepId| match (order.get(&id), order.get(&of)) {
        (Some(here), Some(there)) => there > here,
        _ => false,
    };
    let in_repeat = |id: StepId| {
        line.others().any(|(holder, kind)| {
            matches!(kind, StepKind::Repeat(_)) && context.plan.subtree(holder).contains(&id)
        })
    };
    for (id, step, _) in &line.steps {
        let own_reply = step.kind.touch().and_then(|touch| touch.reply_to);
        for of in step.kind.references() {
            if later(*id, of) && !in_repeat(*id) && own_reply != Some(of) {
                out.say(Finding::new(Code::AsksAboutLater, Place::Step(*id)).with(Name::Record, of));
            }
        }
    }
}
