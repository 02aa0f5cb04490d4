//! Three facts of each template, worked out by hand before the code ran: one contact's dates, one day's load, one exit.
//!
//! All plans are made on Sunday 2026-11-29, so that the first opening is on Monday 2026-11-30; everybody is in Berlin (UTC+1).
//! Where an event lets people in, all events are taken to happen at the first opening (E6). What becomes due when a touch has
//! run joins in the next minute (C5).

use std::collections::BTreeMap;

use cadenza::audience::{Columns, People};
use cadenza::calendar::{Clock, Date, Instant, Zone};
use cadenza::interop::FromTemplate;
use cadenza::model::{EventKind, ExitRule, Field, Plan, StdField};
use cadenza::program::{Cohort, compile};
use cadenza::schedule::{Fact, Script, What, rehearse};

use crate::template::{date, plan_of};

/// `n` contacts in Berlin whom every channel reaches and who gave consent; `more` = further columns.
struct Run {
    plan: Plan,
    facts: Vec<Fact>,
}

fn run(name: &str, n: usize, more: &[(StdField, &str)], happens: &[(u32, EventKind, &str, u32)]) -> Run {
    let FromTemplate { plan, sequence } = plan_of(name, "2026-11-29");
    let (program, problems) = compile(&plan, sequence);
    assert!(!program.has_errors(), "{name}: {problems:?}");
    let mut columns: Vec<(&str, StdField, Vec<String>)> = vec![
        ("a", StdField::FullName, (1..=n).map(|i| format!("Contact {i}")).collect()),
        ("b", StdField::Email, (1..=n).map(|i| format!("c{i}@company-{i}.example")).collect()),
        ("c", StdField::DirectPhone, (1..=n).map(|i| format!("+49 30 5550{i:03}")).collect()),
        ("d", StdField::MobilePhone, (1..=n).map(|i| format!("+49 151 5550{i:03}")).collect()),
        ("e", StdField::LinkedIn, (1..=n).map(|i| format!("https://linkedin.example/in/{i}")).collect()),
        ("f", StdField::Country, vec!["DE".to_owned(); n]),
        ("g", StdField::TimeZone, vec!["Europe/Berlin".to_owned(); n]),
    ];
    columns.extend(more.iter().map(|(field, value)| {
        // "3 10 1": ten times 3, then 1
        let words: Vec<&str> = value.split(" then ").collect();
        let values = (1..=n).map(|i| match words.as_slice() {
            [many, rest] => {
                let (value, count) = many.split_once(" x").unwrap();
                if i <= count.parse::<usize>().unwrap() { value.to_owned() } else { (*rest).to_owned() }
            }
            _ => (*value).to_owned(),
        });
        ("h", *field, values.collect())
    }));
    // the segments ask for it: a list without the column would let nobody in (G2a)
    if !columns.iter().any(|(_, field, _)| *field == StdField::Stage) {
        columns.push(("i", StdField::Stage, vec![String::new(); n]));
    }
    let owned: Vec<_> = columns
        .iter()
        .map(|(name, field, values)| (*name, Field::Std(*field), values.iter().map(String::as_str).collect()))
        // cold messages to Germany ask for it (G8)
        .chain([("Marketing consent", Field::Custom("marketing consent".to_owned()), vec!["yes"; n])])
        .collect();
    let columns = Columns::from_texts((1..=n as u32).collect(), owned);
    let people = People::of(&columns, Zone::UTC);
    let today = plan.sequences[&sequence].entry.from;
    assert_eq!(today, date("2026-11-30"), "{name}");
    let cohort = Cohort::of_list(&program, &plan, &columns, &people, today).unwrap();
    let mut script = Script::default();
    for (contact, event, touch, after) in happens {
        let step = *plan.steps.iter().find(|(_, step)| step.name == *touch).unwrap().0;
        script.add(*contact, step, *event, *after);
    }
    let facts = rehearse(&program, &cohort, &script);
    Run { plan, facts }
}

impl Run {
    /// What a contact was sent, by local time.
    fn touches(&self, contact: u32) -> Vec<(String, String)> {
        let mut touches: Vec<(Instant, String)> = self
            .facts
            .iter()
            .filter(|fact| fact.contact == contact)
            .filter_map(|fact| match &fact.what {
                What::Touched { step, .. } => Some((fact.at, self.plan.steps[step].name.clone())),
                _ => None,
            })
            .collect();
        touches.sort();
        touches.into_iter().map(|(at, name)| (local(at), name)).collect()
    }

    /// How many of each touch ran on a day.
    fn load(&self, day: &str) -> BTreeMap<String, usize> {
        let mut load = BTreeMap::new();
        for fact in &self.facts {
            if let What::Touched { step, .. } = &fact.what
                && local(fact.at).starts_with(day)
            {
                *load.entry(self.plan.steps[step].name.clone()).or_default() += 1;
            }
        }
        load
    }

    /// When and why a contact left.
    fn exit(&self, contact: u32) -> (String, ExitRule) {
        let exits = self.facts.iter().filter(|fact| fact.contact == contact);
        let exit = exits.into_iter().find_map(|fact| match &fact.what {
            What::Exited(rule) => Some((local(fact.at), *rule)),
            _ => None,
        });
        exit.unwrap_or_else(|| panic!("contact {contact} did not leave"))
    }
}

fn local(at: Instant) -> String {
    let (date, clock): (Date, Clock) = Zone::from_name("Europe/Berlin").unwrap().local(at);
    format!("{date} {clock}")
}

fn touches(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(at, name)| ((*at).to_owned(), (*name).to_owned())).collect()
}

fn load(list: &[(&str, usize)]) -> BTreeMap<String, usize> {
    list.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect()
}

/// A contact of Mara's whom the template is for.
const MARAS: [(StdField, &str); 3] =
    [(StdField::Owner, "Mara Lindholt"), (StdField::Title, "Head of RevOps"), (StdField::Employees, "220")];

/// Entry Monday 08:00; the mail's window opens at 09:00. +1 business day: Tuesday 09:00. +2: Thursday 09:00, the call's window opens at
/// 10:00. Nobody talked: +1: Friday 10:00. +3: Wednesday the 9th 10:00, not connected on LinkedIn: the case by mail. +2: Friday the
/// 11th 10:00, the look; the call is due a minute later and its window opens at 14:00. +3: Wednesday the 16th 14:00, after the mail's
/// window: Thursday 09:00.
#[test]
fn b2b_one_contact_walks_from_30_november_to_17_december() {
    assert_eq!(
        run("b2b-cold-outbound", 1, &MARAS, &[]).touches(1),
        touches(&[
            ("2026-11-30 9:00", "Intro: demo to order form"),
            ("2026-12-01 9:00", "Invitation with a note"),
            ("2026-12-03 10:00", "First call"),
            ("2026-12-04 10:00", "Two numbers"),
            ("2026-12-09 10:00", "Case: the pump maker"),
            ("2026-12-11 10:00", "Look again before calling"),
            ("2026-12-11 14:00", "Second call"),
            ("2026-12-17 9:00", "Close the loop"),
        ])
    );
}

/// 40 contacts of Mara's, 15 a business day: 15, 15, 10. On Thursday the third group (entered on Wednesday) is invited, 10 × 2 minutes from
/// 09:00, and the first is called, 15 × 6 minutes from 10:00 to 11:30: 110 of Mara's 120 minutes. No mail is due.
#[test]
fn b2b_the_thursday_of_40_contacts_is_25_touches() {
    let run = run("b2b-cold-outbound", 40, &MARAS, &[]);
    assert_eq!(run.load("2026-11-30"), load(&[("Intro: demo to order form", 15)]));
    assert_eq!(
        run.load("2026-12-01"),
        load(&[("Intro: demo to order form", 15), ("Invitation with a note", 15)])
    );
    assert_eq!(run.load("2026-12-03"), load(&[("First call", 15), ("Invitation with a note", 10)]));
}

/// The first mail goes out at 09:00 and is answered after 3 hours.
#[test]
fn b2b_who_answers_at_noon_leaves_at_noon() {
    let run = run(
        "b2b-cold-outbound",
        1,
        &MARAS,
        &[(1, EventKind::RepliedPositive, "Intro: demo to order form", 180)],
    );
    assert_eq!(run.exit(1), ("2026-11-30 12:00".to_owned(), ExitRule::Replied));
    assert_eq!(run.touches(1).len(), 1);
}

/// Asked at 08:00: the mail at once, the call after 5 minutes, the SMS in the minute after. 3 business hours from 08:06: 11:06. +1 business
/// day: Tuesday 11:06. The loop's first call in the next minute, then a business day after each: Wednesday, Thursday 11:07; there is no
/// pause after the last. +2 business days: Monday the 7th 11:07.
#[test]
fn inbound_one_contact_is_called_after_five_minutes_and_given_up_on_monday() {
    assert_eq!(
        run("inbound-lead", 1, &[], &[]).touches(1),
        touches(&[
            ("2026-11-30 8:00", "We have your request"),
            ("2026-11-30 8:05", "Within five minutes"),
            ("2026-11-30 8:06", "Just tried you"),
            ("2026-11-30 11:06", "Later the same day"),
            ("2026-12-01 11:06", "Two ways to go on"),
            ("2026-12-01 11:07", "Keep trying"),
            ("2026-12-02 11:07", "Keep trying"),
            ("2026-12-03 11:07", "Keep trying"),
            ("2026-12-07 11:07", "Shall I close your request?"),
        ])
    );
}

/// 20 requests at once, 10 for each of the two: calls of 8 minutes from 08:05 on, the tenth at 09:17, its second at 12:18. A day of
/// 2 × 10 × 8 = 160 of 180 minutes for each: all 20 are called twice on the day they asked.
#[test]
fn inbound_20_requests_at_once_are_80_touches_on_the_day() {
    assert_eq!(
        run("inbound-lead", 20, &[], &[]).load("2026-11-30"),
        load(&[
            ("We have your request", 20),
            ("Within five minutes", 20),
            ("Just tried you", 20),
            ("Later the same day", 20),
        ])
    );
}

/// Reached at 08:05, talked; what was agreed goes out at 08:06; the meeting is booked 10 minutes after the call.
#[test]
fn inbound_who_books_on_the_call_leaves_with_the_summary_in_hand() {
    let run = run(
        "inbound-lead",
        1,
        &[],
        &[
            (1, EventKind::Talked, "Within five minutes", 0),
            (1, EventKind::MeetingBooked, "Within five minutes", 10),
        ],
    );
    assert_eq!(run.exit(1), ("2026-11-30 8:15".to_owned(), ExitRule::MeetingBooked));
    assert_eq!(
        run.touches(1),
        touches(&[
            ("2026-11-30 8:00", "We have your request"),
            ("2026-11-30 8:05", "Within five minutes"),
            ("2026-11-30 8:06", "What we agreed"),
        ])
    );
}

/// The cart is left at 08:00: 08:30, four hours later 12:30, a day later 12:30; which form of the third is the lot's.
#[test]
fn cart_one_shopper_gets_three_mails_in_29_hours() {
    let touches = run("abandoned-cart", 1, &[], &[]).touches(1);
    let times: Vec<&str> = touches.iter().map(|(at, _)| at.as_str()).collect();
    assert_eq!(times, ["2026-11-30 8:30", "2026-11-30 12:30", "2026-12-01 12:30"]);
    assert_eq!((touches[0].1.as_str(), touches[1].1.as_str()), ("Your cart is saved", "Still in your cart"));
    assert!(["Postage is on us", "Last note about your cart"].contains(&touches[2].1.as_str()));
}

/// 30 carts: two mails each on the day, one the day after, whichever form.
#[test]
fn cart_30_carts_are_60_mails_and_then_30() {
    let run = run("abandoned-cart", 30, &[], &[]);
    assert_eq!(run.load("2026-11-30"), load(&[("Your cart is saved", 30), ("Still in your cart", 30)]));
    assert_eq!(run.load("2026-12-01").values().sum::<usize>(), 30);
}

/// Clicks 40 minutes after the first mail (09:10) and buys 5 minutes later: 45 minutes after 08:30.
#[test]
fn cart_who_buys_leaves_with_the_order() {
    let run = run(
        "abandoned-cart",
        1,
        &[],
        &[
            (1, EventKind::Clicked, "Your cart is saved", 40),
            (1, EventKind::Purchased, "Your cart is saved", 45),
        ],
    );
    assert_eq!(run.exit(1), ("2026-11-30 9:15".to_owned(), ExitRule::GoalReached));
    assert_eq!(run.touches(1).len(), 1);
}

const FORTY: (StdField, &str) = (StdField::Employees, "40");

/// Signed up at 08:00: the mail, the message a minute later. Not set up after a day: Tuesday 08:01. Two days more: Thursday 08:01 the
/// message, a minute later the call is due, and Ines begins at 09:00. Four days on, Monday the 7th: "Week two" is for who is set up.
#[test]
fn welcome_who_is_not_set_up_is_called_on_thursday() {
    assert_eq!(
        run("welcome-onboarding", 1, &[FORTY], &[]).touches(1),
        touches(&[
            ("2026-11-30 8:00", "Welcome, and the one thing to do first"),
            ("2026-11-30 8:01", "Your first rota in three minutes"),
            ("2026-12-01 8:01", "Stuck at the first rota?"),
            ("2026-12-03 8:01", "Shall we set it up for you?"),
            ("2026-12-03 9:00", "Set-up call"),
        ])
    );
    // fewer than ten people: no call
    let small = run("welcome-onboarding", 1, &[(StdField::Employees, "9")], &[]).touches(1);
    assert_eq!(small.len(), 4);
}

/// 10 sign-ups: a mail and a message each; on Thursday a message each, and 10 calls of 10 minutes are 100 of Ines' 120.
#[test]
fn welcome_ten_sign_ups_are_20_touches_on_monday_and_20_on_thursday() {
    let run = run("welcome-onboarding", 10, &[FORTY], &[]);
    assert_eq!(
        run.load("2026-11-30"),
        load(&[("Welcome, and the one thing to do first", 10), ("Your first rota in three minutes", 10)])
    );
    assert_eq!(run.load("2026-12-03"), load(&[("Shall we set it up for you?", 10), ("Set-up call", 10)]));
}

/// Opts out two hours after the first mail. And who is set up on the first afternoon (8 hours after the mail) stays: "Your first rota is out"
/// at 16:00, "Week two" four days later.
#[test]
fn welcome_who_opts_out_leaves_and_who_is_set_up_stays() {
    let hello = "Welcome, and the one thing to do first";
    let run = run(
        "welcome-onboarding",
        2,
        &[FORTY],
        &[(1, EventKind::OptedOut, hello, 120), (2, EventKind::Activated, hello, 480)],
    );
    assert_eq!(run.exit(1), ("2026-11-30 10:00".to_owned(), ExitRule::OptedOut));
    assert_eq!(run.touches(1).len(), 2);
    assert_eq!(
        run.touches(2)[2..],
        touches(&[
            ("2026-11-30 16:00", "Your first rota is out"),
            ("2026-12-04 16:00", "Week two: swaps without you"),
        ])
    );
}

/// Bought at 08:00: thanks at 10:00, five days on Saturday 10:00 (a shop's week has seven days), two weeks on Saturday the 19th.
#[test]
fn after_the_purchase_one_first_order_gets_a_code_on_saturday() {
    let first =
        |count: &'static str| run("post-purchase", 1, &[(StdField::Purchases, count)], &[]).touches(1);
    let mails = |second: &'static str| {
        touches(&[
            ("2026-11-30 10:00", "Thank you, and how to brew it"),
            ("2026-12-05 10:00", second),
            ("2026-12-19 10:00", "Running low?"),
        ])
    };
    assert_eq!(first("1"), mails("A code for the second order"));
    assert_eq!(first("2"), mails("A place at the tasting table"));
    // nobody knows how many: taken for a first order
    assert_eq!(first(""), mails("A code for the second order"));
}

/// 25 orders, 10 of them a third one.
#[test]
fn after_the_purchase_saturday_has_10_regulars_and_15_codes() {
    let run = run("post-purchase", 25, &[(StdField::Purchases, "3 x10 then 1")], &[]);
    assert_eq!(
        run.load("2026-12-05"),
        load(&[("A place at the tasting table", 10), ("A code for the second order", 15)])
    );
}

/// Orders again three days after the thanks, on Thursday 10:00: no code for what is already on its way.
#[test]
fn after_the_purchase_who_orders_again_leaves() {
    let run = run(
        "post-purchase",
        1,
        &[(StdField::Purchases, "1")],
        &[(1, EventKind::Purchased, "Thank you, and how to brew it", 3 * 24 * 60)],
    );
    assert_eq!(run.exit(1), ("2026-12-03 10:00".to_owned(), ExitRule::GoalReached));
    assert_eq!(run.touches(1).len(), 1);
}
