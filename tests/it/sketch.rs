//! The first plan in the calculators' words: what it says as a plan, what the engine answers, and that the first page shows just that.

use std::path::Path;

use cadenza::audience::{Columns, People, Reader, sniff};
use cadenza::calendar::{Date, Zone};
use cadenza::interop::Template;
use cadenza::model::Channel;
use cadenza::outline;
use cadenza::program::{Cohort, compile};
use cadenza::simulate::{Batch, Forecast, summary};
use cadenza::sketch::{Answer, Binds, FIRST, Part, Sketch, people_csv, said};
use cadenza::worker::Worker;
use cadenza::worker::protocol::{ListRef, Reply, Request, View};

use super::job::{Desk, ask, open_demo};

fn published() -> Template {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/b2b-cold-outbound.txt");
    Template::read(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// The forecast of a sketch that is made on that day for people in that zone: what the worker does.
fn forecast(sketch: &Sketch, zone: Zone, today: &str, futures: u32) -> (Forecast, Date) {
    let made = sketch.plan(&published(), "first", zone, date(today)).unwrap_or_else(|p| panic!("{p:#?}"));
    assert_eq!((made.plan.broken_invariants(), made.plan.bad_values()), (vec![], vec![]));
    let columns = people(sketch.people, zone);
    let whom = People::of(&columns, zone);
    let (program, problems) = compile(&made.plan, made.sequence);
    assert!(!program.has_errors(), "{problems:?}");
    let cohort = Cohort::of_list(&program, &made.plan, &columns, &whom, date(today)).unwrap();
    let batch = Batch::run(&program, &cohort, 0..futures);
    (summary(&program, &[batch], futures), made.plan.sequences[&made.sequence].entry.from)
}

fn people(n: u32, zone: Zone) -> Columns {
    let csv = people_csv(n, zone);
    let sniffed = sniff(csv.as_bytes()).unwrap();
    let mut reader = Reader::new(&sniffed.options);
    reader.feed(csv.as_bytes()).unwrap();
    reader.finish().unwrap().import(&sniffed.mapping(), 1).columns
}

fn answer(sketch: Sketch, zone: Zone, today: &str, futures: u32) -> Answer {
    let (forecast, start) = forecast(&sketch, zone, today, futures);
    Answer::of(sketch, &forecast, start)
}

#[test]
fn the_first_page_shows_what_the_engine_answers() {
    // E4, G1: no number of the first paint is written by hand
    let text = answer(Sketch::default(), Zone::UTC, "2026-11-27", 200).write();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/sketch/first.txt");
        std::fs::write(path, &text).unwrap();
        return;
    }
    assert_eq!(text, FIRST, "UPDATE_GOLDEN=1 cargo test --features schema --test it sketch rewrites it");
}

#[test]
fn the_answer_over_numbered_days_is_that_of_any_monday() {
    let sketch = Sketch { people: 60, ..Sketch::default() };
    let of = |today: &str| answer(sketch, Zone::UTC, today, 20).write();
    let first = of("2026-11-27");
    for today in ["2026-11-30", "2027-03-11", "2027-06-20"] {
        assert_eq!(of(today), first, "{today}");
    }
    assert_eq!(Sketch::starts(date("2026-11-30")), date("2026-12-07"), "on a Monday the next one");
    assert_eq!(Sketch::starts(date("2026-12-06")), date("2026-12-07"));
}

#[test]
fn every_made_up_person_can_be_reached_on_each_channel() {
    let zone = Zone::from_name("Europe/Berlin").unwrap();
    let columns = people(50, zone);
    assert_eq!(columns.len(), 50);
    let (forecast, _) = forecast(&Sketch { people: 50, ..Sketch::default() }, zone, "2026-11-27", 5);
    assert_eq!((forecast.may_enter, forecast.n_held_back()), (50, 0));
    for step in &forecast.steps {
        assert!(step.skipped.iter().all(|(_, n)| n.q90 == 0.0), "{:?}", step.skipped);
    }
    let known = People::of(&columns, Zone::UTC);
    assert!(known.zone.iter().all(|of| *of == zone), "they live where the plan's people live");
}

#[test]
fn as_many_touches_as_asked_are_planned() {
    for touches in [1, 2, 5, 8, 12] {
        let sketch = Sketch { people: 20, touches, callers: 10, ..Sketch::default() };
        let made = sketch.plan(&published(), "first", Zone::UTC, date("2026-11-27")).unwrap();
        let numbers = made.plan.touch_numbers(made.sequence);
        // the two ways after the invitation are one touch each
        let ways = u32::from(touches >= 5);
        assert_eq!(numbers.len() as u32, touches + ways);
        let printed = outline::print(&made.plan, made.sequence);
        assert_eq!(outline::parse(&printed, &made.plan).problems, []);
    }
}

#[test]
fn an_answer_reads_back_as_it_was_written() {
    let sketch = Sketch { people: 40, callers: 1, minutes: 20, ..Sketch::default() };
    let answer = Answer { start: None, ..answer(sketch, Zone::UTC, "2026-11-27", 10) };
    assert_eq!(Answer::read(&answer.write()), Some(answer.clone()));
    assert!(matches!(answer.binds, Binds::Minutes(_)), "twenty minutes are three calls a day");
    assert_eq!(Answer::read("480 8 3"), None);
    assert_eq!(Answer::read(""), None);
}

#[test]
fn a_day_of_an_answer_is_the_day_of_the_forecast() {
    let sketch = Sketch { people: 100, ..Sketch::default() };
    let (forecast, start) = forecast(&sketch, Zone::UTC, "2026-11-27", 20);
    let answer = Answer::of(sketch, &forecast, start);
    for (n, day) in (1..).zip(&answer.days) {
        let Some(of) = forecast.days.iter().find(|day| Some(day.date) == answer.date(n)) else { continue };
        assert_eq!(f64::from(day.touches[1]), of.total.q50);
        let calls = of.touches.iter().find(|(channel, _)| *channel == Channel::Call);
        assert_eq!(f64::from(day.calls), (calls.map_or(0.0, |(_, n)| n.mean) * 10.0).round());
    }
    let last = forecast.last_touch.unwrap();
    assert_eq!(answer.date(answer.last[1]), Some(last.q90));
    let kpi = forecast.days.last().unwrap();
    let late = Answer::of(sketch.with(Part::Finish, 120), &forecast, start);
    assert_eq!(f64::from(late.meetings[1]), kpi.meetings_so_far.q50, "by a late day all of them");
}

#[test]
fn a_number_that_cannot_be_is_said_and_one_with_commas_is_read() {
    assert_eq!(Part::People.read("1,200"), Ok(1200));
    assert_eq!(Part::People.read(" 40 "), Ok(40));
    for text in ["", "0", "-3", "5001", "many", "1e3", "99999999999"] {
        assert_eq!(Part::People.read(text).unwrap_err(), "A whole number from 1 to 5,000", "{text}");
    }
    for part in Part::ALL {
        let (least, most) = part.bounds();
        let sketch = Sketch { people: 5_000, ..Sketch::default() };
        assert_eq!(sketch.with(part, 0).get(part), least);
        assert_eq!(sketch.with(part, u32::MAX).get(part), most);
    }
    // the handle goes no further than the people last
    assert_eq!(Sketch::default().with(Part::Pace, 90).with(Part::People, 100).pace, 20);
}

#[test]
fn an_answer_is_said_with_its_range_its_wave_and_what_a_division_says() {
    let first = Answer::first();
    assert_eq!(first.sketch, Sketch::default());
    let numbered = said(&first);
    let [low, _, high] = first.meetings;
    assert!(numbered.finding.contains(&format!("{low}–{high} meetings")), "{}", numbered.finding);
    assert!(numbered.finding.ends_with("by business day 40."), "{}", numbered.finding);
    assert!(numbered.rest.contains("A division says 96 touches a day"), "{}", numbered.rest);
    assert!(first.busiest().unwrap().1.touches[0] > first.sketch.division(), "the wave is above it");
    let dated = said(&Answer { start: Some(date("2026-11-30")), ..first.clone() });
    assert!(dated.finding.ends_with("by Fri 22 Jan."), "{}", dated.finding);
    let nothing = said(&Answer { binds: Binds::Nothing, ..first });
    assert!(nothing.rest.starts_with("Nothing waits for another day."), "{}", nothing.rest);
}

#[test]
fn the_worker_answers_a_sketch_as_the_engine_does_and_leaves_what_is_open() {
    let (mut worker, desk) = (Worker::default(), Desk::default());
    let open = open_demo(&mut worker, &desk);
    let sketch = Sketch { people: 60, ..Sketch::default() };
    let today = date("2026-11-27");
    let made = sketch.plan(&published(), "first", Zone::UTC, today).unwrap();
    let mut trial = |csv: String| {
        let (plan, sequence) = (Box::new(made.plan.clone()), made.sequence);
        ask(&mut worker, &desk, Request::Trial { plan, sequence, csv: csv.into_bytes(), today })
    };
    let Reply::Compiled { parts, may_enter, .. } = trial(people_csv(60, Zone::UTC)) else { panic!() };
    let Reply::Compiled { may_enter: fewer, .. } = trial(people_csv(10, Zone::UTC)) else { panic!() };
    assert_eq!((may_enter, fewer), (60, 10), "other people are read anew");
    let mut simulator = Worker::default();
    assert_eq!(ask(&mut simulator, &desk, Request::Load { parts, luck_only: false }), Reply::Done);
    let Reply::Batch { bytes, .. } = ask(&mut simulator, &desk, Request::Run { from: 0, to: 20 }) else {
        panic!()
    };
    let summarise = Request::Summarise { batches: vec![bytes], asked: 20 };
    let Reply::Forecast(forecast) = ask(&mut simulator, &desk, summarise) else { panic!() };
    let start = Sketch::starts(today);
    assert_eq!(Answer::of(sketch, &forecast, start), answer(sketch, Zone::UTC, "2026-11-27", 20));
    let rows = Request::Rows {
        list: ListRef { id: open.record.id.clone(), revision: open.record.revision },
        view: View::default(),
        from: 0,
        n: 1,
        fields: Vec::new(),
    };
    assert!(matches!(ask(&mut worker, &desk, rows), Reply::Rows(_)), "the open list is still open");
}
