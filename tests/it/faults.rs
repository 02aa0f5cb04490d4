//! What the engine once got wrong, each in the words of the rule and worked out by hand.

use cadenza::audience::{Columns, People};
use cadenza::calendar::{Date, Instant, Zone};
use cadenza::interop::no_events;
use cadenza::model::{Field, Place, Plan, Severity, StdField, ZoneName};
use cadenza::outline::{parse, plan_from_text};
use cadenza::program::{Cohort, Program, compile};
use cadenza::schedule::{Guard, Schedule, SkipCause, When, plan_schedule};

const DAY: &str = "2026-11-24";

/// `2026-11-30T08:00:00Z`
fn utc(at: Instant) -> String {
    Zone::UTC.rfc3339(at).replace("+00:00", "Z")
}

/// A sequence over a list of so many people in a zone, one column more beside.
struct Case {
    plan: Plan,
    program: Program,
    cohort: Cohort,
}

fn case(text: &str, zone: &str, dates: &[&'static str]) -> Case {
    let made = plan_from_text(text);
    assert_eq!(made.problems, []);
    let n = dates.len();
    let names: Vec<String> = (1..=n).map(|n| format!("p{n}@a{n}.example")).collect();
    let columns = Columns::from_texts(
        (1..=n as u32).collect(),
        vec![
            ("Email", Field::Std(StdField::Email), names.iter().map(String::as_str).collect()),
            ("Phone", Field::Std(StdField::DirectPhone), vec!["+49 30 1234567"; n]),
            ("Zone", Field::Std(StdField::TimeZone), vec![zone; n]),
            ("Created", Field::Std(StdField::CreatedOn), dates.to_vec()),
            // where nobody asks for consent before a cold mail
            ("Country", Field::Std(StdField::Country), vec!["FR"; n]),
        ],
    );
    let (program, _) = compile(&made.plan, made.sequence.unwrap());
    let people = People::of(&columns, Zone::UTC);
    let today: Date = DAY.parse().unwrap();
    let cohort = Cohort::of_list(&program, &made.plan, &columns, &people, today).unwrap();
    Case { plan: made.plan, program, cohort }
}

impl Case {
    fn schedule(&self) -> Schedule {
        plan_schedule(&self.program, &self.cohort)
    }

    /// When the touches of a step are planned, in UTC, where nobody reacts.
    fn planned(&self, schedule: &Schedule, step: &str) -> Vec<String> {
        let named = |id| self.plan.steps.get(&id).is_some_and(|record| record.name == step);
        let at =
            schedule.touches.iter().filter(|touch| named(touch.step)).filter_map(|touch| match &touch.when {
                When::At { planned, .. } => Some(utc(*planned)),
                _ => None,
            });
        at.collect()
    }
}

const TEAM: &str = "calendar \"Office\": Mon-Fri 9:00-17:00\nsender \"out@desk.example\": Europe/Berlin\nowner \"Mara\": Europe/Berlin, calendar \"Office\"\n";

fn sequence(from: &str, steps: &str) -> String {
    format!("sequence \"S\"\nenter all\n  from {from}\n  calendar \"Office\"\n{steps}")
}

#[test]
fn s3_a_wait_for_a_date_three_years_ahead_ends_on_it() {
    let text = format!(
        "{TEAM}{}",
        sequence("2026-11-30", "until date created on at 9:30, else exit\nemail \"On the day\"\n")
    );
    // Friday 2029-11-30, 9:30 in Berlin in winter
    let made = case(&text, "Europe/Berlin", &["2029-11-30"]);
    let schedule = made.schedule();
    assert_eq!(made.planned(&schedule, "On the day"), ["2029-11-30T08:30:00Z"]);
    assert_eq!(schedule.problems, []);
}

#[test]
fn what_lies_beyond_the_years_whose_clock_changes_are_known_is_not_planned_and_said_so() {
    let text = format!(
        "{TEAM}{}",
        sequence("2026-11-30", "until date created on at 9:30, else exit\nemail \"On the day\"\n")
    );
    let made = case(&text, "Europe/Berlin", &["2041-03-01"]);
    let schedule = made.schedule();
    assert_eq!(schedule.touches, []);
    let [problem] = schedule.problems.as_slice() else { panic!("{:?}", schedule.problems) };
    assert!(
        problem.sentence().contains("2040") && !problem.sentence().contains("ever"),
        "{}",
        problem.sentence()
    );

    for from in ["2023-12-31", "2041-01-01", "2050-06-01"] {
        let made = case(&format!("{TEAM}{}", sequence(from, "email \"Hello\"\n")), "Europe/Berlin", &[""]);
        let schedule = made.schedule();
        assert_eq!(schedule.touches, []);
        assert!(
            schedule.problems.iter().any(|p| p.severity() == Severity::Error && p.sentence().contains(from)),
            "{from}"
        );
    }
    // the last day of all
    let made =
        case(&format!("{TEAM}{}", sequence("2040-12-31", "email \"Hello\"\n")), "Europe/Berlin", &[""]);
    assert_eq!(made.planned(&made.schedule(), "Hello"), ["2040-12-31T08:00:00Z"]);
}

#[test]
fn t4_hours_that_meet_only_between_two_changes_of_clocks_are_waited_for() {
    // 9:00 in New York is 15:00 in Berlin, and 14:00 only while Berlin has gone back to winter and New York has not: from Sunday
    // 2027-10-31 to Saturday 2027-11-06
    let text = "calendar \"Morning\": Mon-Fri 9:00-10:00\ncalendar \"Afternoon\": Mon-Fri 14:00-15:00\nsender \"out@desk.example\": Europe/Berlin, calendar \"Afternoon\"\nsequence \"S\"\nenter all\n  from 2027-04-05\n  calendar \"Morning\"\nemail \"Hello\"\n";
    let made = case(text, "America/New_York", &[""]);
    let schedule = made.schedule();
    assert_eq!(made.planned(&schedule, "Hello"), ["2027-11-01T13:00:00Z"]);
    // half a year after it is due: said, with how many
    let [problem] = schedule.problems.as_slice() else { panic!("{:?}", schedule.problems) };
    assert!(
        problem.sentence().starts_with("1 contact comes to it more than 5 days before it is open"),
        "{problem:?}"
    );
    // hours that never meet are still said to be so
    let never = text.replace("14:00-15:00", "12:00-13:00");
    let schedule = case(&never, "America/New_York", &[""]).schedule();
    assert!(
        schedule.problems.iter().any(|problem| problem.sentence().contains("never open")),
        "{:?}",
        schedule.problems
    );
}

#[test]
fn c4_a_task_is_given_up_five_working_days_after_it_was_due_not_after_it_joined_the_queue() {
    // due on Saturday 2026-11-28 at 9:00; the fifth working day after it is Friday 2026-12-04. One call a day, eight people: Monday to
    // Thursday at 9:00 four are called, and on Friday at 9:00 the time of the other four is over before the queue is served (C5).
    let team = TEAM.replace("owner \"Mara\":", "owner \"Mara\": 1 tasks a day,");
    let steps = "email \"Hello\"\nwait 1 day\ncall \"Call\", owner, 5 min\n";
    let made = case(&format!("{team}{}", sequence("2026-11-27", steps)), "Europe/Berlin", &[""; 8]);
    let schedule = made.schedule();
    let days = ["2026-11-30", "2026-12-01", "2026-12-02", "2026-12-03"];
    assert_eq!(made.planned(&schedule, "Call"), days.map(|day| format!("{day}T08:00:00Z")));
    let given_up: Vec<String> = schedule
        .touches
        .iter()
        .filter_map(|touch| match touch.when {
            When::Skipped { at, cause: SkipCause::Stale } => Some(utc(at)),
            _ => None,
        })
        .collect();
    assert_eq!(given_up, vec!["2026-12-04T08:00:00Z"; 4]);
}

#[test]
fn nobody_who_opted_out_is_written_to_after_a_mail_that_waits_beyond_the_end() {
    // the third mail's window lies outside the mailbox's hours; who opted out after the first or second passes it over
    let steps = "email \"One\"\nwait 1 day\nemail \"Two\"\nwait 1 day\nemail \"Three\" 20:00-21:00\nwait 1 day\nemail \"Four\"\ncall \"Call\", owner, 5 min\n";
    let team = TEAM.replace(
        "sender \"out@desk.example\": Europe/Berlin",
        "sender \"out@desk.example\": Europe/Berlin, calendar \"Office\"",
    );
    let made = case(&format!("{team}{}", sequence("2026-11-30", steps)), "Europe/Berlin", &[""]);
    let schedule = made.schedule();
    let of = |name: &str| {
        let named = |id| made.plan.steps.get(&id).is_some_and(|record| record.name == name);
        schedule.touches.iter().filter(|touch| named(touch.step)).collect::<Vec<_>>()
    };
    assert_eq!((of("One").len(), of("Two").len(), of("Three").len(), of("Four").len()), (1, 1, 0, 0));
    // the call is for those who opted out of mails
    let [call] = of("Call")[..] else { panic!("{:?}", of("Call")) };
    assert!(matches!(call.guard.as_slice(), [Guard::When(_)]), "{:?}", call.guard);
}

#[test]
fn a_start_in_the_past_is_said() {
    let text = |from: &str| format!("{TEAM}{}", sequence(from, "email \"Hello\"\n"));
    let said = |from: &str, today: &str| {
        let mut made = case(&text(from), "Europe/Berlin", &[""]);
        made.program.notice_today(today.parse().unwrap());
        made.schedule().problems
    };
    let problems = said("2026-10-01", "2026-11-29");
    let [problem] = problems.as_slice() else { panic!("{problems:?}") };
    assert!(matches!(problem.place, Place::Sequence(_)) && problem.severity() == Severity::Warning);
    assert!(
        problem.sentence().contains("2026-10-01, which is before today, 2026-11-29"),
        "{}",
        problem.sentence()
    );
    assert_eq!(said("2026-11-29", "2026-11-29"), []);
    assert_eq!(said("2026-11-30", "2026-11-29"), []);
}

#[test]
fn a_slip_in_the_entry_line_is_said_where_it_stands_and_nothing_else() {
    let plan = Plan::new("p", "P", 1, ZoneName::from("UTC"));
    for (entry, word) in [
        ("from 30.11.2026", "30.11.2026"),
        ("from tomorrow", "tomorrow"),
        ("20 a day, from 2026-11-30", ","),
        ("20 a weekday, from 2026-11-30", "weekday"),
        ("at most 50 active, from 2026-11-30", "most"),
        ("on date reached, at \"birthday\", yearly, from 2026-11-30", "yearly"),
    ] {
        let problems =
            parse(&format!("sequence \"S\"\nenter all\n  {entry}\nemail \"First\"\n"), &plan).problems;
        let [problem] = problems.as_slice() else { panic!("{entry}: {problems:?}") };
        assert_eq!((problem.line, problem.word.as_str()), (3, word), "{entry}");
    }
    let problems =
        parse("sequence \"S\"\nenter all\n  20 a day, from 2026-11-30\nemail \"First\"\n", &plan).problems;
    assert_eq!(problems[0].expected, "a business day, or a day for and a number of days");
    // where no line says it, that is what is missing
    let problems = parse("sequence \"S\"\nenter all\nemail \"First\"\n", &plan).problems;
    assert_eq!(problems[0].message, "nothing says when contacts enter");
}

#[test]
fn a_calendar_file_of_a_sequence_entered_by_events_is_refused_for_its_dates() {
    let text = format!(
        "{TEAM}sequence \"S\"\nenter all\n  on form submitted, 12 a day for 20 days, from 2026-11-30\n  calendar \"Office\"\nemail \"Hello\"\ncall \"Call\", owner, 5 min\n"
    );
    let schedule = case(&text, "Europe/Berlin", &["", ""]).schedule();
    for automatic in [false, true] {
        assert!(
            no_events(&schedule, automatic).starts_with("contacts enter by an event whose day nobody knows")
        );
    }
    let by_hand =
        case(&format!("{TEAM}{}", sequence("2026-11-30", "email \"Hello\"\n")), "Europe/Berlin", &[""])
            .schedule();
    assert!(no_events(&by_hand, false).contains("by hand"));
}
