//! No goal. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(_context: &Context, line: &Line, out: &mut Out) {
    if line.record.goal.is_none() && line.facing().next().is_some() {
        out.say(Finding::new(Code::NoGoal, line.place()).of(Part::Goal));
    }
}
