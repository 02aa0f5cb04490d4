//! An event that the touch cannot cause. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, line: &Line, out: &mut Out) {
    let mut said = |id: StepId, event: EventKind, of: StepId| {
        let touch = context.plan.steps.get(&of).and_then(|step| step.kind.touch());
        if let Some(touch) = touch.filter(|touch| !touch.channel.events().contains(&event)) {
            let finding = Finding::new(Code::ImpossibleEvent, Place::Step(id)).of(Part::Cases);
            out.say(finding.with(Name::Event, event).with(Name::Channel, touch.channel));
        }
    };
    for (id, rule) in line.conditions() {
        for node in rule.nodes() {
            if let Rule::Happened(Happened { event, of: Some(of) }) = node {
                said(id, *event, *of);
            }
        }
    }
    for (id, kind) in line.others() {
        if let StepKind::Await(Await { event, of: Some(of), .. }) = kind {
            said(id, *event, *of);
        }
    }
}
