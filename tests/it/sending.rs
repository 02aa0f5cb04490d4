//! What a sender can send at most: one answer for all that asks (C1), held to what the schedule lets go out.

use cadenza::calendar::{Date, Zone};
use cadenza::model::{ChannelKind, Code, Name, Ramp, SendLimit, SendSpan, Sender};
use cadenza::outline::with_sending;
use cadenza::preflight::Found;
use cadenza::schedule::When;
use proptest::prelude::*;
use std::collections::BTreeMap;

use crate::preflight::{Told, examples};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A mailbox with a line such as people write it.
fn mailbox(cap_per_day: Option<u32>, sending: &str) -> Sender {
    let told = Told::new(&examples(Code::MailboxWithoutCap)[0]);
    let sender = told.plan.senders.values().next().unwrap();
    with_sending(&Sender { cap_per_day, ..(**sender).clone() }, sending).unwrap()
}

#[test]
fn c1_the_most_a_day_is_the_least_of_day_limits_distance_and_ramp() {
    let most = |cap, sending: &str, on: Option<&str>| {
        mailbox(cap, sending).most_a_day(ChannelKind::Email, on.map(day))
    };
    assert_eq!(most(None, "", None), None);
    assert_eq!(most(Some(200), "", None), Some(200));
    assert_eq!(most(Some(200), "40 in 24 hours", None), Some(40));
    assert_eq!(most(None, "2 an hour", None), Some(48));
    assert_eq!(most(None, "100 in 7 days, 300 a month", None), Some(100));
    assert_eq!(most(None, "90 minutes apart", None), Some(16));
    assert_eq!(most(Some(200), "10 linkedin invite in 7 days", None), Some(200), "of another kind");
    // a ramp holds back on its day, and one that does not rise for ever
    let ramp = "ramp 10 + 5 a day from 2026-11-30";
    assert_eq!(most(Some(200), ramp, Some("2026-11-29")), Some(0));
    assert_eq!(most(Some(200), ramp, Some("2026-12-02")), Some(20));
    assert_eq!(most(Some(200), ramp, Some("2027-11-30")), Some(200));
    assert_eq!((most(Some(200), ramp, None), most(None, ramp, None)), (Some(200), None));
    assert_eq!(most(None, "ramp 10 + 0 a day from 2026-11-30", None), Some(10));
}

#[test]
fn c1_the_most_a_week_counts_the_days_on_which_it_sends_and_its_limits_once() {
    let most = |cap, sending: &str, days, on: Option<&str>| {
        mailbox(cap, sending).most_a_week(ChannelKind::Email, days, on.map(day))
    };
    assert_eq!(most(Some(60), "", 5, None), Some(300));
    assert_eq!(most(Some(60), "100 in 7 days", 5, None), Some(100));
    assert_eq!(most(None, "30 in 24 hours", 5, None), Some(150));
    assert_eq!(most(Some(60), "120 a month", 5, None), Some(240), "seven days may lie in two months");
    assert_eq!(most(Some(60), "ramp 10 + 5 a day from 2026-11-30", 5, Some("2026-12-04")), Some(100));
    assert_eq!(most(None, "ramp 10 + 5 a day from 2026-11-30", 5, Some("2026-12-01")), Some(25));
}

/// What a code's first example finds with another sender's line in it.
fn found(code: Code, from: &str, to: &str) -> Vec<Found> {
    let text = examples(code)[0].clone();
    assert!(text.contains(from), "{code}: {from}");
    let report = Told::new(&text.replace(from, to)).report();
    report.found.into_iter().filter(|found| found.finding.code == code).collect()
}

#[test]
fn c1_every_rule_about_a_sender_s_limits_reads_all_of_them() {
    let silent = [
        (Code::MailboxWithoutCap, "Europe/Berlin, owner", "20 an hour, Europe/Berlin, owner"),
        (Code::MailboxOverAdvice, "cap 200 a day", "cap 200 a day, 40 in 24 hours"),
        (Code::MailboxOverAdvice, "cap 200 a day", "cap 200 a day, ramp 5 + 1 a day from 2026-11-30"),
        (Code::TenantLimit, "cap 20000 a day", "cap 20000 a day, 100 an hour"),
        (Code::TenantLimit, "cap 20000 a day", "cap 20000 a day, 5000 in 7 days"),
        (Code::BulkSender, "cap 9000 a day", "cap 9000 a day, 100 an hour"),
        (Code::BulkSender, "cap 9000 a day", "cap 9000 a day, ramp 50 + 50 a day from 2026-11-30"),
        (Code::InvitesOverWeek, "cap 60 a day", "cap 60 a day, 100 linkedin invite in 7 days"),
        (Code::InvitesOverWeek, "cap 60 a day", "cap 60 a day, 20 in 24 hours"),
        (
            Code::WhatsappTier,
            "sender \"mara@",
            "sender \"+49 171 1\": whatsapp, 200 in 24 hours, Europe/Berlin\nsender \"mara@",
        ),
    ];
    for (code, from, to) in silent {
        assert_eq!(found(code, from, from).len(), 1, "{code}");
        assert_eq!(found(code, from, to).len(), 0, "{code}: {to}");
    }
    // and what no day's limit says, others do
    let fires = [
        (Code::MailboxOverAdvice, "cap 200 a day", "100 in 24 hours", 100),
        (Code::TenantLimit, "cap 20000 a day", "1000 an hour", 24_000),
        (Code::InvitesOverWeek, "cap 60 a day", "40 linkedin invite in 24 hours", 200),
        (Code::BulkSender, "cap 9000 a day", "250 an hour", 6_000),
    ];
    for (code, from, to, number) in fires {
        let found = found(code, from, to);
        let said = found.first().and_then(|found| found.finding.facts.number(Name::Number));
        assert_eq!(said, Some(number), "{code}: {to}");
    }
}

#[test]
fn c1_a_seat_that_is_open_every_day_sends_on_seven_days_a_week() {
    let daily = "calendar \"Daily\": Mon-Sun 9:00-17:00\nowner \"Mara\"";
    let text = examples(Code::InvitesOverWeek)[0].replacen("owner \"Mara\"", daily, 1);
    let text = text.replace("cap 60 a day, Europe/Berlin", "cap 15 a day, Europe/Berlin, calendar \"Daily\"");
    let report = Told::new(&text).report();
    let found = report.found.iter().find(|found| found.finding.code == Code::InvitesOverWeek).unwrap();
    assert_eq!(found.finding.facts.number(Name::Number), Some(105));
    assert_eq!(found.fixes[0].name, "Limit it to 14 a day");
}

#[test]
fn c1_a_mailbox_is_at_its_limit_where_any_of_its_limits_is_reached() {
    let days = |sending: &str| {
        let found = found(Code::MailboxFull, "cap 3 a day", sending);
        found.first().map(|found| found.finding.sentence())
    };
    let said = days("3 in 24 hours").unwrap();
    assert!(said.contains("2026-12-01") || said.contains("1 Dec"), "{said}");
    assert!(days("2 in 7 days").is_some());
    assert!(days("2 a month").is_some());
    assert!(days("cap 40 a day, ramp 2 + 1 a day from 2026-12-01").is_some());
    assert_eq!(days("cap 40 a day, 30 in 7 days, ramp 20 + 1 a day from 2026-12-01"), None);
    assert_eq!(days("3 an hour"), None, "an hour that is full is over soon");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// C1: no schedule sends more than the answer says.
    #[test]
    fn c1_no_schedule_sends_more_than_the_most_a_day_and_a_week(
        cap in prop::option::of(1..12_u32),
        limits in prop::collection::vec((1..15_u32, 0..4_usize, any::<bool>()), 0..3),
        spacing in prop_oneof![Just(0_u16), 1..400_u16],
        ramp in prop::option::of((1..4_u32, 0..3_u32, -9..3_i32)),
    ) {
        let list: String = (0..60).map(|n| format!("p{n}@oakworks.example\n")).collect();
        let mut told = Told::new(&format!(
            "--- outline\nsequence \"S\"\nenter all\n  from 2026-12-01\n  calendar \"Always\"\nemail \"A\"\n\n\
             --- team\ncalendar \"Always\": Mon-Sun 0:00-24:00\nsender \"mara@acme.example\": UTC\n\
             \n--- list\nEmail\n{list}"
        ));
        let from = day("2026-12-01");
        let sender = std::sync::Arc::make_mut(told.plan.senders.values_mut().next().unwrap());
        sender.cap_per_day = cap;
        sender.limits = limits.into_iter().map(|(most, per, own)| SendLimit {
            most, per: SendSpan::ALL[per], kind: own.then_some(ChannelKind::Email),
        }).collect();
        sender.spacing_minutes = spacing;
        sender.ramp = ramp.map(|(first, step, shift)| Ramp { first, step, from: from.plus_days(shift) });
        let sender = sender.clone();
        let schedule = told.schedule().unwrap();
        let mut days: BTreeMap<i32, u32> = BTreeMap::new();
        for touch in &schedule.touches {
            if let When::At { planned, .. } = touch.when {
                *days.entry(Zone::UTC.local(planned).0.days()).or_default() += 1;
            }
        }
        for (on, n) in &days {
            let date = Some(Date::from_days(*on));
            let most = sender.most_a_day(ChannelKind::Email, date);
            prop_assert!(most.is_none_or(|most| *n <= most), "{} on {:?}: {:?}", n, date, most);
            let week: u32 = days.range(on - 6..=*on).map(|(_, n)| n).sum();
            let most = sender.most_a_week(ChannelKind::Email, 7, date);
            prop_assert!(most.is_none_or(|most| week <= most), "{} in the week to {:?}: {:?}", week, date, most);
        }
    }
}
