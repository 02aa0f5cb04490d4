//! Nobody in the segment. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(_context: &Context, line: &Line, out: &mut Out) {
    if line.rows.as_ref().is_some_and(|rows| rows.count() == 0) {
        out.say(Finding::new(Code::NobodyInSegment, line.place()).of(Part::Who));
    }
}
