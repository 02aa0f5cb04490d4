//! The first touch opens days later. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Planned, out: &mut Out) {
    let Some(schedule) = context.schedule() else { return };
    let Some(list) = &context.list else { return };
    let mut firsts: std::collections::BTreeMap<u32, (u32, i32, StepId)> = std::collections::BTreeMap::new();
    for touch in schedule.touches.iter().filter(|touch| touch.channel.is_contact_facing()) {
        if let crate::schedule::When::At { due, planned, moved_by, .. } = &touch.when {
            let late =
                if moved_by.contains(&crate::schedule::MoveCause::Capacity) { 0 } else { planned.0 - due.0 };
            firsts.entry(touch.contact).or_insert((touch.row, late / 1440, touch.step));
        }
    }
    let late: Vec<&(u32, i32, StepId)> = firsts.values().filter(|(_, days, _)| *days > 5).collect();
    if let Some(worst) = late.iter().max_by_key(|(_, days, _)| *days) {
        let mut rows = Bitmap::none(list.columns.len());
        late.iter().for_each(|(row, ..)| rows.insert(*row as usize));
        let finding = Finding::new(Code::FirstTouchLate, Place::Step(worst.2)).of(Part::Window);
        let finding = finding.with(Name::Contacts, late.len()).with(Name::Days, 5u32);
        out.say(finding.with(Name::Number, worst.1 as u64)).rows(rows);
    }
}
