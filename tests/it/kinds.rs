//! Every kind of step and every field of it that is offered changes something, or is refused; entry by events nobody can foresee.

use std::collections::BTreeSet;
use std::sync::Arc;

use cadenza::calendar::{Date, Zone};
use cadenza::interop::{ExportSource, JsonExport, JsonOptions};
use cadenza::model::{Action, ChannelKind, Denominator, EventKind, RateOf, SequenceId, StepKind};
use cadenza::program::{Candidate, Cohort, compile};
use cadenza::schedule::{Schedule, When, plan_schedule};
use cadenza::simulate::{Batch, KpiKind, summary};

use super::simulate::{Told, people};

const TEAM: &str = "calendar \"Office\": Mon-Fri 9:00-17:00\nowner \"Mara\": 600 minutes a day, Europe/Berlin\nsender \"m@out.example\": cap 500 a day, Europe/Berlin, owner \"Mara\"\n\n";

fn text(team: &str, entry: &str, steps: &str) -> String {
    format!(
        "{team}sequence \"S\"\nenter all\n  {entry}from 2026-11-16\n  calendar \"Office\"\n{steps}leave when replied\n"
    )
}

fn with(step: &str) -> String {
    text(TEAM, "", &format!("email \"A\"\nwait 1 day\n{step}email \"B\"\n"))
}

fn plan(text: &str, list: &[Candidate]) -> Schedule {
    let told = Told::new(text);
    let (program, _) = compile(&told.plan, told.sequence);
    plan_schedule(&program, &Cohort::gather(&program, list))
}

/// The schedule without numbers of steps, which any step more moves.
fn seen(schedule: &Schedule) -> String {
    let touches =
        schedule.touches.iter().map(|t| format!("{} {:?} {:?} {:?}", t.contact, t.channel, t.when, t.guard));
    let actions = schedule.actions.iter().map(|a| format!("{} {:?}", a.contact, a.when));
    let exits = schedule.exits.iter().map(|e| format!("{} {} {}", e.contact, e.at, e.reason));
    touches.chain(actions).chain(exits).collect::<Vec<_>>().join("\n")
}

#[test]
fn adding_any_kind_of_step_changes_the_schedule_or_is_refused() {
    let list = people(12);
    let base = seen(&plan(&with(""), &list));
    let touches = ChannelKind::ALL.map(|kind| match kind {
        ChannelKind::Ad => "ad \"X\", for 7 days\n".to_owned(),
        kind => format!("{} \"X\"\n", kind.name()),
    });
    let others = [
        "wait 3 minutes",
        "wait 3 hours",
        "wait 3 business hours",
        "wait 3 days",
        "wait 3 business days",
        "wait 3 weeks",
        "day 9",
        "until Fri 10:00",
        "until date created on 9:00, else exit",
        "until date created on 9:00, else skip next touch",
        "await opened \"A\", at most 3 days\n  email \"X\"\nend",
        "if none of (opened)\n  stop \"unread\"\nend",
        "if opened\n  email \"X\"\nend",
        "split A 50, B 50\n  arm A\n    wait 2 days\n  arm B\nend",
        "repeat up to 2, every 1 day, until clicked\n  whatsapp \"X\"\nend",
        "add tag \"X\"",
        "remove tag \"X\"",
        "add to list \"X\"",
        "remove from list \"X\"",
        "set stage to \"X\"",
        "set industry to \"X\"",
        "add score 5",
        "notify \"X\"",
        "quote \"https://quotes.example/{{email}}\"",
        "stop \"enough\"",
    ];
    for step in touches.into_iter().chain(others.map(|step| format!("{step}\n"))) {
        assert_ne!(seen(&plan(&with(&step), &list)), base, "{step} changes nothing");
    }
    // enrolled where the contact is already: said; in what does not exist: refused
    let enrol = |to: Option<SequenceId>| {
        let mut told = Told::new(&with("notify \"X\"\n"));
        let to = to.unwrap_or(told.sequence);
        for step in told.plan.steps.values_mut() {
            if let StepKind::Action { what } = &mut Arc::make_mut(step).kind {
                *what = Action::Enrol(to);
            }
        }
        compile(&told.plan, told.sequence)
    };
    let (program, problems) = enrol(None);
    assert!(!program.has_errors() && problems.len() == 1, "{problems:?}");
    assert!(enrol(Some(SequenceId(999))).0.has_errors());
}

#[test]
fn every_field_of_the_new_steps_and_records_changes_the_schedule() {
    let entry = |entry: &str| text(TEAM, entry, "wait 1 day\nemail \"A\"\n");
    let team = |line: &str| {
        let team = format!("{TEAM}owner \"Bo\": Europe/Berlin\n{line}");
        text(&team, "", "sms \"A\"\nlinkedin invite \"I\", owner, 1 min\nwait 1 day\nwhatsapp \"B\"\n")
    };
    let repeat = |line: &str| with(&format!("{line}\n  call \"X\", owner, 1 min, no phone: skip\nend\n"));
    let tasks = |tasks: &str| {
        let team = TEAM.replace("600 minutes a day", &format!("600 minutes a day{tasks}"));
        text(&team, "", "call \"X\", owner, 1 min, no phone: skip\n")
    };
    let split = |per: &str| with(&format!("split A 50, B 50{per}\n  arm A\n    wait 2 days\n  arm B\nend\n"));
    let pairs = [
        (with("email \"X\"\n"), with("email \"X\", skip if none of (opened)\n")),
        (with("email \"X\"\n"), with("email \"X\", skip if opened\n")),
        (
            repeat("repeat up to 2, every 1 day, until connected"),
            repeat("repeat up to 3, every 1 day, until connected"),
        ),
        (
            repeat("repeat up to 2, every 1 day, until connected"),
            repeat("repeat up to 2, every 2 days, until connected"),
        ),
        (
            repeat("repeat up to 2, every 1 day, until connected"),
            repeat("repeat up to 2, every 1 day, until talked"),
        ),
        (tasks(""), tasks(", 1 tasks a day")),
        (team(""), team("sender \"+1\": sms, cap 1 a day, Europe/Berlin\n")),
        (team(""), team("sender \"in/m\": linkedin, cap 1 a day, Europe/Berlin\n")),
        (team(""), team("sender \"+2\": whatsapp, cap 1 a day, Europe/Berlin\n")),
        (
            team("sender \"+1\": sms, cap 1 a day, Europe/Berlin\n"),
            team("sender \"+1\": whatsapp, cap 1 a day, Europe/Berlin\n"),
        ),
        (split(""), split(", per account")),
        (entry(""), entry("on date reached, at created on, ")),
    ];
    let mut list = people(8);
    list.iter_mut().for_each(|person| person.account = Some(1));
    for (before, after) in pairs {
        assert_ne!(seen(&plan(&before, &list)), seen(&plan(&after, &list)), "{after}");
    }
}

#[test]
fn the_days_of_an_ad_the_event_of_an_entry_and_what_is_filled_in_stand_in_the_file() {
    let file = |entry: &str, steps: &str| {
        let told = Told::new(&text(TEAM, entry, steps));
        let (program, _) = compile(&told.plan, told.sequence);
        let columns = cadenza::audience::Columns::from_texts(
            vec![1],
            vec![(
                "Email",
                cadenza::model::Field::Std(cadenza::model::StdField::Email),
                vec!["a b@x.example"],
            )],
        );
        let people = cadenza::audience::People::of(&columns, Zone::UTC);
        let today = Date::new(2026, 11, 16).unwrap();
        let cohort = Cohort::of_list(&program, &told.plan, &columns, &people, today).unwrap();
        let schedule = plan_schedule(&program, &cohort);
        let source = ExportSource {
            plan: &told.plan,
            sequence: told.sequence,
            also: &[],
            schedule: &schedule,
            columns: &columns,
            people: &people,
            list_name: "List",
            exported_at: "2026-11-16T08:00:00Z",
            launch: None,
        };
        JsonExport::whole(&source, JsonOptions::default())
    };
    assert_ne!(file("", "ad \"X\", for 7 days\n"), file("", "ad \"X\", for 8 days\n"));
    let cart = file(
        "on cart abandoned, 1 a day for 9 days, ",
        "email \"A\"\nquote \"https://q.example/{{email}}\"\n",
    );
    assert_ne!(
        cart,
        file("on signed up, 1 a day for 9 days, ", "email \"A\"\nquote \"https://q.example/{{email}}\"\n")
    );
    assert!(cart.contains("\"relative_to_entry\":") && cart.contains("2026-11-16"), "{cart}");
    assert!(cart.contains("https://q.example/a%20b%40x.example"), "{cart}");
    let read = cadenza::interop::ScheduleFile::read(&cart).unwrap();
    assert_eq!(read.actions.len(), 1);
    assert_eq!(read.relative_to_entry, Date::new(2026, 11, 16));
}

#[test]
fn s5_an_arm_per_account_is_one_for_all_its_contacts_and_survives_another_order() {
    let told = Told::new(&with("split A 50, B 50, per account\n  arm A\n    stop \"a\"\n  arm B\nend\n"));
    let program = told.program();
    let mut list = people(60);
    for person in &mut list {
        // an account goes by its lowest contact number
        person.account = Some((person.number - 1) / 3 * 3 + 1);
    }
    let stopped = |list: &[Candidate]| -> BTreeSet<u32> {
        let schedule = plan_schedule(&program, &Cohort::gather(&program, list));
        schedule.exits.iter().map(|exit| exit.contact).collect()
    };
    let exits = stopped(&list);
    assert!((15..=45).contains(&exits.len()), "{exits:?}");
    for first in (1..=60).step_by(3) {
        let n = (first..first + 3).filter(|contact| exits.contains(contact)).count();
        assert!(n == 0 || n == 3, "the account of {first} is torn");
    }
    let backwards: Vec<Candidate> = list.iter().rev().cloned().collect();
    assert_eq!(stopped(&backwards), exits);
}

fn cart(per_day: &str, days: u32) -> Told {
    let text = format!(
        "sender \"m@out.example\": cap 1 a day, UTC\n\nsequence \"S\"\nenter all\n  on cart abandoned, {per_day} a day for {days} days, from 2026-11-16\nwait 30 minutes\nemail \"A\"\nwait 1 day\nemail \"B\"\nleave when replied\n"
    );
    Told::new(&text)
}

#[test]
fn e6_with_entry_by_events_the_plan_counts_from_the_entry_and_nothing_queues() {
    let schedule = {
        let program = cart("5", 10).program();
        plan_schedule(&program, &Cohort::gather(&program, &people(3)))
    };
    assert_eq!(schedule.relative_to_entry, Date::new(2026, 11, 16));
    let planned: Vec<String> = schedule
        .touches
        .iter()
        .filter(|touch| matches!(touch.when, When::At { .. }))
        .map(|touch| Zone::from_name("Europe/Berlin").unwrap().rfc3339(touch.when.instant()))
        .collect();
    // one mail a day goes out, and yet all three are planned 30 minutes after their entry
    assert_eq!(planned[..3], ["2026-11-16T00:30:00+01:00"; 3]);
    assert_eq!(planned[3..], ["2026-11-17T00:30:00+01:00"; 3]);
}

#[test]
fn s7_events_come_as_often_as_said_and_who_meets_none_is_in_no_denominator() {
    let told =
        cart("5", 10).rate(RateOf::Channel(ChannelKind::Email), EventKind::Replied, 1.0, Denominator::Touch);
    let program = told.program();
    let cohort = Cohort::gather(&program, &people(300));
    let forecast = summary(&program, &[Batch::run(&program, &cohort, 0..200)], 200);
    let reply = forecast.kpis.iter().find(|kpi| kpi.kind == KpiKind::ReplyRate).unwrap();
    // 50 events are expected, with a standard deviation of √50; the mean of 200 runs lies within 4 of its own errors
    let started = reply.denominator;
    assert!((started.mean - 50.0).abs() < 4.0 * (50.0_f64 / 200.0).sqrt(), "{started:?}");
    assert!((started.sd - 50.0_f64.sqrt()).abs() < 1.5, "{started:?}");
    assert_eq!(reply.value.mean, 1.0);
    // nobody enters outside the stated horizon, and everybody who enters leaves
    let exits: f64 = forecast.exits.iter().map(|(_, range)| range.mean).sum();
    assert!((exits - started.mean).abs() < 1e-9, "{exits}");
}

#[test]
fn s7_with_fewer_contacts_than_events_everybody_enters_once_and_it_is_said() {
    let told = cart("50", 10);
    let program = told.program();
    let cohort = Cohort::gather(&program, &people(20));
    let forecast = summary(&program, &[Batch::run(&program, &cohort, 0..3)], 3);
    let exits: f64 = forecast.exits.iter().map(|(_, range)| range.mean).sum();
    assert_eq!(exits, 20.0);
    assert!(forecast.problems.iter().any(|problem| problem.sentence().contains("only 20 contacts")));
}
