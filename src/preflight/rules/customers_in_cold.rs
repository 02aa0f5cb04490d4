//! Customers in a cold sequence. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, line: &Line, out: &mut Out) {
    let Some(list) = context.list.as_ref().filter(|_| line.is_cold()) else { return };
    if let Some(there) = list.rows_of(StdField::Stage, Look::Customer)
        && let Some(rows) = line.among(&there)
    {
        let finding = Finding::new(Code::CustomersInCold, line.place()).of(Part::Who);
        let found = out.say(finding.with(Name::Contacts, rows.count()));
        found.rows(rows);
        let leave_out = Rule::None(vec![Rule::Is(Condition {
            field: Field::Std(StdField::Stage),
            test: Test::OneOf(["customer", "kunde", "client", "evangelist"].map(str::to_owned).to_vec()),
        })]);
        if let Some(fix) = mend::narrowed(context.plan, line, "Leave customers out", leave_out) {
            found.fix(fix);
        }
    }
}
