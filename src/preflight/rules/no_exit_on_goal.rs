//! No exit on the goal. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, line: &Line, out: &mut Out) {
    let reached = line
        .record
        .goal
        .is_some_and(|goal| matches!(goal.metric, GoalMetric::Purchases | GoalMetric::Activations));
    // a sequence that asks whether it was reached goes another way with them on purpose
    let asks = line.record.goal.is_some_and(|goal| line.asks_for(goal.metric.event()));
    if reached && !asks && !line.record.exits.contains(&ExitRule::GoalReached) && line.facing().count() > 1 {
        let add = |it: &mut Sequence| it.exits.push(ExitRule::GoalReached);
        let fix = mend::sequence(context.plan, line.id, "Leave when the goal is reached", add);
        out.say(Finding::new(Code::NoExitOnGoal, line.place()).of(Part::Exits)).fix(fix);
    }
}
