//! An empty group. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, line: &Line, out: &mut Out) {
    for (id, kind) in line.others() {
        let lists = kind.lists();
        if !lists.is_empty() && lists.iter().all(|(_, list)| list.is_empty()) {
            let fix = mend::without_step(context.plan, id, "Take the empty group out");
            let found = out.say(Finding::new(Code::EmptyBranch, Place::Step(id)).of(Part::Cases));
            if let Some(fix) = fix {
                found.fix(fix);
            }
        }
    }
}
