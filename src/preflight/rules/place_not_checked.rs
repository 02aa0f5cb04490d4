//! A place whose rules are not checked. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, line: &Line, out: &mut Out) {
    let Some(list) = &context.list else { return };
    let unknown = |row: usize| list.country(row).is_some_and(|country| !law::CHECKED.contains(&country));
    if line.is_cold()
        && let Some(rows) = line.rows_where(unknown)
    {
        let places: std::collections::BTreeSet<&str> =
            rows.rows().filter_map(|row| list.country(row)).collect();
        let places: Vec<String> = places.into_iter().take(12).map(str::to_owned).collect();
        let finding = Finding::new(Code::PlaceNotChecked, line.place()).of(Part::Who);
        out.say(finding.with(Name::Places, places).with(Name::Contacts, rows.count())).rows(rows);
    }
}
