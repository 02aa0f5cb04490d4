//! Bulk duties of Gmail, Yahoo and Outlook.com. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, line: &Line, out: &mut Out) {
    let Some(list) = &context.list else { return };
    let email = list.columns.std(StdField::Email);
    let google = |row: usize| {
        email.and_then(|email| email.str(row)?.rsplit_once('@')).is_some_and(|(_, domain)| {
            ["gmail.com", "googlemail.com"].contains(&domain.to_lowercase().as_str())
        })
    };
    let Some(rows) = line.rows_where(|row| list.people.reach[row].email() && google(row)) else { return };
    let caps: Option<u64> = context
        .plan
        .senders
        .values()
        .filter(|it| it.channel == Channel::Email)
        .map(|it| it.cap_per_day.map(u64::from))
        .sum();
    let a_day = caps.unwrap_or(u64::MAX).min(u64::from(rows.count()));
    if line.uses(ChannelKind::Email) && a_day >= u64::from(law::BULK_A_DAY) {
        let finding = Finding::new(Code::BulkSender, line.place());
        out.say(finding.with(Name::Number, a_day).with(Name::Limit, law::BULK_A_DAY)).rows(rows);
    }
}
