//! What the forecast and the schedule say: ranges, never one number; numerator and denominator (§7); finding as title.

use cadenza::calendar::Date;
use cadenza::model::{Channel, EventKind, ExitRule, GoalMetric, OwnerId, SenderId, StepId};
use cadenza::schedule::{HoldCause, PlannedDay, SkipCause};
use cadenza::simulate::{
    DateRange, Day, DayTotals, Exit, Forecast, GoalForecast, Kpi, KpiKind, OwnerLoad, Range, SenderLoad,
    StepForecast, Use, busiest,
};
use cadenza::words::*;

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// A range whose 8 in 10 futures lie between `low` and `high`.
fn span(low: f64, middle: f64, high: f64) -> Range {
    Range {
        mean: middle,
        sd: 1.0,
        q05: low,
        q10: low,
        q25: low,
        q50: middle,
        q75: high,
        q90: high,
        q95: high,
    }
}

fn exactly(n: f64) -> Range {
    Range { sd: 0.0, ..span(n, n, n) }
}

fn kpi(kind: KpiKind, value: Range, numerator: Range) -> Kpi {
    Kpi { kind, value, numerator, denominator: exactly(486.0), of_segment: None, error: 0.0 }
}

fn day(text: &str, emails: f64, waiting: f64, replies: Range) -> Day {
    Day {
        date: date(text),
        touches: if emails > 0.0 { vec![(Channel::Email, exactly(emails))] } else { Vec::new() },
        total: exactly(emails),
        waiting: exactly(waiting),
        late: exactly(0.0),
        given_up: exactly(0.0),
        replies_so_far: replies,
        meetings_so_far: exactly(0.0),
    }
}

fn forecast() -> Forecast {
    Forecast {
        seed: 42,
        replications: 1000,
        asked: 1000,
        may_enter: 486,
        enters: exactly(486.0),
        last_touch: Some(DateRange {
            q10: date("2026-11-17"),
            q50: date("2026-11-17"),
            q90: date("2026-11-19"),
        }),
        held_back: vec![(HoldCause::OptedOut, 11), (HoldCause::NothingReaches, 12)],
        kpis: vec![
            kpi(KpiKind::ReplyRate, span(0.037, 0.0576, 0.086), span(18.0, 28.0, 42.0)),
            kpi(KpiKind::MeetingRate, span(0.006, 0.0144, 0.025), span(3.0, 7.0, 12.0)),
            kpi(
                KpiKind::TimeToFirstResponse,
                span(4.0 * 1440.0, 10.0 * 1440.0, 13.0 * 1440.0),
                exactly(28.0),
            ),
            kpi(KpiKind::EffectiveFollowUp, span(0.84, 0.89, 0.93), span(408.0, 433.0, 452.0)),
        ],
        days: vec![
            day("2026-11-16", 36.0, 0.0, exactly(0.0)),
            day("2026-11-17", 36.0, 4.0, span(1.0, 2.0, 4.0)),
            day("2026-12-23", 0.0, 0.0, span(18.0, 28.0, 42.0)),
        ],
        exits: vec![
            (Exit::Finished, span(408.0, 433.0, 452.0)),
            (Exit::Rule(ExitRule::Replied), span(18.0, 28.0, 42.0)),
            (Exit::Stopped("not a fit".to_owned()), span(0.0, 1.0, 3.0)),
        ],
        goal: Some(GoalForecast {
            metric: GoalMetric::Meetings,
            target: 6,
            probability: 0.75,
            values: vec![7, 6, 4, 9],
        }),
        ..Forecast::default()
    }
}

#[test]
fn the_line_on_top_gives_ranges_with_their_nouns() {
    assert_eq!(expectation(&forecast()).unwrap(), "3–12 meetings and 18–42 replies");
    let mut few = forecast();
    few.kpis[0].numerator = exactly(1.0);
    few.kpis[1].numerator = exactly(0.0);
    assert_eq!(expectation(&few).unwrap(), "no meetings and 1 reply");
    assert_eq!(expectation(&Forecast::default()), None, "without a run there is nothing to expect");
}

#[test]
fn what_leads_is_what_the_goal_is_about() {
    let mut shop = forecast();
    shop.kpis.push(kpi(KpiKind::ConversionRate, span(0.01, 0.02, 0.03), span(5.0, 9.0, 14.0)));
    let names = |forecast: &Forecast| figures(forecast).iter().map(|figure| figure.name).collect::<Vec<_>>();
    assert_eq!(names(&shop), ["Meetings", "Replies"]);
    assert_eq!(figures(&shop)[0].goal, Some(6.0));
    let goal = shop.goal.as_mut().unwrap();
    (goal.metric, goal.target) = (GoalMetric::Purchases, 8);
    assert_eq!(names(&shop), ["Purchases", "Replies"], "meetings would be 0 here");
    assert_eq!(expectation(&shop).unwrap(), "5–14 purchases and 18–42 replies");
    assert_eq!(chance_words(&shop).unwrap(), "1 of 4 futures reaches 8 purchases");
    shop.goal.as_mut().unwrap().metric = GoalMetric::Replies;
    assert_eq!(names(&shop), ["Replies", "Meetings"]);
}

#[test]
fn who_may_enter_by_an_event_is_more_than_who_enters() {
    assert_eq!(entry_words(&forecast()), ("486 contacts".to_owned(), "enter".to_owned()));
    let by_event = Forecast { may_enter: 421, enters: span(232.0, 240.0, 251.0), ..forecast() };
    assert_eq!(entry_words(&by_event), ("421 contacts".to_owned(), "may enter; 232–251 do".to_owned()));
    assert!(
        state_line(&by_event).starts_with("1,000 futures of 232–251 who enter, of 421 contacts who may,")
    );
}

#[test]
fn a_run_that_was_stopped_says_how_far_it_came() {
    assert_eq!(state_line(&forecast()), "1,000 futures of 486 contacts, 16 Nov to 23 Dec");
    let partial = Forecast { replications: 128, ..forecast() };
    assert_eq!(state_line(&partial), "Stopped after 128 of 1,000 futures of 486 contacts, 16 Nov to 23 Dec");
}

#[test]
fn each_kpi_shows_numerator_and_denominator() {
    let mut told = forecast();
    told.kpis[0].of_segment = Some(span(0.035, 0.055, 0.0825));
    let lines = kpi_lines(&told);
    let words: Vec<(&str, &str, &str)> =
        lines.iter().map(|line| (line.name, line.range.as_str(), line.middle.as_str())).collect();
    assert_eq!(
        words,
        [
            ("Replies", "18–42", "middle 28 of 486 reached, 5.8 %; 5.5 % of the 509 in the segment"),
            ("Meetings", "3–12", "middle 7 of 486 reached, 1.4 per 100"),
            ("First response", "4–13 days", "middle 10 days after the first touch, over 28 who reply"),
            ("Effective follow-up", "84–93 %", "middle 433 of 486 got every step due"),
        ]
    );
    assert_eq!((lines[0].goal, lines[1].goal), (None, Some(6.0)));
    assert!(lines.iter().all(|line| line.quantiles.iter().all(|q| *q <= line.max)));
    // the middles of a count and of a denominator that differs are not of the same future
    told.kpis[0].denominator = span(460.0, 471.0, 480.0);
    assert!(kpi_lines(&told)[0].middle.starts_with("middle 28 of about 471 reached"));
}

#[test]
fn the_title_of_the_fan_is_its_finding_and_the_table_has_every_day() {
    let words = replies_words(&forecast());
    assert_eq!(words.title, "Replies reach 18–42 by 23 Dec");
    assert_eq!(
        words.sentence,
        "Replies so far, by day: 18 to 42 by 23 Dec in 8 of 10 futures, 28 in the middle one"
    );
    assert_eq!(words.table.rows[1], ["Tue 17 Nov", "1", "1", "2", "4", "4"]);
    assert_eq!(meetings_words(&forecast()).title, "Hardly a future brings a meeting");
    assert_eq!(fan_markers(&forecast()), [(1, "Last touch".to_owned())]);
    let last = forecast().last_touch.unwrap();
    assert_eq!(last_words("Last touch", &last), "Last touch 17 Nov, in 8 of 10 futures 17 Nov to 19 Nov");
}

#[test]
fn dots_are_counted_in_the_title_and_every_value_is_in_the_table() {
    let words = dots_words(&forecast(), 6).unwrap();
    assert_eq!(words.title, "3 of 4 futures reach 6 meetings");
    assert_eq!(Some(words.title), chance_words(&forecast()), "the panel says the same");
    assert_eq!(words.unit, "meetings by 23 Dec");
    assert_eq!(words.table.rows[0], ["4", "1", "25 %", "100 %"]);
    assert_eq!(words.table.rows[3], ["9", "1", "25 %", "25 %"]);
    assert_eq!(dots_words(&forecast(), 99).unwrap().title, "None of 4 futures reaches 99 meetings");
    assert_eq!(dots_words(&forecast(), 1).unwrap().title, "All 4 futures reach 1 meeting");
}

#[test]
fn who_finishes_is_a_range_and_who_leaves_has_a_reason() {
    assert_eq!(exit_title(&forecast()), "408–452 of 486 who may enter go through to the end");
    let lines = exit_lines(&forecast());
    let words: Vec<(&str, &str, &str)> =
        lines.iter().map(|line| (line.name.as_str(), line.range.as_str(), line.share.as_str())).collect();
    // who left because of a reply is not who replied
    assert_eq!(words, [("Left: replied", "18–42", "5.8 %"), ("Left: not a fit", "0–3", "0.2 %")]);
    // those for whom no event came have a line of their own, after those who left
    let waited = exit_lines(&Forecast { not_entered: span(30.0, 36.0, 41.0), ..forecast() });
    let last = waited.last().unwrap();
    assert_eq!((last.name.as_str(), last.range.as_str()), ("Not entered by the end", "30–41"));
    assert_eq!((last.share.as_str(), waited.len()), ("7.4 %", 3));
    assert_eq!(held_back_of(&forecast()), (23, 509));
    assert_eq!(held_back_lines(&forecast())[0], (HoldCause::OptedOut, "Opted out".to_owned(), 11));
}

fn step(number: u32, reached: f64, done: f64) -> StepForecast {
    StepForecast {
        step: StepId(number),
        reached: exactly(reached),
        visits: None,
        done: exactly(done),
        skipped: Vec::new(),
        outcomes: Vec::new(),
        left: exactly(0.0),
        late: exactly(0.0),
        late_days: exactly(0.0),
        stayed: exactly(reached),
        taken: Vec::new(),
    }
}

fn name(number: u32, text: &str, channel: Channel) -> StepName {
    StepName { step: StepId(number), number: number.to_string(), name: text.to_owned(), channel }
}

#[test]
fn the_funnel_names_the_step_that_reaches_the_fewest_of_those_who_come() {
    let names = [name(1, "Intro", Channel::Email), name(2, "First call", Channel::Call)];
    let mut call = step(2, 467.0, 383.0);
    call.skipped = vec![(SkipCause::NoPhone, exactly(84.0))];
    call.outcomes = vec![(EventKind::MeetingBooked, span(0.0, 2.0, 5.0))];
    call.late = span(3.0, 4.0, 7.0);
    call.late_days = exactly(1.0);
    let mut with_skips = forecast();
    with_skips.steps = vec![step(1, 486.0, 486.0), call];
    assert_eq!(
        step_title(&with_skips, &names),
        "“First call” is done for 383 of the 467 who come to it: no phone"
    );
    let lines = step_lines(&with_skips, &names);
    assert_eq!(lines[1].skipped, [(SkipCause::NoPhone, "84 no phone".to_owned())]);
    assert_eq!(lines[1].brings, "0–5 meetings");
    assert_eq!((lines[1].late.as_str(), lines[0].late.as_str()), ("3–7, up to 1 day", "0"));
    // in a repeat the visits stand beside the people, named
    let mut again = step(3, 240.0, 507.0);
    again.visits = Some(span(507.0, 512.0, 519.0));
    assert_eq!(people_words(&again), "240, 507–519 visits");
    with_skips.steps.push(again);
    assert_eq!(most_at_a_step(&with_skips), 507.0, "a bar of touches done is no longer than its track");

    let mut smooth = forecast();
    smooth.steps = vec![step(1, 486.0, 486.0)];
    assert_eq!(step_title(&smooth, &names), "Everybody gets every step");
    smooth.steps[0].left = span(9.0, 18.0, 30.0);
    assert_eq!(step_title(&smooth, &names), "Most leave after “Intro”: 9–30");
}

#[test]
fn the_load_says_what_waits_and_keeps_the_range_of_each_part() {
    let load = touches_load(&forecast());
    assert_eq!(load.title, "4 touches wait for capacity on Tue 17 Nov");
    assert_eq!(load.dates.len(), 2, "days without a touch at the end are left out");
    assert_eq!(load.table.rows[1], ["Tue 17 Nov", "36", "36", "4", "0", "0"]);
    // what is late or given up is never "nothing waits"
    let mut given_up = forecast();
    given_up.days.iter_mut().for_each(|day| day.waiting = exactly(0.0));
    assert_eq!(
        touches_load(&given_up).title,
        "Nothing waits; Mon 16 Nov, the first of 2 days alike, is the busiest day"
    );
    (given_up.late, given_up.given_up) = (span(20.0, 25.0, 31.0), span(7.0, 8.0, 9.0));
    assert_eq!(touches_load(&given_up).title, "20–31 late, 7–9 not done in time");

    let monday = date("2026-11-30");
    let owner = OwnerLoad {
        owner: OwnerId(1),
        cap: Some(180),
        days: vec![(
            monday,
            vec![(Channel::Call, span(150.0, 170.0, 184.0)), (Channel::Linkedin, exactly(10.0))],
        )],
        task_cap: None,
        tasks: Vec::new(),
        totals: vec![(monday, DayTotals { minutes: span(160.0, 180.0, 190.0), tasks: exactly(18.0) })],
        waiting: vec![(monday, span(5.0, 7.0, 12.0))],
        use_of: Use { days: exactly(1.0), ..Use::default() },
    };
    let load = owner_load(&owner, "Mara");
    assert_eq!(load.title, "Mara leaves 5–12 tasks over on Mon 30 Nov");
    assert_eq!(load.subtitle, "Minutes a day; Mara has 180 minutes");
    assert_eq!((load.cap, load.notes), (Some(180.0), vec![(0, "7".to_owned())]));
    assert_eq!(load.days[0].ranges, [(150.0, 184.0), (10.0, 10.0)]);

    // limited by tasks, the day is one of tasks; limited by both, by what is nearer to full
    let by_tasks = OwnerLoad {
        cap: None,
        task_cap: Some(20),
        tasks: vec![(monday, vec![(Channel::Call, span(16.0, 18.0, 20.0))])],
        ..owner.clone()
    };
    let load = owner_load(&by_tasks, "Mara");
    assert_eq!(load.subtitle, "Tasks a day; Mara has 20 tasks");
    assert_eq!((load.cap, &load.table.rows[0][1]), (Some(20.0), &"16–20".to_owned()));
    assert_eq!(load.sentence, "Tasks of Mara by day and channel. Mara leaves 5–12 tasks over on Mon 30 Nov");
    let rested = OwnerLoad { waiting: Vec::new(), ..by_tasks.clone() };
    assert_eq!(owner_load(&rested, "Mara").title, "Mara gets everything done; Mon 30 Nov is the busiest day");
    let behind = Use { late: span(3.0, 5.0, 6.0), given_up: span(7.0, 8.0, 9.0), ..rested.use_of };
    let behind = OwnerLoad { use_of: behind, ..rested };
    assert_eq!(owner_load(&behind, "Mara").title, "Mara has 3–6 late and 7–9 not done in time");
    let both = OwnerLoad { cap: Some(180), ..by_tasks.clone() };
    assert_eq!(owner_load(&both, "Mara").subtitle, "Minutes a day; Mara has 180 minutes and 20 tasks");
    let both = OwnerLoad { cap: Some(480), ..by_tasks };
    assert_eq!(owner_load(&both, "Mara").subtitle, "Tasks a day; Mara has 20 tasks and 480 minutes");

    let mailbox = SenderLoad {
        sender: SenderId(1),
        cap: Some(40),
        days: vec![(monday, span(31.0, 34.0, 36.0))],
        waiting: Vec::new(),
        use_of: Use { days: exactly(1.0), ..Use::default() },
    };
    assert_eq!(
        mailbox_load(&mailbox, "mara@orbit.example").title,
        "mara@orbit.example sends at most 31–36 of 40 a day, on Mon 30 Nov"
    );
    let full = Use { days: span(20.0, 21.0, 22.0), full: span(3.0, 4.0, 5.0), ..mailbox.use_of };
    let full = SenderLoad { days: vec![(monday, exactly(40.0))], use_of: full, ..mailbox };
    assert_eq!(
        mailbox_load(&full, "mara@orbit.example").title,
        "mara@orbit.example is full on 3–5 of about 21 days"
    );
}

#[test]
fn the_busiest_day_is_that_with_the_greatest_median_and_ties_are_counted() {
    let days = [("2026-11-16", 4.0), ("2026-11-17", 9.0), ("2026-11-18", 9.0), ("2026-11-19", 0.0)];
    let found = busiest(days.iter().map(|(day, n)| (date(day), exactly(*n)))).unwrap();
    assert_eq!((found.date, found.amount.q50, found.alike), (date("2026-11-17"), 9.0, 2));
    assert_eq!(busiest(days[3..].iter().map(|(day, n)| (date(day), exactly(*n)))), None);
}

#[test]
fn planned_days_become_weeks_from_monday_with_the_month_where_it_changes() {
    let planned = |text: &str, n: u32, late: u32| PlannedDay {
        date: date(text),
        touches: vec![(Channel::Email, n)],
        late,
    };
    let days = [planned("2026-11-26", 260, 41), planned("2026-12-01", 1, 0)];
    let weeks = calendar_weeks(&days);
    assert_eq!(weeks.len(), 2);
    assert_eq!(weeks[0].cells[0].label, "23 Nov");
    assert_eq!(
        (weeks[0].cells[3].label.as_str(), weeks[0].cells[3].sentence.as_str()),
        ("26", "Thu 26 Nov: 260 touches, 41 late")
    );
    assert_eq!(
        (weeks[1].cells[1].label.as_str(), weeks[1].cells[1].sentence.as_str()),
        ("1 Dec", "Tue 1 Dec: 1 touch")
    );
    assert_eq!(weeks[1].cells[2].planned, None);
    assert!(!has_weekends(&days));
    assert!(has_weekends(&[planned("2026-11-28", 1, 0)]));
    assert_eq!(
        schedule_line(3289, 212, &days),
        "3,289 touches if nobody reacts, 26 Nov to 1 Dec. 212 more only if somebody does."
    );
    assert!(calendar_weeks(&[]).is_empty());
    assert!(
        about_words(false, Some(date("2026-11-27")), &days)
            .ends_with("add work. Last enrolment 27 Nov, last touch 1 Dec.")
    );
    // by an event the last day on which it comes; the last touch would be a date that says nothing
    let by_event = about_words(true, Some(date("2026-12-09")), &days);
    assert!(
        by_event.contains("without capacity") && by_event.ends_with("Last enrolment 9 Dec."),
        "{by_event}"
    );
    assert_eq!(
        schedule_line(1, 0, &[planned("2026-11-26", 1, 0), planned("2051-12-07", 1, 0)]),
        "1 touch if nobody reacts, 26 Nov 2026 to 7 Dec 2051.",
        "a plan of years says which"
    );

    let far = calendar_weeks(&[planned("2026-11-26", 1, 0), planned("2027-01-05", 1, 0)]);
    assert_eq!(
        far.iter().map(|week| week.gap).collect::<Vec<_>>(),
        [0, 5],
        "weeks without a touch are counted"
    );
    assert_eq!(far[1].cells[0].label, "4 Jan");
}
