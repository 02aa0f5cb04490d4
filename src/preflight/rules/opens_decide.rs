//! Opened mails decide. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, line: &Line, out: &mut Out) {
    let asks = |rule: &Rule| {
        rule.nodes().into_iter().any(|node| {
            matches!(node, Rule::Happened(happened) if happened.event == EventKind::Opened && line.mails(happened.of))
        })
    };
    for (id, rule) in line.conditions() {
        if asks(rule) {
            out.say(Finding::new(Code::OpensDecide, Place::Step(id)).of(Part::Cases));
        }
    }
    for (id, kind) in line.others() {
        if let StepKind::Await(wait) = kind
            && wait.event == EventKind::Opened
            && line.mails(wait.of)
        {
            let click = |step: &mut Step| {
                if let StepKind::Await(wait) = &mut step.kind {
                    wait.event = EventKind::Clicked;
                }
            };
            let fix = mend::step(context.plan, id, "Wait for a click instead", click);
            out.say(Finding::new(Code::OpensDecide, Place::Step(id)).of(Part::Wait)).fix(fix);
        }
    }
}
