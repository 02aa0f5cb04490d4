//! Given up because nobody had time. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Planned, line: &Line, out: &mut Out) {
    let (Some(schedule), Some(list)) = (context.schedule(), &context.list) else { return };
    let mut steps: std::collections::BTreeMap<StepId, Bitmap> = std::collections::BTreeMap::new();
    for touch in &schedule.touches {
        if let crate::schedule::When::Skipped { cause: crate::schedule::SkipCause::Stale, .. } = touch.when {
            steps
                .entry(touch.step)
                .or_insert_with(|| Bitmap::none(list.columns.len()))
                .insert(touch.row as usize);
        }
    }
    for at in &line.touches {
        let Some(rows) = steps.remove(&at.id) else { continue };
        let finding = Finding::new(Code::NeverDoneInTime, Place::Step(at.id)).of(Part::By);
        let found = out.say(finding.with(Name::Contacts, rows.count()));
        if at.touch.window.is_some() {
            found.fix(mend::touch(context.plan, at.id, "Let it take all open hours", |touch| {
                touch.window = None
            }));
        }
        found.rows(rows);
    }
}
