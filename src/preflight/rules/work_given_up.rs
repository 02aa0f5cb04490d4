//! Work that is given up. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Foreseen, out: &mut Out) {
    for load in &context.forecast().owners {
        let n = load.use_of.given_up.q50 as u64;
        if n > 0 {
            let finding = Finding::new(Code::WorkGivenUp, Place::Owner(load.owner)).of(Part::Limit);
            out.say(finding.with(Name::Touches, n));
        }
    }
}
