//! A split with one arm. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(_context: &Context, line: &Line, out: &mut Out) {
    for (id, kind) in line.others() {
        if let StepKind::Split(split) = kind
            && split.arms.iter().filter(|arm| arm.weight > 0).count() == 1
        {
            out.say(Finding::new(Code::OneArm, Place::Step(id)).of(Part::Arms));
        }
    }
}
