//! Time zones that are only assumed. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, line: &Line, out: &mut Out) {
    let Some(list) = &context.list else { return };
    let is_assumed =
        |row: usize| list.people.zone_origin.get(row) == Some(&crate::audience::ZoneOrigin::Assumed);
    if let Some(rows) = line.rows_where(is_assumed) {
        let finding = Finding::new(Code::ZoneAssumed, line.place()).of(Part::Who);
        let zones = vec![context.plan.settings.zone.0.clone()];
        out.say(finding.with(Name::Contacts, rows.count()).with(Name::Zones, zones)).rows(rows);
    }
}
