//! Capacity never catches up. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Planned, line: &Line, out: &mut Out) {
    let Some(schedule) = context.dated_schedule() else { return };
    // what waits overnight, for as long as people still enter
    let mut change: std::collections::BTreeMap<i32, i64> = std::collections::BTreeMap::new();
    let mut entered: std::collections::BTreeMap<u32, i32> = std::collections::BTreeMap::new();
    for touch in &schedule.touches {
        if let crate::schedule::When::At { due, planned, moved_by, .. } = &touch.when {
            let (due, planned) = (due.0.div_euclid(1440), planned.0.div_euclid(1440));
            let first = entered.entry(touch.contact).or_insert(due);
            *first = due.min(*first);
            if moved_by.contains(&crate::schedule::MoveCause::Capacity) {
                *change.entry(due).or_default() += 1;
                *change.entry(planned).or_default() -= 1;
            }
        }
    }
    let Some(last_entry) = entered.values().max() else { return };
    let mut waiting = 0i64;
    let days: Vec<(i32, i64)> = change
        .into_iter()
        .filter(|(day, _)| day <= last_entry)
        .map(|(day, by)| {
            waiting += by;
            (day, waiting)
        })
        .collect();
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return };
    let (third, two) = (days[days.len() / 3], days[days.len() * 2 / 3]);
    if days.len() >= 6 && last.0 - first.0 >= 14 && two.1 > third.1 && last.1 > two.1 && last.1 > 2 * third.1
    {
        let day = crate::calendar::Date::from_days;
        let finding = Finding::new(Code::CapacityNeverCatchesUp, line.place()).of(Part::Entry);
        let finding = finding.with(Name::Number, third.1.max(0) as u64).with(Name::FirstOn, day(third.0));
        out.say(finding.with(Name::Second, last.1 as u64).with(Name::LastOn, day(last.0)));
    }
}
