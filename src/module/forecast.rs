//! A simulation, driven to its end or until the caller has seen enough.

use std::sync::Arc;

use wasm_bindgen::{JsCast, JsValue};

use super::fault::Fault;
use super::input::Input;
use super::out::plain;
use super::schedule::findings;
use crate::program::{Cohort, compile};
use crate::simulate::{Batch, Simulation, digest, reference, summary};

/// Activations between two calls of `onProgress`.
const SLICE: u32 = 50_000;

/// Runs the replications asked for.
pub(super) fn simulate(input: &Input) -> Result<JsValue, Fault> {
    let wanted = input.whole("replications", 1, 100_000)?;
    let Some(asked) = wanted else {
        let path = input.at("replications");
        return Err(Fault::input(&path, "a whole number from 1 to 100000", &JsValue::UNDEFINED));
    };
    let on_progress = input.function("onProgress")?;
    let ready = super::run::ready(input)?;
    let program = Arc::new(ready.program);
    let mut run = Simulation::new(program.clone(), Arc::new(ready.cohort), 0..asked);
    loop {
        let progress = run.step(SLICE);
        if let Some(tell) = &on_progress {
            let answer =
                tell.call2(&JsValue::UNDEFINED, &progress.done.into(), &asked.into()).map_err(|thrown| {
                    let why = thrown.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
                    let message = format!("onProgress threw: {}", why.unwrap_or_default());
                    Fault::new("callback", input.at("onProgress"), message)
                })?;
            if answer.as_bool() == Some(false) {
                break;
            }
        }
        if progress.is_finished() {
            break;
        }
    }
    let mut forecast = summary(&program, std::slice::from_ref(run.batch()), asked);
    let problems = findings(&std::mem::take(&mut forecast.problems));
    let object = plain(&forecast)?;
    // problems with their places as text, as everywhere else outside the engine
    let _ = js_sys::Reflect::set(&object, &"problems".into(), &plain(&problems)?);
    Ok(object)
}

/// Digest of the engine's reference run, which is the same in every build.
pub(super) fn reference_digest() -> String {
    let reference = reference(2_000);
    let (program, _) = compile(&reference.plan, reference.sequence);
    let cohort = Cohort::gather(&program, &reference.contacts);
    let forecast = summary(&program, &[Batch::run(&program, &cohort, 0..8)], 8);
    format!("{:016x}", digest(&forecast))
}
