//! A simulation, driven to its end or until the caller has seen enough.

use wasm_bindgen::JsValue;

use super::fault::Fault;
use super::input::Input;
use super::out::plain;
use super::schedule::findings;
use crate::model::Plan;
use crate::program::{Cohort, Program, Sequenced, compile};
use crate::schedule::{most_passed, too_large_to_run};
use crate::simulate::{Batch, Forecast, Simulation, digest, reference, summary, summary_together};

/// Activations between two calls of `onProgress`.
const SLICE: u32 = 50_000;
/// Points (touches, waits, branches) that one call may go through, at most, over all futures: about an hour.
const MOST_POINTS: u64 = 10_000_000_000;
/// What the futures of one call may take (bytes).
const MOST_BYTES: usize = 1 << 30;

/// Runs the replications asked for.
pub(super) fn simulate(input: &Input) -> Result<JsValue, Fault> {
    let wanted = input.whole("replications", 1, 100_000)?;
    let Some(asked) = wanted else {
        let path = input.at("replications");
        return Err(Fault::input(&path, "a whole number from 1 to 100000", &JsValue::UNDEFINED));
    };
    let on_progress = input.function("onProgress")?;
    let ready = super::run::ready(input, too_large_to_run)?;
    refuse_too_many(input, ready.parts.parts(), asked)?;
    let mut run = Simulation::together(ready.parts.parts().to_vec(), 0..asked);
    loop {
        let progress = run.step(SLICE);
        if let Some(tell) = &on_progress {
            let answer =
                tell.call2(&JsValue::UNDEFINED, &progress.done.into(), &asked.into()).map_err(|thrown| {
                    let message = format!("onProgress threw: {}", super::js::words_of(&thrown));
                    Fault::new("callback", input.at("onProgress"), message)
                })?;
            if answer.as_bool() == Some(false) {
                break;
            }
        }
        if progress.is_finished() {
            break;
        }
        if run.batches().iter().map(Batch::bytes).sum::<usize>() > MOST_BYTES {
            let message = format!(
                "the memory of one call is full after {0} futures of this plan: ask for at most {0}",
                progress.done
            );
            return Err(Fault::new("too_large", input.at("replications"), message));
        }
    }
    let programs: Vec<&Program> = ready.parts.parts().iter().map(|(program, _)| &**program).collect();
    let batches = vec![run.batches().to_vec()];
    drop(run);
    let plan = &ready.chosen.plan;
    let of = |at: usize| object(summary_together(&programs, at, &batches, asked), plan);
    if !ready.chosen.all {
        return of(0);
    }
    let all = js_sys::Array::new();
    for (at, program) in programs.iter().enumerate() {
        let id = program.sequence();
        let name = plan.sequences.get(&id).map(|sequence| sequence.name.as_str()).unwrap_or_default();
        let entry = js_sys::Object::new();
        for (key, value) in [("id", id.to_string().into()), ("name", name.into()), ("forecast", of(at)?)] {
            // a fresh object takes what it is given
            let _ = js_sys::Reflect::set(&entry, &JsValue::from_str(key), &value);
        }
        all.push(&entry);
    }
    let answer = js_sys::Object::new();
    let _ = js_sys::Reflect::set(&answer, &"sequences".into(), &all);
    Ok(answer.into())
}

/// A forecast as a plain object, its problems with their places as text, as everywhere else outside the engine.
fn object(mut forecast: Forecast, plan: &Plan) -> Result<JsValue, Fault> {
    let problems = findings(&std::mem::take(&mut forecast.problems), plan);
    let object = plain(&forecast)?;
    let _ = js_sys::Reflect::set(&object, &"problems".into(), &plain(&problems)?);
    Ok(object)
}

/// Refuses more futures than one call simulates.
pub(super) fn refuse_too_many(input: &Input, parts: &[Sequenced], asked: u32) -> Result<(), Fault> {
    let of = |(program, cohort): &Sequenced| most_passed(program, cohort).max(u64::from(cohort.n_contacts()));
    let of_each = parts.iter().map(of).fold(0, u64::saturating_add).max(1);
    if of_each.saturating_mul(u64::from(asked)) > MOST_POINTS {
        let most = (MOST_POINTS / of_each).max(1);
        let message = format!(
            "{asked} futures of up to {of_each} touches, waits and branches each are more than one call simulates: at most {most} futures of this plan and list"
        );
        return Err(Fault::new("too_large", input.at("replications"), message));
    }
    Ok(())
}

/// Digest of the engine's reference run, which is the same in every build.
pub(super) fn reference_digest() -> String {
    let reference = reference(2_000);
    let (program, _) = compile(&reference.plan, reference.sequence);
    let cohort = Cohort::gather(&program, &reference.contacts);
    let forecast = summary(&program, &[Batch::run(&program, &cohort, 0..8)], 8);
    format!("{:016x}", digest(&forecast))
}
