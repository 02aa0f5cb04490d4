//! Mails wait for their mailbox. The page beside it says why, with examples and sources.

use super::prelude::*;

/// House rule: said from this share of the futures on.
const SAID_FROM: f64 = 0.05;

pub(super) fn check(context: &Foreseen, out: &mut Out) {
    let forecast = context.forecast();
    if forecast.mails_wait < SAID_FROM {
        return;
    }
    let busiest = |load: &crate::simulate::SenderLoad| crate::simulate::busiest(load.waiting.iter().copied());
    let worst = forecast.senders.iter().filter_map(|load| Some((load.sender, busiest(load)?)));
    let worst = worst.max_by(|a, b| a.1.amount.q50.total_cmp(&b.1.amount.q50));
    let place = worst.map(|(sender, _)| sender).or(forecast.senders.first().map(|load| load.sender));
    let Some(place) = place else { return };
    let finding = Finding::new(Code::MailsWait, Place::Sender(place)).of(Part::Limit);
    let finding = finding.with(Name::Share, (forecast.mails_wait * 1e6) as u64);
    out.say(match worst {
        Some((_, day)) => finding.with(Name::Mails, day.amount.q50 as u64).with(Name::Date, day.date),
        None => finding,
    });
}
