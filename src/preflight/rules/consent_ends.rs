//! Consent ends before the step. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Planned, line: &Line, out: &mut Out) {
    let (Some(schedule), Some(list)) = (context.schedule(), &context.list) else { return };
    let mut steps: std::collections::BTreeMap<StepId, (Bitmap, crate::calendar::Date)> =
        std::collections::BTreeMap::new();
    for touch in &schedule.touches {
        if let crate::schedule::When::Skipped { at, cause: crate::schedule::SkipCause::NoConsent } =
            touch.when
        {
            let zone =
                list.people.zone.get(touch.row as usize).copied().unwrap_or(crate::calendar::Zone::UTC);
            let day = zone.local(at).0;
            let known = steps.entry(touch.step).or_insert_with(|| (Bitmap::none(list.columns.len()), day));
            known.0.insert(touch.row as usize);
            known.1 = known.1.min(day);
        }
    }
    for at in &line.touches {
        if let Some((rows, first)) = steps.remove(&at.id) {
            let finding = Finding::new(Code::ConsentEnds, Place::Step(at.id));
            out.say(finding.with(Name::Contacts, rows.count()).with(Name::FirstOn, first)).rows(rows);
        }
    }
}
