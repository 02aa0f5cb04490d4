//! Private addresses where mail to individuals needs consent. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Days, line: &Line, out: &mut Out) {
    let Some(list) = context.list.as_ref().filter(|_| line.is_cold() && line.uses(ChannelKind::Email)) else {
        return;
    };
    let run = context.run(line);
    let private = list.freemail().clone();
    let private = private.minus(&list.allowed(Channel::Email, &[Basis::Consent, Basis::ExistingCustomer]));
    let mut rows = Bitmap::none(list.columns.len());
    for (act, country) in [(law::Act::Pecr, "GB"), (law::Act::EprivacyIe, "IE")] {
        let there = list.in_country(country).filter(|_| context.holds(act, run));
        if let Some(found) = there.and_then(|there| line.among(&private.clone().and(there))) {
            rows = rows.or(&line.let_in(list, Channel::Email, country, found));
        }
    }
    if !rows.is_empty() {
        let finding = Finding::new(Code::IndividualSubscribers, line.place()).of(Part::Consent);
        let finding = finding.with(Name::Contacts, rows.count()).with(Name::Places, list.places(&rows));
        out.say(finding).rows(rows);
    }
}
