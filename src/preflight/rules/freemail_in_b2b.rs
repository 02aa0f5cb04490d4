//! Private addresses in business mail. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, line: &Line, out: &mut Out) {
    let Some(list) = &context.list else { return };
    let by_company = line.record.exits.contains(&ExitRule::ColleagueReplied)
        || list.columns.std(StdField::Company).is_some();
    if line.is_cold()
        && by_company
        && line.uses(ChannelKind::Email)
        && let Some(rows) = line.among(list.freemail())
    {
        let finding = Finding::new(Code::FreemailInB2b, line.place()).of(Part::Who);
        out.say(finding.with(Name::Contacts, rows.count())).rows(rows);
    }
}
