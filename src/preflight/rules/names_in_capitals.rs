//! Names in capitals. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(
    context: &Context,
    (id, letter): (MessageId, &Message),
    uses: &[(&Line, At)],
    out: &mut Out,
) {
    let Some(list) = &context.list else { return };
    let names = [StdField::FirstName, StdField::LastName];
    let used =
        crate::message::merges(&letter.body).into_iter().chain(crate::message::merges(&letter.subject));
    let used: std::collections::BTreeSet<Field> = used.map(|merge| merge.field()).collect();
    for name in names.into_iter().filter(|name| used.contains(&Field::Std(*name))) {
        let Some(odd) = list.rows_of(name, Look::OddCase) else { continue };
        let mut rows = Bitmap::none(list.columns.len());
        for (line, _) in uses {
            if let Some(found) = line.among(&odd) {
                rows = rows.or(&found);
            }
        }
        if rows.count() > 0 {
            let finding = Finding::new(Code::NamesInCapitals, Place::Message(id)).of(Part::Body);
            out.say(finding.with(Name::Field, name.label()).with(Name::Contacts, rows.count())).rows(rows);
        }
    }
}
