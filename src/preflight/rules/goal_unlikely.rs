//! The goal is hardly reached. The page beside it says why, with examples and sources.

use super::prelude::*;

/// House rule: said below this share of the futures.
const SAID_BELOW: f64 = 0.1;

pub(super) fn check(context: &Foreseen, line: &Line, out: &mut Out) {
    let goal = context.forecast_of(line).and_then(|forecast| forecast.goal.as_ref());
    if let Some(goal) = goal.filter(|goal| goal.probability < SAID_BELOW) {
        let finding = Finding::new(Code::GoalUnlikely, line.place()).of(Part::Goal);
        let finding = finding.with(Name::Number, goal.target);
        out.say(finding.with(Name::Share, (goal.probability * 1e6) as u64));
    }
}
