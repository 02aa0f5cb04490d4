//! Addresses of desks. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, line: &Line, out: &mut Out) {
    let Some(list) = &context.list else { return };
    if line.is_cold()
        && line.uses(ChannelKind::Email)
        && let Some(rows) = line.rows_where(|row| list.people.reach[row].has(Reach::ROLE))
    {
        let finding = Finding::new(Code::RoleAddresses, line.place()).of(Part::Who);
        out.say(finding.with(Name::Contacts, rows.count())).rows(rows);
    }
}
