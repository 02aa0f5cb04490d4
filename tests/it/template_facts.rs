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

/// `n` contacts in Berlin whom every channel reaches; `more` = further columns.
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
    let owned: Vec<_> = columns
        .iter()
        .map(|(name, field, values)| (*name, Field::Std(*field), values.iter().map(String::as_str).collect()))
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
