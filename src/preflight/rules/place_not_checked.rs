//! A place whose rules are not checked. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, line: &Line, out: &mut Out) {
    let Some(list) = context.list.as_ref().filter(|_| line.is_cold()) else { return };
    let mut rows = Bitmap::none(list.columns.len());
    for country in list.places(&Bitmap::all(list.columns.len())) {
        if let Some(there) = list.in_country(&country).filter(|_| !context.checks(&country)) {
            rows = rows.or(there);
        }
    }
    if let Some(rows) = line.among(&rows) {
        let places: Vec<String> = list.places(&rows).into_iter().take(12).collect();
        let finding = Finding::new(Code::PlaceNotChecked, line.place()).of(Part::Who);
        out.say(finding.with(Name::Places, places).with(Name::Contacts, rows.count())).rows(rows);
    }
}
