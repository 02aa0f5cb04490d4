//! Several touches on one day. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(_context: &Context, line: &Line, out: &mut Out) {
    let mut run: Vec<&At> = Vec::new();
    let mut worst: Option<(StepId, usize)> = None;
    for at in line.on_path() {
        let same =
            run.last().is_some_and(|last| last.pace.map(|pace| pace.date) == at.pace.map(|pace| pace.date));
        if !same {
            run.clear();
        }
        run.push(at);
        if run.len() > 2 && worst.is_none_or(|(_, n)| run.len() > n) {
            worst = Some((at.id, run.len()));
        }
    }
    if let Some((id, n)) = worst.filter(|_| line.record.entry.on.is_none()) {
        let finding = Finding::new(Code::SeveralADay, Place::Step(id)).with(Name::Touches, n);
        out.say(finding.with(Name::Second, 1u32).with(Name::Limit, n));
    }
}
