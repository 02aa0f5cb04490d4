//! No exit on a booked meeting. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, line: &Line, out: &mut Out) {
    let books = line.record.goal.is_some_and(|goal| goal.metric == GoalMetric::Meetings);
    let exits = &line.record.exits;
    let stops = exits.contains(&ExitRule::MeetingBooked) || exits.contains(&ExitRule::GoalReached);
    if books && !stops && line.facing().count() > 1 {
        let add = |it: &mut Sequence| it.exits.push(ExitRule::MeetingBooked);
        let fix = mend::sequence(context.plan, line.id, "Leave when a meeting is booked", add);
        out.say(Finding::new(Code::NoExitOnMeeting, line.place()).of(Part::Exits)).fix(fix);
    }
}
