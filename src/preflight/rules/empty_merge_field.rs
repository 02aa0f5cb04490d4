//! A merge field that is empty. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(
    context: &Context,
    (id, letter): (MessageId, &Message),
    uses: &[(&Line, At)],
    out: &mut Out,
) {
    let Some(list) = &context.list else { return };
    let mut said: std::collections::BTreeSet<Field> = std::collections::BTreeSet::new();
    for (part, words) in
        [(Part::Subject, &letter.subject), (Part::Preview, &letter.preview), (Part::Body, &letter.body)]
    {
        for merge in crate::message::merges(words) {
            let field = merge.field();
            let is_reserved = crate::message::is_reserved(merge.name);
            if merge.fallback.is_some_and(|it| !it.is_empty()) || is_reserved || !said.insert(field.clone()) {
                continue;
            }
            // a column of the list's own that is not there is an error of its own
            let column = list.columns.column(&field);
            if column.is_none() && matches!(field, Field::Custom(_)) {
                continue;
            }
            let empty = list.empty(&field);
            let mut rows = Bitmap::none(list.columns.len());
            for (line, _) in uses {
                if let Some(found) = line.among(&empty) {
                    rows = rows.or(&found);
                }
            }
            if rows.count() == 0 {
                continue;
            }
            let finding = Finding::new(Code::EmptyMergeField, Place::Message(id)).of(part);
            let finding = finding.with(Name::Field, merge.name).with(Name::Contacts, rows.count());
            let fallback = mend::fallback(&field);
            let mut changed = letter.clone();
            for text in [&mut changed.subject, &mut changed.preview, &mut changed.body] {
                *text = crate::message::with_fallback(text, &field, fallback);
            }
            let diff = Diff::put(context.plan, id, Some(changed));
            out.say(finding).fix(Fix::plan(format!("Say “{fallback}” where it is empty"), diff)).rows(rows);
        }
    }
}
