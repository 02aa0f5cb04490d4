//! Few touches. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(_context: &Context, line: &Line, out: &mut Out) {
    let n = line.on_path().count();
    if line.is_cold() && (1..3).contains(&n) {
        let finding = Finding::new(Code::FewTouches, line.place()).of(Part::Steps);
        out.say(finding.with(Name::Touches, n));
    }
}
