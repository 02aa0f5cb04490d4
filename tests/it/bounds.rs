//! Every input has a bound: what is too much is refused with its place and its number, and what is long costs time in proportion.

use std::time::{Duration, Instant};

use cadenza::interop::Template;
use cadenza::model::{
    Diff, Place, Plan, Rule, Segment, SegmentId, Severity, Step, StepId, StepKind, Wait, ZoneName,
};
use cadenza::outline::{MAX_TEXT, PlanText, parse, plan_from_text};
use cadenza::program::{Candidate, Cohort, Program, compile};
use cadenza::schedule::{MOST_PLANNED, most_planned, plan_schedule, too_large_to_plan, too_large_to_run};
use cadenza::segment;
use cadenza::simulate::reference;
use cadenza::store::{read_plan, write_plan};
use cadenza::worker::protocol::{Code, ListRef, Reply, Request};
use cadenza::worker::{Worker, doing, reason};

use crate::job::{Desk, ask, failure, open_demo, send_plan, today};

const HEAD: &str = "calendar \"Office\": Mon-Fri 9:00-17:00\nsender \"out@desk.example\": Europe/Berlin\nowner \"Mara\": Europe/Berlin\n\nsequence \"S\"\nenter all\n  from 2026-11-16\n  calendar \"Office\"\n";

fn read(steps: &str) -> PlanText {
    let made = plan_from_text(&format!("{HEAD}{steps}"));
    assert_eq!(made.problems, []);
    made
}

fn people(n: u32) -> Vec<Candidate> {
    let like = reference(1).contacts.remove(0);
    (0..n)
        .map(|number| Candidate { number: number + 1, row: number, account: None, ..like.clone() })
        .collect()
}

fn ready(made: &PlanText, n: u32) -> (Program, Cohort) {
    let (program, _) = compile(&made.plan, made.sequence.unwrap());
    let cohort = Cohort::gather(&program, &people(n));
    (program, cohort)
}

/// `n` mails, each a day after the one before.
fn mails(n: usize) -> String {
    (1..=n).map(|n| format!("email \"Mail {n}\"\nwait 1 day\n")).collect()
}

/// Repeats in repeats: 50 × 10 passes of 100 mails.
fn bomb() -> PlanText {
    let made = read(&format!(
        "repeat up to 50 times every 1 day until replied\n  repeat up to 10 times every 1 day until clicked\n{}  end\nend\n",
        mails(100).lines().map(|line| format!("    {line}\n")).collect::<String>()
    ));
    assert_eq!(made.plan.steps.len(), 202);
    made
}

#[test]
fn repeats_in_repeats_are_refused_at_the_outer_one_before_anything_is_planned() {
    let made = bomb();
    let (program, cohort) = ready(&made, 240);
    // 240 × 50 × 10 × 100
    assert_eq!(most_planned(&program, &cohort), 12_000_000);
    let refusal = too_large_to_plan(&program, &cohort).unwrap();
    let outer = made.plan.walk(made.sequence.unwrap())[0].id;
    assert_eq!((refusal.severity(), refusal.place), (Severity::Error, Place::Step(outer)));
    assert!(
        refusal.sentence().contains("12,000,000") && refusal.sentence().contains("50,000"),
        "{}",
        refusal.sentence()
    );
    let schedule = plan_schedule(&program, &cohort);
    assert_eq!((schedule.touches.len(), schedule.problems), (0, vec![refusal]));
    // a tenth of the people fit
    let (program, cohort) = ready(&made, 24);
    assert_eq!(too_large_to_plan(&program, &cohort), None);
}

#[test]
fn repeats_of_branches_without_a_touch_are_refused_too() {
    let branches = "    if country is DE\n    end\n".repeat(200);
    let made = read(&format!(
        "repeat up to 50 times every 1 day until replied\n  repeat up to 10 times every 1 day until clicked\n{branches}  end\nend\n"
    ));
    let (program, cohort) = ready(&made, 240);
    assert_eq!(most_planned(&program, &cohort), 0);
    let refusal = too_large_to_plan(&program, &cohort).unwrap();
    let outer = made.plan.walk(made.sequence.unwrap())[0].id;
    assert_eq!(refusal.place, Place::Step(outer));
    assert!(refusal.sentence().contains("points"), "{}", refusal.sentence());
}

#[test]
fn a_list_that_is_too_long_for_its_steps_is_refused_at_the_sequence() {
    let made = read(&mails(30));
    let (program, cohort) = ready(&made, 200_000);
    let refusal = too_large_to_plan(&program, &cohort).unwrap();
    assert_eq!(refusal.place, Place::Sequence(made.sequence.unwrap()));
    assert!(
        refusal.sentence().contains("6,000,000") && refusal.sentence().contains("200,000 contacts"),
        "{}",
        refusal.sentence()
    );
    // but it can be simulated, which keeps no touch
    assert_eq!(too_large_to_run(&program, &cohort), None);
}

#[test]
fn the_estimate_is_never_less_than_what_is_planned() {
    let texts = [
        (mails(3), true),
        ("repeat up to 3 times every 1 day until connected\n  call \"Call\", owner, 5 min\nend\n".to_owned(), true),
        ("split A 1, B 1\narm A\n  email \"A\"\n  email \"B\"\narm B\n  email \"C\"\nend\n".to_owned(), false),
        ("email \"A\"\nif opened\n  email \"B\"\notherwise\n  email \"C\"\n  email \"D\"\nend\nemail \"E\"\n".to_owned(), true),
        ("email \"A\"\nawait replied, at most 3 days\n  call \"B\", owner, 5 min\ntimed out\n  add tag \"cold\"\nend\n".to_owned(), true),
    ];
    for (text, is_exact) in texts {
        let made = read(&text);
        let (program, cohort) = ready(&made, 5);
        let schedule = plan_schedule(&program, &cohort);
        let planned = (schedule.touches.len() + schedule.actions.len()) as u64;
        let most = most_planned(&program, &cohort);
        assert!(
            planned > 0 && if is_exact { most == planned } else { most >= planned },
            "{text}: {most}, {planned}"
        );
        assert!(most <= MOST_PLANNED);
    }
}

#[test]
fn opening_hours_that_would_fill_the_memory_are_refused() {
    let steps: String = (0..1_400)
        .map(|n| {
            format!(
                "email \"Mail {n}\" {}:{:02}-{}:{:02}\nwait 3 days\n",
                n / 60,
                n % 60,
                (n + 10) / 60,
                (n + 10) % 60
            )
        })
        .collect();
    let made = read(&steps);
    let (program, _) = compile(&made.plan, made.sequence.unwrap());
    let zones = cadenza::calendar::Zone::all().take(80);
    let people: Vec<Candidate> =
        people(80).into_iter().zip(zones).map(|(one, zone)| Candidate { zone, ..one }).collect();
    let refusal = too_large_to_run(&program, &Cohort::gather(&program, &people)).unwrap();
    assert!(refusal.sentence().contains("opening hours"), "{}", refusal.sentence());
    assert_eq!(too_large_to_run(&program, &Cohort::gather(&program, &people[..2])), None);
}

#[test]
fn the_data_worker_says_in_a_sentence_what_it_does_not_plan_and_goes_on_with_another_plan() {
    let (mut worker, desk) = (Worker::default(), Desk::default());
    open_demo(&mut worker, &desk);
    let made = bomb();
    send_plan(&mut worker, &desk, 1, &made.plan);
    let sequence = made.sequence.unwrap();
    let reply =
        ask(&mut worker, &desk, Request::Schedule { sequence, revision: 1, today: today(), alone: false });
    let refused = failure(reply);
    assert_eq!(refused.code, Code::CannotRun);
    assert!(
        refused.message.ends_with('.') && refused.message.contains("touches would have to be planned"),
        "{refused}"
    );
    let small = read(&mails(2));
    send_plan(&mut worker, &desk, 2, &small.plan);
    let sequence = small.sequence.unwrap();
    let reply =
        ask(&mut worker, &desk, Request::Schedule { sequence, revision: 2, today: today(), alone: false });
    assert!(matches!(reply, Reply::Schedule(info) if info.touches > 0));
}

// ---- what is long costs time in proportion ----

/// Time that this thread has worked: where the machine tells it, what else it does does not count.
pub(super) fn worked() -> Duration {
    thread_local!(static BEGAN: Instant = Instant::now());
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| BEGAN.with(Instant::elapsed), Duration::from_nanos)
}

/// What a run takes: so many runs that the steps of the clock do not matter, divided by their number.
fn time_of<T>(mut run: impl FnMut() -> T) -> Duration {
    std::hint::black_box(run()); // warm
    let (began, mut n) = (worked(), 0);
    loop {
        std::hint::black_box(run());
        n += 1;
        let passed = worked() - began;
        if n >= 3 && passed >= Duration::from_millis(80) {
            return passed / n;
        }
    }
}

/// Four times as much may take nine times as long, which the square (sixteen) does not pass; and never longer than `most`.
#[track_caller]
pub(super) fn grows_with_its_input<I, T>(
    input: impl Fn(usize) -> I,
    n: usize,
    most: Duration,
    run: impl Fn(&I) -> T,
) {
    let (small, large) = (input(n), input(4 * n));
    let (small, large) = (time_of(|| run(&small)), time_of(|| run(&large)));
    assert!(large < most, "{} took {large:?}", 4 * n);
    assert!(large < small * 9 + Duration::from_millis(5), "{n}: {small:?}, {}: {large:?}", 4 * n);
}

/// Far beyond what a keystroke may take in an optimised build: these run without.
const KEYSTROKE: Duration = Duration::from_secs(4);

#[expect(clippy::ptr_arg, reason = "it is given what makes its input")]
fn parsed(text: &String) -> usize {
    let parsed = parse(text, &Plan::new("p", "P", 1, ZoneName::from("UTC")));
    parsed.problems.len()
}

#[test]
fn a_line_of_quotes_is_read_once() {
    grows_with_its_input(|n| "\"\" ".repeat(n), 1_600, KEYSTROKE, parsed);
    // a name that is never closed and full of what begins like a character by its number
    grows_with_its_input(|n| format!("\"{}", "\\u{".repeat(n)), 1_600, KEYSTROKE, parsed);
}

#[test]
fn near_words_are_sought_for_the_first_problems_alone() {
    let touches = |n: usize| (0..n).map(|n| format!("email \"Mail number {n}\"\n")).collect::<String>();
    let lost = |n: usize| {
        (0..n)
            .map(|n| format!("await replied \"Mial nubmer {n}\", at most 2 days\nend\n"))
            .collect::<String>()
    };
    let text = |n: usize| format!("{HEAD}{}{}", touches(n), lost(n / 2));
    grows_with_its_input(text, 600, KEYSTROKE, parsed);
    // and the first one does get its near word
    let text = format!("sequence \"S\"\nenter all\n from 2026-11-16\n{}{}", touches(600), lost(3));
    let parsed = parse(&text, &Plan::new("p", "P", 1, ZoneName::from("UTC")));
    assert_eq!(parsed.problems[0].fix.as_deref(), Some("\"Mail number 0\""));
}

#[test]
fn a_name_of_a_calendar_that_is_too_long_is_said_at_its_place() {
    let read = plan_from_text(&format!("{}\ncalendar \"{}\": Mon-Fri 9:00-17:00\n", HEAD, "x".repeat(501)));
    let problem = &read.problems[0];
    assert_eq!(problem.message, "the name is longer than 500 characters");
    assert_eq!((problem.line, problem.columns.start), (HEAD.lines().count() + 2, 10));
    assert_eq!(read.problems.len(), read.plan.bad_values().len());
}

#[test]
fn conditions_find_their_touches_whatever_the_case_and_number() {
    let text = |n: usize| {
        let touches: String = (0..n).map(|n| format!("email \"Mail {n}\"\n")).collect();
        let tests: String =
            (0..n).map(|n| format!("email \"X {n}\", skip if opened \"MAIL {n}\"\n")).collect();
        format!("{HEAD}{touches}{tests}")
    };
    grows_with_its_input(text, 300, KEYSTROKE, parsed);
}

#[test]
fn a_text_beyond_its_bound_says_where_it_ends() {
    let plan = Plan::new("p", "P", 1, ZoneName::from("UTC"));
    let row = format!("# {}\n", "x".repeat(997));
    let text = row.repeat(MAX_TEXT / 1_000 + 100);
    let problem = &parse(&text, &plan).problems[0];
    assert_eq!(
        (problem.line, problem.message.as_str()),
        (MAX_TEXT / 1_000 + 1, "the text is too long from here on")
    );
    let made = plan_from_text(&text);
    assert!(made.problems.iter().any(|problem| problem.message == "the text is too long from here on"));
}

#[test]
fn a_text_takes_the_place_of_a_long_sequence_in_time() {
    let made = |n: usize| {
        let rows =
            |by: usize| (0..n).map(|n| format!("wait {} days\n", 1 + n * by % 700)).collect::<String>();
        (read(&rows(1)), format!("{HEAD}{}", rows(37)))
    };
    let run = |(before, text): &(PlanText, String)| {
        let drafted =
            parse(text.trim_start_matches("calendar \"Office\": Mon-Fri 9:00-17:00\n"), &before.plan);
        drafted.draft.unwrap().into_diff(&before.plan, before.sequence)
    };
    grows_with_its_input(made, 250, KEYSTROKE, run);
}

/// A plan file with `n` steps that cannot run, each with a reference of its own.
fn bad_steps(n: usize) -> Vec<u8> {
    let made = read("email \"First\"\nwait 1 day\n");
    let mut plan = made.plan;
    let wait = plan
        .steps
        .iter()
        .find(|(_, step)| step.kind.touch().is_none())
        .map(|(_, step)| (**step).clone())
        .unwrap();
    let mut sequence = (*plan.sequences[&made.sequence.unwrap()]).clone();
    for _ in 0..n {
        let id = StepId(plan.fresh_number());
        let until = Wait::Day(0);
        sequence.body.push(id);
        Diff::put(&plan, id, Some(Step { kind: StepKind::Wait { until }, ..wait.clone() })).apply(&mut plan);
    }
    Diff::put(&plan, made.sequence.unwrap(), Some(sequence)).apply(&mut plan);
    write_plan(&plan).into_bytes()
}

#[test]
fn a_plan_file_of_bad_steps_is_repaired_in_one_pass() {
    let read = |bytes: &Vec<u8>| {
        let (plan, problems) = read_plan(bytes).unwrap();
        assert_eq!(plan.steps.len(), 2);
        problems.len()
    };
    grows_with_its_input(bad_steps, 500, KEYSTROKE, read);
    // the first ones are named
    assert!(read(&bad_steps(20_000)) > 100);
}

#[test]
fn a_template_with_too_many_sections_is_refused_where_they_begin() {
    let sections: String = (0..50_000).map(|n| format!("--- segment \"S{n}\"\ncountry is DE\n")).collect();
    let began = Instant::now();
    let refused = Template::read(&sections).unwrap_err();
    assert!(began.elapsed() < KEYSTROKE);
    assert_eq!(
        (refused.len(), refused[0].line, refused[0].message.as_str()),
        (1, 4_001, "more than 2000 sections")
    );
    let refused = Template::read(&"x".repeat(2_000_001)).unwrap_err();
    assert!(refused[0].message.contains("too long"), "{}", refused[0].message);
    let letters = |n: usize| {
        (0..n)
            .map(|n| format!("--- message \"M{n}\"\nchannel: email\nsubject: S\nbody:\nB\n"))
            .collect::<String>()
    };
    grows_with_its_input(letters, 450, KEYSTROKE, |text: &String| Template::read(text).is_err());
}

#[test]
fn a_rule_that_is_too_long_is_refused_before_it_is_read() {
    let plan = Plan::new("p", "P", 1, ZoneName::from("UTC"));
    let text = "country is DE or ".repeat(5_000_000);
    let refused = segment::parse(&text, &plan).unwrap_err();
    assert_eq!(refused.message, "the rule is too long: 85000000 bytes");
    assert_eq!(refused.at, 0..1);
}

// ---- what takes long ----

#[test]
fn what_a_worker_does_is_said_with_the_names_of_the_plan() {
    let mut plan = read("email \"Hello\"\n").plan;
    let sequence = *plan.sequences.keys().next().unwrap();
    let rule = segment::parse("country is DE", &plan).unwrap();
    let id = SegmentId(plan.fresh_number());
    let segment = Segment { name: "Germans".to_owned(), rule: rule.clone() };
    Diff::put(&plan, id, Some(segment)).apply(&mut plan);
    let count = |rule| Request::Count { list: ListRef::default(), rule, today: today() };
    let schedule = Request::Schedule { sequence, revision: 1, today: today(), alone: false };
    assert_eq!(doing(&count(rule), Some(&plan)), "Counting the segment “Germans”");
    assert_eq!(doing(&count(Rule::default()), Some(&plan)), "Counting a rule");
    assert_eq!(doing(&schedule, Some(&plan)), "Planning “S”");
    assert_eq!(doing(&schedule, None), "Planning the sequence");
    let long = "x".repeat(100);
    let open = Request::OpenDemo { id: String::new(), csv: Vec::new(), name: long, now: String::new() };
    assert_eq!(doing(&open, None), format!("Reading “{}…”", "x".repeat(60)));
}

#[test]
fn a_trap_is_said_in_words_that_somebody_can_use() {
    for why in [
        "Uncaught RuntimeError: unreachable",
        "memory access out of bounds",
        "Maximum call stack size exceeded",
    ] {
        assert!(reason(why).starts_with("it needed more memory"), "{why}");
    }
    assert_eq!(reason("the worker did not start (404)."), "the worker did not start (404)");
}
