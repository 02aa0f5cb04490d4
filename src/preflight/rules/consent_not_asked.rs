//! Cold mail where it needs consent. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, line: &Line, out: &mut Out) {
    let Some(list) = &context.list else { return };
    if !line.is_cold()
        || !line.record.consent.is_empty()
        || !line.kinds().iter().any(|kind| ConsentRule::MESSAGES.contains(&kind.channel()))
    {
        return;
    }
    let rules = ConsentRule::cold();
    let kinds = line.kinds();
    let asked = |row: usize| {
        let country = list.country(row);
        country.is_some()
            && rules.iter().any(|rule| {
                kinds.iter().any(|kind| {
                    rule.asks(kind.channel(), country)
                        && list.columns.consent(row, kind.channel()).suffices_until(&rule.bases).is_none()
                })
            })
    };
    if let Some(rows) = line.rows_where(asked) {
        let places: std::collections::BTreeSet<&str> =
            rows.rows().filter_map(|row| list.country(row)).collect();
        let places: Vec<String> = places.into_iter().map(str::to_owned).collect();
        let finding = Finding::new(Code::ConsentNotAsked, line.place()).of(Part::Consent);
        let finding = finding.with(Name::Contacts, rows.count()).with(Name::Places, places);
        let fix =
            mend::sequence(context.plan, line.id, "Ask for consent there, and hold the others back", |it| {
                it.consent = ConsentRule::cold()
            });
        out.say(finding).fix(fix).rows(rows);
    }
}
