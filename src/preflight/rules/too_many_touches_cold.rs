//! Too many touches. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(_context: &Context, line: &Line, out: &mut Out) {
    let n = line.on_path().count();
    if line.is_cold() && n > 12 {
        let finding = Finding::new(Code::TooManyTouchesCold, line.place()).of(Part::Steps);
        out.say(finding.with(Name::Touches, n).with(Name::Limit, 12u32));
    }
}
