//! No postal address. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(
    context: &Context,
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
        if let Some(found) =
            line.rows_where(|row| list.country(row) == Some("US") && list.people.reach[row].email())
        {
            rows = rows.or(&found);
        }
    }
    if rows.count() == 0 {
        return;
    }
    let mut changed = letter.clone();
    changed.body = format!("{}\n\n{{{{postal_address}}}}", letter.body.trim_end());
    let diff = Diff::put(context.plan, id, Some(changed));
    let finding = Finding::new(Code::NoPostalAddress, Place::Message(id)).of(Part::Body);
    out.say(finding.with(Name::Contacts, rows.count()))
        .fix(Fix::plan("Add {{postal_address}}, which the sending tool fills", diff))
        .rows(rows);
}
