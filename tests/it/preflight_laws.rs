//! Laws of preflight over any plan: no rule panics, what is found is sound, what is given away is free of flaws.

use cadenza::audience::{Columns, People, Reader, sniff};
use cadenza::calendar::{Date, Zone};
use cadenza::interop::FromTemplate;
use cadenza::model::{Code, Plan, SequenceId, Settings, Severity, Silence};
use cadenza::preflight::law::{Act, CALL_HOURS, PRIOR, Pack, Read, Span, call_hours, tenant_limit};
use cadenza::preflight::{Inputs, Known, ListInput, Report, preflight};
use cadenza::program::{Cohort, compile};
use cadenza::schedule::{Schedule, most_passed, plan_schedule, too_large_to_plan};
use cadenza::simulate::{Batch, Simulation, summary};
use cadenza::store::read_plan;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::plan_schema::any_plan;
use crate::preflight::{Told, columns, today};
use crate::template::plan_of;

/// A list with a bit of everything that lists have.
const MESSY: &str = "\
Email,Phone,Mobile,First name,Last name,State,Country,Stage,Last contacted,Owner,Marketing consent,Company
ann@oakworks.example,+1 904 555 0142,,Ann,Baker,FL,United States,Customer,2026-11-28,Mara,Yes,Oakworks
BEN@GMAIL.COM,,+44 7700 900123,BEN,o'neill,,United Kingdom,Lead,,Bo,,
info@birchco.example,+1 512 555 0101,+1 512 555 0102,,,Texas,US,,,,No,Birch
,,,cem,,,Kanada,,not a day,,,
dora@firma.example,+49 30 1234567,+49 171 1234567,Dora,Ähre,Bayern,Deutschland,Kunde,2026-11-01,Mara Lindholt,,Firma
*9 p#@oakworks.example,+33 1 99 00 11 #,,P#,Q,,France,,,,,Oakworks
";

fn schedule(plan: &Plan, sequence: SequenceId, list: &(Columns, People), day: Date) -> Option<Schedule> {
    let (program, problems) = compile(plan, sequence);
    let cohort = Cohort::of_list(&program, plan, &list.0, &list.1, day).ok()?;
    let runs = !problems.iter().any(|it| it.is_error()) && too_large_to_plan(&program, &cohort).is_none();
    runs.then(|| plan_schedule(&program, &cohort))
}

/// Every rule over a plan: alone, over a list, over its schedule and its forecast.
fn look(plan: &Plan, list: &(Columns, People), futures: u32) -> Vec<Report> {
    let known = Known::default();
    let input = ListInput { columns: &list.0, people: &list.1, known: &known };
    let of = Inputs::of(plan, today());
    let mut reports = vec![preflight(&of), preflight(&Inputs { list: Some(input), ..of })];
    for id in plan.sequences.keys() {
        let (program, _) = compile(plan, *id);
        let Ok(cohort) = Cohort::of_list(&program, plan, &list.0, &list.1, today()) else { continue };
        // what any plan asks for can be a day's work; rules are looked at here, not the engine
        if most_passed(&program, &cohort) > 5_000 {
            continue;
        }
        let Some(schedule) = schedule(plan, *id, list, today()) else { continue };
        let mut run = Simulation::new(Arc::new(program.clone()), Arc::new(cohort), 0..futures);
        run.step(5_000);
        let forecast = summary(&program, &[run.take_batch()], futures);
        let (schedule, forecast) = (Some(&schedule), Some(&forecast));
        let one = Inputs { sequence: Some(*id), list: Some(input), schedule, ..of };
        reports.push(preflight(&one));
        reports.push(preflight(&Inputs { forecast, ..one }));
        reports.push(preflight(&Inputs { forecast, work: 40, ..one }));
    }
    reports
}

fn is_sound(plan: &Plan, report: &Report) -> Result<(), TestCaseError> {
    for found in report.found.iter().chain(report.silenced.iter().map(|(found, _)| found)) {
        let sentence = found.finding.sentence_in(plan);
        prop_assert!(!sentence.is_empty() && !sentence.ends_with('.'), "{}", sentence);
        for fix in found.fixes.iter().filter_map(|fix| fix.diff()) {
            prop_assert!(fix.fits(plan), "{}: a fix does not fit", found.finding.code);
        }
    }
    let order: Vec<Severity> = report.found.iter().map(|found| found.finding.severity()).collect();
    prop_assert!(order.is_sorted());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_rule_panics_on_any_plan_that_can_be_read(seed in any::<u64>()) {
        let (plan, _) = read_plan(any_plan(seed).to_string().as_bytes()).unwrap();
        let list = columns(MESSY);
        // broken references too: as a plan is before it is put right
        for report in look(&plan, &list, 2) {
            is_sound(&plan, &report)?;
        }
        let mut broken = plan;
        broken.steps.retain(|id, _| id.0 % 3 != 0);
        broken.messages.retain(|id, _| id.0 % 2 != 0);
        broken.segments.clear();
        let known = Known::default();
        let input = ListInput { columns: &list.0, people: &list.1, known: &known };
        let of = Inputs::of(&broken, today());
        preflight(&of);
        is_sound(&broken, &preflight(&Inputs { list: Some(input), ..of }))?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_rule_panics_on_any_sequence_with_its_schedule_and_forecast(text in crate::laws::sequence()) {
        let told = crate::simulate::Told::new(&text);
        for report in look(&told.plan, &columns(MESSY), 3) {
            is_sound(&told.plan, &report)?;
        }
    }
}

fn demo_list() -> (Columns, People) {
    let path = format!("{}/static/demo/contacts.csv", env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(path).unwrap();
    let sniffed = sniff(&bytes).unwrap();
    let mut reader = Reader::new(&sniffed.options);
    reader.feed(&bytes).unwrap();
    let columns = reader.finish().unwrap().import(&sniffed.mapping(), 1).columns;
    let people = People::of(&columns, Zone::from_name("Europe/Berlin").unwrap());
    (columns, people)
}

/// Hints are allowed: an unsourced rate is one.
#[test]
fn the_demo_and_every_template_are_free_of_errors_and_warnings_on_the_demo_list() {
    let list = demo_list();
    let known = Known::default();
    let input = ListInput { columns: &list.0, people: &list.1, known: &known };
    let mut wrong = Vec::new();
    // the day of the demo, the day its templates speak of, and a spring with its change of clocks
    for day in ["2026-11-16", "2026-11-30", "2027-03-08"].map(|day| day.parse::<Date>().unwrap()) {
        for name in crate::template::NAMES {
            let FromTemplate { plan, sequence } = plan_of(name, &day.to_string());
            assert!(plan.settings.silences.is_empty());
            let planned = schedule(&plan, sequence, &list, day);
            let (program, _) = compile(&plan, sequence);
            let cohort = Cohort::of_list(&program, &plan, &list.0, &list.1, day);
            let forecast = cohort.ok().map(|it| summary(&program, &[Batch::run(&program, &it, 0..20)], 20));
            let (schedule, forecast) = (planned.as_ref(), forecast.as_ref());
            let report =
                preflight(&Inputs { list: Some(input), schedule, forecast, ..Inputs::of(&plan, day) });
            for finding in report.found.iter().map(|found| &found.finding) {
                let line = format!(
                    "{name} on {day}: {} {}: {}",
                    finding.code,
                    finding.place,
                    finding.sentence_in(&plan)
                );
                println!("{} {line}", finding.severity().name());
                if finding.severity() != Severity::Hint {
                    wrong.push(line);
                }
            }
            assert_eq!(report.unfinished, []);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_rule_that_begins_or_ends_within_a_run_is_met_by_the_days_on_which_it_holds() {
    let day = |text: &str| text.parse::<Date>().unwrap();
    let span = Span { from: Some(day("2027-01-31")), until: Some(day("2027-03-31")) };
    assert!(!span.holds(day("2027-01-30")) && span.holds(day("2027-01-31")));
    assert!(span.holds(day("2027-03-31")) && !span.holds(day("2027-04-01")));
    assert!(!span.meets(day("2027-01-01"), day("2027-01-30")));
    assert!(span.meets(day("2027-01-01"), day("2027-01-31")));
    assert!(span.meets(day("2027-03-31"), day("2027-05-01")));
    assert!(!span.meets(day("2027-04-01"), day("2027-05-01")));
    assert!(Span { from: None, until: None }.meets(day("1999-01-01"), day("2040-01-01")));
}

/// A run over the day on which the FCC's rule begins: who is reached before it is not counted.
#[test]
fn a_run_over_the_day_a_rule_begins_meets_it_for_those_who_are_reached_then() {
    let reached = |from: &str| {
        let text = crate::preflight::examples(Code::RevokeAll)[0]
            .replace("2027-02-01", from)
            .replace("enter all\n", "enter all, 1 a business day\n");
        let text = text.trim_end().to_owned() + "\n*5 p#@oakworks.example,+1 904 555 010#,United States\n";
        let report = Told::new(&text).report();
        let found = report.found.into_iter().find(|it| it.finding.code.name() == "revoke_all");
        found.map(|found| found.rows.unwrap().count())
    };
    assert_eq!(reached("2027-01-04"), None, "all before it");
    assert_eq!(reached("2027-02-01"), Some(6), "all after it");
    assert_eq!(reached("2027-01-28"), Some(4), "two before it, then a weekend");
}

/// Each rule that reads days or futures, and what alone is changed in its page's first example so that it is silent: a calendar, the list,
/// a capacity, the start.
#[test]
fn a_rule_about_time_follows_calendar_list_and_capacity() {
    let pairs = [
        ("first_touch_late", "\"Monday\": Mon 18:00", "\"Monday\": Mon-Fri 18:00"),
        ("never_done_in_time", ": 5 minutes a day", ": 600 minutes a day"),
        ("consent_ends", "2026-12-05", "2027-12-05"),
        ("capacity_never_catches_up", "cap 8 a day", "cap 40 a day"),
        ("mailbox_full", "cap 3 a day", "cap 40 a day"),
        ("mails_wait", "cap 3 a day", "cap 40 a day"),
        ("work_given_up", ": 5 minutes a day", ": 600 minutes a day"),
        ("revoke_all", "2027-02-01", "2027-01-04"),
    ];
    for (code, from, to) in pairs {
        let fires = crate::preflight::examples(Code::named(code).unwrap())[0].clone();
        assert!(fires.contains(from), "{code}: {from}");
        let is_found =
            |text: &str| Told::new(text).report().found.iter().any(|found| found.finding.code.name() == code);
        assert!(is_found(&fires), "{code}");
        assert!(!is_found(&fires.replace(from, to)), "{code} with {to}");
    }
}

#[test]
fn a_pack_that_is_off_is_silent_and_its_place_is_no_longer_checked() {
    let mut told = Told::new(&crate::preflight::examples(Code::ConsentNotAsked)[0]);
    let mut with = |off: &[&str]| {
        let packs_off = off.iter().map(|word| (*word).to_owned()).collect();
        told.plan.settings = Arc::new(Settings { packs_off, ..(*told.plan.settings).clone() });
        let text = cadenza::store::write_plan(&told.plan);
        let (plan, problems) = read_plan(text.as_bytes()).unwrap();
        assert_eq!((problems, &plan), (vec![], &told.plan), "it goes round");
        let report = told.report_of(&plan);
        let places = report.found.iter().find(|it| it.finding.code.name() == "place_not_checked");
        (
            report.found.iter().any(|it| it.finding.code.name() == "consent_not_asked"),
            places.map(|it| it.finding.sentence()),
        )
    };
    let (asked, places) = with(&[]);
    assert!(asked && places.is_some_and(|it| it.contains("ES") && !it.contains("DE")));
    let (asked, places) = with(&["de", "of_a_later_version"]);
    assert!(!asked && places.is_some_and(|it| it.contains("DE") && it.contains("ES")));
}

#[test]
fn every_pack_has_a_rule_with_its_source_and_every_country_that_is_checked_has_a_law() {
    let packs: BTreeSet<&str> = Pack::ALL.iter().map(|pack| pack.name()).collect();
    assert_eq!(packs.len(), Pack::ALL.len());
    for pack in Pack::ALL {
        assert!(Act::ALL.iter().any(|act| act.pack() == *pack), "{}: nothing stands behind it", pack.name());
        assert!(pack.country().is_none_or(|country| country.eq_ignore_ascii_case(pack.name())));
    }
    for act in Act::ALL {
        assert!(!act.source().is_empty());
        let span = act.span();
        assert!(span.from.zip(span.until).is_none_or(|(from, until)| from <= until));
    }
    assert!(Act::ALL.iter().any(|act| act.read() == Read::Secondary));
    for prior in PRIOR {
        assert_eq!(prior.rule().bad_value(), None);
        assert_eq!(prior.rule().countries.len(), 1);
    }
}

/// A page about a law says that it is no advice, and which of its sources was not read at the source.
#[test]
fn pages_about_a_law_say_that_they_are_no_advice() {
    for code in cadenza::preflight::codes().filter(|code| code.effect().name() == "law") {
        let path = format!("{}/src/preflight/rules/{code}.md", env!("CARGO_MANIFEST_DIR"));
        let page = std::fs::read_to_string(path).unwrap();
        let is_platform = ["whatsapp_cold", "whatsapp_to_us", "bulk_sender"].contains(&code.name());
        assert!(is_platform || page.contains("Not legal advice."), "{code}");
    }
}

#[test]
fn silences_are_told_as_they_always_were() {
    let told = Told::new(&crate::preflight::examples(Code::NoExitOnReply)[0]);
    let silence = |code: &str, place: Option<&str>| Silence {
        code: code.to_owned(),
        place: place.map(str::to_owned),
        reason: "a course that runs to its end".to_owned(),
        on: "2026-11-20".parse().unwrap(),
    };
    let mut plan = told.plan.clone();
    let silences = vec![
        silence("no_exit_on_reply", Some(&told.sequence.to_string())),
        silence("no_text", None),
        silence("of_a_later_version", Some("step-9")),
    ];
    plan.settings = Arc::new(Settings { silences, ..(*plan.settings).clone() });
    let report = told.report_of(&plan);
    let mut golden = String::new();
    for (found, silence) in &report.silenced {
        let finding = &found.finding;
        golden += &format!(
            "silenced {} {} since {}: {}\n",
            finding.code, finding.place, silence.on, silence.reason
        );
    }
    for silence in &report.unknown {
        golden += &format!("kept {} {}\n", silence.code, silence.place.as_deref().unwrap_or("plan"));
    }
    let path = format!("{}/tests/golden/silences.txt", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &golden).unwrap();
    }
    assert_eq!(golden, std::fs::read_to_string(path).unwrap_or_default());
}

/// The arithmetic of limits and law, worked out by another hand: `tests/oracle/law.py`, with dates and zones of Python's own library.
#[test]
fn limits_and_hours_are_those_of_the_independent_check() {
    let path = format!("{}/tests/golden/law.txt", env!("CARGO_MANIFEST_DIR"));
    let golden = std::fs::read_to_string(path).unwrap();
    let mut seen = 0;
    for line in golden.lines().filter(|line| !line.starts_with('#')) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["tenant", licences, limit] => {
                assert_eq!(tenant_limit(licences.parse().unwrap()).to_string(), limit, "{line}");
            }
            ["call", state, zone, instant, allowed] => {
                let zone = Zone::from_name(zone).unwrap();
                let (day, clock) = zone.local(cadenza::calendar::Instant(instant.parse().unwrap()));
                let hours = call_hours(Some(state)).on(day.weekday().index());
                let minute = clock.minutes() as u16;
                let is = hours.is_some_and(|(from, to)| (from..to).contains(&minute));
                assert_eq!(is.to_string(), allowed, "{line}: {day} {clock}");
            }
            ["holds", act, day, expected] => {
                let act = Act::ALL.iter().find(|one| format!("{one:?}") == act).unwrap();
                assert_eq!(act.span().holds(day.parse().unwrap()).to_string(), expected, "{line}");
            }
            _ => panic!("{line}"),
        }
        seen += 1;
    }
    assert!(seen > 500, "{seen} lines");
    assert_eq!(CALL_HOURS.len(), 9);
}
