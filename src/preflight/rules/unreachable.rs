//! Steps after an end. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, line: &Line, out: &mut Out) {
    let mut lists: Vec<&[StepId]> = vec![&line.record.body];
    lists.extend(
        line.steps.iter().flat_map(|(_, step, _)| step.kind.lists()).map(|(_, list)| list.as_slice()),
    );
    for list in lists {
        let end = list.iter().position(|id| {
            matches!(context.plan.steps.get(id).map(|step| &step.kind), Some(StepKind::End { .. }))
        });
        if let Some(at) = end.filter(|at| at + 1 < list.len()) {
            let finding = Finding::new(Code::Unreachable, Place::Step(list[at]));
            out.say(finding.with(Name::Steps, list.len() - at - 1));
        }
    }
}
