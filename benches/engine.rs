//! Contact-steps per second of the engine: `cargo bench`, or `cargo bench -- template` for the second half alone. A contact-step
//! is one executed touch.
//!
//! First the reference plan (one place, one mailbox, cap and delays; once more with contacts who differ and rates that may be wrong),
//! then what a user has after five minutes: the template
//! over the demo list, with owners' minutes, zones, branches and account exits.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use cadenza::audience::{People, Reader, sniff};
use cadenza::calendar::{Date, Zone};
use cadenza::interop::Template;
use cadenza::model::{Factor, Frailty, Ignorance, Plan, Source, SourceKind, Variance};
use cadenza::program::{Cohort, Program, compile};
use cadenza::schedule::plan_schedule;
use cadenza::simulate::{Batch, Simulation, reference, summary};

fn main() {
    let only_template = std::env::args().any(|argument| argument == "template");
    for n_contacts in [500, 1_000, 20_000, 200_000].into_iter().filter(|_| !only_template) {
        let reference = reference(n_contacts);
        let (program, _) = compile(&reference.plan, reference.sequence);
        let cohort = Cohort::gather(&program, &reference.contacts);
        let replications = (400_000 / n_contacts).clamp(2, 200);
        run("reference plan", &program, &cohort, replications);
        if n_contacts == 20_000 {
            let (program, _) = compile(&spread(reference.plan), reference.sequence);
            run("the same with frailty and ignorance", &program, &cohort, replications);
        }
    }
    match demo() {
        Ok((program, cohort)) => {
            run("template, demo list", &program, &cohort, 200);
            let (program, cohort) = (Arc::new(program), Arc::new(cohort));
            let millis =
                best(|| drop(black_box(Simulation::new(program.clone(), cohort.clone(), 0..1)))) * 1e3;
            println!("calendars laid out in {millis:.2} ms");
            let millis = best(|| drop(black_box(plan_schedule(&program, &cohort)))) * 1e3;
            println!("planned schedule in {millis:.2} ms");
            let batch = Batch::run(&program, &cohort, 0..200);
            let millis = best(|| drop(black_box(summary(&program, std::slice::from_ref(&batch), 200)))) * 1e3;
            println!("forecast of 200 replications ({} bytes) in {millis:.2} ms", batch.to_bytes().len());
        }
        Err(error) => println!("the demo list or the template does not read: {error}"),
    }
}

/// The plan with contacts of whom some are readier than others, and rates that may be wrong by a factor of three.
fn spread(mut plan: Plan) -> Plan {
    let source = || Source { kind: SourceKind::Assumed, text: "benchmark".to_owned(), year: None };
    for scenario in plan.scenarios.values_mut() {
        let scenario = Arc::make_mut(scenario);
        scenario.frailty = Variance::new(1.0).map(|variance| Frailty { variance, source: source() });
        scenario.ignorance = Factor::new(3.0).map(|factor| Ignorance { factor, source: source() });
    }
    plan
}

fn run(name: &str, program: &Program, cohort: &Cohort, replications: u32) {
    let mut n_steps = 0;
    let seconds = best(|| n_steps = Batch::run(program, cohort, 0..replications).n_touches());
    println!(
        "{name}: {} contacts x {replications} replications, {n_steps} contact-steps in {seconds:.3} s, {:.0} ns each, {:.1} million a second",
        cohort.n_contacts(),
        seconds * 1e9 / n_steps as f64,
        n_steps as f64 / seconds / 1e6,
    );
}

/// Seconds of the quickest of some runs.
fn best(mut work: impl FnMut()) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..4 {
        let start = Instant::now();
        work();
        best = best.min(start.elapsed().as_secs_f64());
    }
    best
}

fn demo() -> Result<(Program, Cohort), Box<dyn std::error::Error>> {
    let csv = include_bytes!("../static/demo/contacts.csv");
    let looked = sniff(csv).map_err(|refusal| refusal.to_string())?;
    let mut reader = Reader::new(&looked.options);
    reader.feed(csv).map_err(|error| error.to_string())?;
    let columns = reader.finish().map_err(|error| error.to_string())?.import(&looked.mapping(), 1).columns;
    let today = Date::new(2026, 11, 24).ok_or("no such day")?;
    let template = Template::read(include_str!("../templates/b2b-cold-outbound.txt"));
    let made = template.and_then(|template| template.instantiate("bench", 7, today));
    let made = made.map_err(|problems| format!("{problems:?}"))?;
    let people = People::of(&columns, made.plan.settings.zone.0.parse::<Zone>()?);
    let (program, problems) = compile(&made.plan, made.sequence);
    for problem in problems {
        println!("{problem:?}");
    }
    let cohort = Cohort::of_list(&program, &made.plan, &columns, &people, today).map_err(|p| p.sentence())?;
    Ok((program, cohort))
}
