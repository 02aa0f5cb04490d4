//! A simulation, driven to its end or until the caller has seen enough.

use std::sync::Arc;

use wasm_bindgen::JsValue;

use super::fault::Fault;
use super::input::Input;
use super::out::plain;
use super::schedule::findings;
use crate::program::{Cohort, Program, compile};
use crate::schedule::{most_passed, too_large_to_run};
use crate::simulate::{Batch, Simulation, digest, reference, summary};

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
    refuse_too_many(input, &ready.program, &ready.cohort, asked)?;
    let program = Arc::new(ready.program);
    let mut run = Simulation::new(program.clone(), Arc::new(ready.cohort), 0..asked);
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
        if run.batch().bytes() > MOST_BYTES {
            let message = format!(
                "the memory of one call is full after {0} futures of this plan: ask for at most {0}",
                progress.done
            );
            return Err(Fault::new("too_large", input.at("replications"), message));
        }
    }
    let mut forecast = summary(&program, std::slice::from_ref(run.batch()), asked);
    let problems = findings(&std::mem::take(&mut forecast.problems), &ready.chosen.plan);
    let object = plain(&forecast)?;
    // problems with their places as text, as everywhere else outside the engine
    let _ = js_sys::Reflect::set(&object, &"problems".into(), &plain(&problems)?);
    Ok(object)
}

/// Refuses more futures than one call simulates.
pub(super) fn refuse_too_many(
    input: &Input,
    program: &Program,
    cohort: &Cohort,
    asked: u32,
) -> Result<(), Fault> {
    let of_each = most_passed(program, cohort).max(u64::from(cohort.n_contacts())).max(1);
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
