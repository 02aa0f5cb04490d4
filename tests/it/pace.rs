//! The day numbers that outline rows show.

use std::collections::BTreeMap;

use cadenza::calendar::{Date, Zone};
use cadenza::model::StepId;
use cadenza::outline::{pace, plan_from_text};
use cadenza::program::{Candidate, Cohort, compile};
use cadenza::schedule::{When, plan_schedule};
use proptest::prelude::*;

fn days(outline: &str) -> Vec<(String, u32)> {
    let text = format!("calendar \"Office\": Mon-Fri 9:00-17:00\n{outline}");
    let read = plan_from_text(&text);
    assert!(read.problems.is_empty(), "{:?}", read.problems);
    let plan = read.plan;
    let sequence = *plan.sequences.keys().next().unwrap();
    let pace = pace(&plan, sequence);
    let rows = plan.walk(sequence);
    rows.iter()
        .filter_map(|visit| Some((plan.steps[&visit.id].name.clone(), pace.get(&visit.id)?.day)))
        .collect()
}

const HEAD: &str = "sequence \"S\"\nenter all\n  from 2026-11-16\n  calendar \"Office\"\n";

#[test]
fn business_days_are_counted_from_the_day_of_entry() {
    let rows = days(&format!(
        "{HEAD}email \"A\"\nwait 1 business day\ncall \"B\"\nwait 4 business days\nemail \"C\"\nwait 3 days\nemail \"D\"\n"
    ));
    // entry Mon 16 Nov; C on Mon 23; three days later is Thu 26
    assert_eq!(rows, [("A".into(), 1), ("B".into(), 2), ("C".into(), 6), ("D".into(), 9)]);
}

#[test]
fn after_a_branch_the_way_goes_on_where_nobody_reacts() {
    let rows = days(&format!(
        "{HEAD}call \"A\"\nif talked \"A\"\n  email \"Yes\"\notherwise\n  wait 2 business days\n  email \"No\"\nend\nemail \"C\"\n"
    ));
    assert_eq!(rows, [("A".into(), 1), ("Yes".into(), 1), ("No".into(), 3), ("C".into(), 3)]);
}

#[test]
fn a_touch_due_at_the_weekend_shows_the_monday() {
    let rows = days(&format!("{HEAD}email \"A\"\nwait 5 days\nemail \"B\"\n"));
    assert_eq!(rows, [("A".into(), 1), ("B".into(), 6)]);
}

#[test]
fn a_window_that_is_over_moves_a_touch_to_the_next_day_and_all_that_follows() {
    // A is sent at 9:00; four hours later B's window is over, and C counts from where B is sent
    let rows = days(&format!(
        "{HEAD}email \"A\"\nwait 4 hours\nemail \"B\" 9:00-11:00\nwait 1 business day\ncall \"C\"\n"
    ));
    assert_eq!(rows, [("A".into(), 1), ("B".into(), 2), ("C".into(), 3)]);
    // a window of its own stands for the calendar's hours (T4): B is sent at 18:00, when C's are over
    let rows = days(&format!("{HEAD}email \"A\"\nemail \"B\" 18:00-19:00\nemail \"C\"\n"));
    assert_eq!(rows, [("A".into(), 1), ("B".into(), 1), ("C".into(), 2)]);
}

#[test]
fn a_repeat_pauses_from_its_last_touch_and_ends_with_a_task_that_is_done() {
    let rows = days(&format!(
        "{HEAD}repeat up to 3, every 1 business day, until replied\n  email \"A\"\nend\nwait 1 business day\nemail \"B\"\n"
    ));
    assert_eq!(rows, [("A".into(), 1), ("B".into(), 4)]);
    let rows = days(&format!(
        "{HEAD}repeat up to 3, every 1 business day, until done\n  task \"A\", owner\nend\nwait 1 business day\nemail \"B\"\n"
    ));
    assert_eq!(rows, [("A".into(), 1), ("B".into(), 2)]);
}

/// When one contact of the plan's zone whom every channel reaches gets each touch first, by the planned schedule; `None` = passed over or
/// only behind a condition.
fn planned(text: &str) -> (BTreeMap<StepId, Option<Date>>, BTreeMap<StepId, cadenza::outline::Pace>) {
    let read = plan_from_text(text);
    assert_eq!(read.problems, [], "{text}");
    let (plan, sequence) = (read.plan, read.sequence.unwrap());
    let (program, problems) = compile(&plan, sequence);
    assert!(!program.has_errors(), "{problems:?}");
    let zone = Zone::from_name(&plan.settings.zone.0).unwrap();
    let [person]: [Candidate; 1] = super::simulate::people(1).try_into().unwrap();
    let person = Candidate { zone, has_phone: true, has_mobile: true, has_profile: true, ..person };
    let schedule = plan_schedule(&program, &Cohort::gather(&program, &[person]));
    let mut first = BTreeMap::new();
    for touch in schedule.touches {
        let date = match touch.when {
            When::At { planned, .. } => Some(zone.local(planned).0),
            _ => None,
        };
        first.entry(touch.step).or_insert(date);
    }
    (first, pace(&plan, sequence))
}

fn touch() -> impl Strategy<Value = String> {
    let window = prop_oneof![
        Just(""),
        Just(" 9:00-11:30"),
        Just(" 10:00-10:20"),
        Just(" 13:00-18:00"),
        Just(" 22:00-2:00")
    ];
    (0..6_u8, window).prop_map(|(kind, window)| match kind {
        0 | 1 => format!("email \"T\"{window}"),
        5 => format!("email \"T\"{window}, not after 2026-12-15"),
        2 => format!("sms \"T\"{window}"),
        3 => format!("in-app \"T\"{window}"),
        _ => format!("linkedin invite \"T\"{window}"),
    })
}

fn wait() -> impl Strategy<Value = String> {
    prop_oneof![
        (0..3000_u32).prop_map(|n| format!("wait {n} minutes")),
        (0..80_u32).prop_map(|n| format!("wait {n} hours")),
        (0..9_u32).prop_map(|n| format!("wait {n} days")),
        (0..6_u32).prop_map(|n| format!("wait {n} business days")),
        (0..30_u32).prop_map(|n| format!("wait {n} business hours")),
        (1..15_u32).prop_map(|n| format!("day {n}")),
        (0..3_u32).prop_map(|n| format!("wait {n} months")),
        Just("until 2026-12-19 9:00".to_owned()),
        Just("until Tue, Thu 10:00".to_owned()),
        Just("until Sun 2:30, not the same day".to_owned()),
    ]
}

fn part() -> impl Strategy<Value = String> {
    (0..5_u8, touch(), touch(), wait(), wait(), 1..4_u16).prop_map(|(shape, a, b, w1, w2, n)| match shape {
        0 => format!("{a}\n{w1}\nawait opened, at most 2 days\n  {b}\ntimed out\n  {w2}\n  {a}\nend\n{b}\n"),
        1 => format!("{a}\n{w1}\nif opened\n  {b}\notherwise\n  {w2}\n  {a}\nend\n"),
        2 => format!(
            "repeat up to {n}, every 1 business day, until replied\n  {a}\n  {w1}\n  {b}\nend\n{w2}\n{a}\n"
        ),
        3 => format!("{a}\nrepeat up to {n}, every 5 hours, until opened\n  {b}\nend\n"),
        _ => format!("{a}\n{w1}\n{b}\n{w2}\n"),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    /// What an outline's row says is what the run does.
    #[test]
    fn the_day_of_a_row_is_that_of_the_planned_run_of_one_contact(
        parts in prop::collection::vec(part(), 1..4),
        hours in prop_oneof![Just("Mon-Fri 9:00-17:00"), Just("Mon-Sat 8:00-12:00, Mon-Fri 14:00-18:00"), Just("Tue-Thu 0:00-23:00")],
        rails in prop::sample::select(&["", "", "  gap 30 hours\n", "  limit 1 a day\n  quiet 12:00-15:00\n", "  limit 2 email in 7 days\n  hold 1 day\n", "  gap 3 days\n  hold 0 days\n"][..]),
    ) {
        let text = format!(
            "calendar \"Office\": {hours}; holidays DE\nowner \"Mara\": Europe/Berlin\nsender \"m@out.example\": Europe/Berlin\n\
             sender \"+49 151 5550100\": sms, Europe/Berlin\nsender \"in/mara\": linkedin, Europe/Berlin\n\n\
             sequence \"S\"\nenter all\n  from 2026-12-11\n  calendar \"Office\"\n{rails}{}",
            parts.concat()
        );
        // a task that is held beyond the five days of its owner is given up: a row knows no owner
        let text = if rails.is_empty() { text } else { text.replace("linkedin invite", "email") };
        let (planned, pace) = planned(&text);
        for (step, date) in &planned {
            if let Some(date) = date {
                let told = pace.get(step);
                prop_assert_eq!(told.map(|pace| (pace.date, pace.on_path)), Some((*date, true)), "{:?} in {}", step, text);
            }
        }
        let on_path = pace.values().filter(|pace| pace.on_path).count();
        prop_assert_eq!(on_path, planned.values().flatten().count(), "{}", text);
    }
}
