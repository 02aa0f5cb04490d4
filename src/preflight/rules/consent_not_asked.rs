//! Messages and calls where the law asks for consent. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Days, line: &Line, out: &mut Out) {
    let Some(list) = context.list.as_ref().filter(|_| line.is_cold()) else { return };
    let run = context.run(line);
    let channels: std::collections::BTreeSet<Channel> =
        line.kinds().into_iter().map(ChannelKind::channel).collect();
    let (mut rows, mut asked) = (Bitmap::none(list.columns.len()), Vec::new());
    for prior in law::PRIOR.iter().filter(|prior| context.holds(prior.act, run)) {
        let Some(country) = prior.act.pack().country() else { continue };
        let Some(there) = list.in_country(country).and_then(|there| line.among(there)) else { continue };
        for channel in prior.channels.iter().filter(|channel| channels.contains(channel)) {
            let let_in = line.let_in(list, *channel, country, there.clone());
            let without = let_in.minus(&list.allowed(*channel, prior.bases));
            if !without.is_empty() {
                rows = rows.or(&without);
                if !asked.contains(&prior.rule()) {
                    asked.push(prior.rule());
                }
            }
        }
    }
    if !rows.is_empty() {
        let finding = Finding::new(Code::ConsentNotAsked, line.place()).of(Part::Consent);
        let finding = finding.with(Name::Contacts, rows.count()).with(Name::Places, list.places(&rows));
        let fix =
            mend::sequence(context.plan, line.id, "Ask for consent there, and hold the others back", |it| {
                it.consent.extend(asked)
            });
        out.say(finding).fix(fix).rows(rows);
    }
}
