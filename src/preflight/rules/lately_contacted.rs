//! Contacted a few days ago. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, line: &Line, out: &mut Out) {
    let Some(last) = context.list.as_ref().and_then(|list| list.columns.std(StdField::LastContacted)) else {
        return;
    };
    let start = line.record.entry.from.days().max(context.today.days());
    let lately = |row: usize| last.date(row).is_some_and(|day| (start - 7..=start).contains(&day.days()));
    if line.is_cold()
        && let Some(rows) = line.rows_where(lately)
    {
        let latest = rows.rows().filter_map(|row| last.date(row)).max();
        let finding = Finding::new(Code::LatelyContacted, line.place()).of(Part::Who);
        let finding = finding.with(Name::Contacts, rows.count()).with(Name::Days, 7u32);
        out.say(match latest {
            Some(day) => finding.with(Name::LastOn, day),
            None => finding,
        })
        .rows(rows);
    }
}
