//! No postal address. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(
    context: &Days,
    (id, letter): (MessageId, &Message),
    uses: &[(&Line, At)],
    out: &mut Out,
) {
    let Some(list) = &context.list else { return };
    if letter.channel != ChannelKind::Email
        || text::has_postal_address(&letter.body)
        || letter.body.trim().is_empty()
    {
        return;
    }
    let mut rows = Bitmap::none(list.columns.len());
    for (line, _) in uses {
        for (act, country) in [(law::Act::CanSpam, "US"), (law::Act::Casl, "CA")] {
            let there = list.in_country(country).filter(|_| context.holds(act, context.run(line)));
            if let Some(found) = there.and_then(|there| line.among(there)) {
                rows = rows.or(&found.keep(|row| list.people.reach[row].email()));
            }
        }
    }
    if rows.count() == 0 {
        return;
    }
    let mut changed = letter.clone();
    changed.body = format!("{}\n\n{{{{postal_address}}}}", letter.body.trim_end());
    let diff = Diff::put(context.plan, id, Some(changed));
    let finding = Finding::new(Code::NoPostalAddress, Place::Message(id)).of(Part::Body);
    out.say(finding.with(Name::Contacts, rows.count()).with(Name::Places, list.places(&rows)))
        .fix(Fix::plan("Add {{postal_address}}, which the sending tool fills", diff))
        .rows(rows);
}
