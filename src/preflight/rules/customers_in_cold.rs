//! Customers in a cold sequence. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, line: &Line, out: &mut Out) {
    let Some(stage) = context.list.as_ref().and_then(|list| list.columns.std(StdField::Stage)) else {
        return;
    };
    let is_customer = |row: usize| {
        stage.str(row).is_some_and(|text| {
            ["customer", "kunde", "client", "evangelist"].contains(&text.trim().to_lowercase().as_str())
        })
    };
    if line.is_cold()
        && let Some(rows) = line.rows_where(is_customer)
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
