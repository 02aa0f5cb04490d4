//! Ranges of replications, in slices. Knows programs and cohorts as they travel, no plan and no list.

use std::ops::Range;
use std::sync::Arc;

use super::host::Host;
use super::protocol::{Code, Failure, Progress, Reply};
use crate::program::{Cohort, Damaged, Program, Together, compile};
use crate::simulate::{Batch, Forecast, Simulation, digest, reference, summary, summary_together};

/// Activations in a slice: two to five milliseconds (five to ten a microsecond natively, half of that in wasm).
const BUDGET: u32 = 20_000;
/// Progress is told this often (ms).
const TELL_MS: f64 = 100.0;
/// What the batches of one run may be, as they travel (bytes).
const MOST_BATCH_BYTES: usize = 300_000_000;
/// Contacts of the reference plan that the published figures are about.
const BENCH_CONTACTS: u32 = 20_000;

/// What is loaded.
#[derive(Debug, Default)]
pub(super) struct SimulationWorker {
    loaded: Option<Together>,
}

impl SimulationWorker {
    pub(super) fn load(&mut self, parts: &[u8], luck_only: bool) -> Result<Reply, Failure> {
        let parts = Together::from_bytes(parts).map_err(damaged)?;
        self.loaded = Some(if luck_only { parts.with_exact_rates() } else { parts });
        Ok(Reply::Done)
    }

    fn loaded(&self) -> Result<&Together, Failure> {
        self.loaded.as_ref().ok_or_else(|| Failure::new(Code::BadRequest, "No program was loaded."))
    }

    pub(super) async fn run<H: Host>(&self, host: &H, range: Range<u32>) -> Result<Reply, Failure> {
        let parts = self.loaded()?.parts().to_vec();
        let began = host.milliseconds();
        let mut told = began;
        let mut simulation = Simulation::together(parts, range);
        loop {
            let progress = simulation.step(BUDGET);
            if progress.is_finished() {
                break;
            }
            host.turn().await?;
            if host.milliseconds() - told >= TELL_MS {
                told = host.milliseconds();
                let (done, total) = (f64::from(progress.done), f64::from(progress.asked));
                host.progress(Progress { done, total, rows: 0 });
            }
        }
        let bytes = Batch::all_to_bytes(simulation.batches());
        Ok(Reply::Batch { bytes, took_ms: host.milliseconds() - began })
    }

    pub(super) fn summarise(&self, batches: &[Vec<u8>], asked: u32) -> Result<Reply, Failure> {
        let loaded = self.loaded()?;
        let programs: Vec<&Program> = loaded.parts().iter().map(|(program, _)| &**program).collect();
        Ok(Reply::Forecast(Box::new(forecast_of(&programs, loaded.at(), batches, asked)?)))
    }
}

/// What batches come to together, for the sequence at that place of those that ran.
pub(super) fn forecast_of(
    programs: &[&Program],
    at: usize,
    batches: &[Vec<u8>],
    asked: u32,
) -> Result<Forecast, Failure> {
    // a number mostly travels as one byte and then takes four
    if batches.iter().map(Vec::len).sum::<usize>() > MOST_BATCH_BYTES {
        let words = format!("{asked} futures of this plan do not fit into memory together: try fewer.");
        return Err(Failure::new(Code::CannotRun, words));
    }
    let batches: Result<Vec<Vec<Batch>>, Damaged> =
        batches.iter().map(|bytes| Batch::all_from_bytes(bytes)).collect();
    let batches = batches.map_err(damaged)?;
    if batches.iter().any(|batch| batch.len() != programs.len()) {
        return Err(damaged(Damaged));
    }
    Ok(summary_together(programs, at, &batches, asked))
}

/// Runs the reference plan for about so long, in whole replications and at least two.
pub(super) async fn bench<H: Host>(host: &H, for_ms: u32) -> Result<Reply, Failure> {
    let reference = reference(BENCH_CONTACTS);
    let (program, _) = compile(&reference.plan, reference.sequence);
    let cohort = Cohort::gather(&program, &reference.contacts);
    // The first replication warms the code up; its answer is the one that must be the same everywhere.
    let first = Batch::run(&program, &cohort, 0..1);
    let digest = format!("{:016x}", digest(&summary(&program, &[first], 1)));
    let (program, cohort) = (Arc::new(program), Arc::new(cohort));
    let began = host.milliseconds();
    let (mut touches, mut replication) = (0, 1);
    while replication < 3 || host.milliseconds() - began < f64::from(for_ms) {
        let mut simulation = Simulation::new(program.clone(), cohort.clone(), replication..replication + 1);
        while !simulation.step(BUDGET).is_finished() {
            host.turn().await?;
        }
        touches += simulation.batch().n_touches();
        replication += 1;
    }
    let seconds = (host.milliseconds() - began) / 1000.0;
    Ok(Reply::Bench { contact_steps_per_second: touches as f64 / seconds.max(1e-6), digest })
}

fn damaged(damaged: Damaged) -> Failure {
    Failure::new(Code::BadRequest, format!("Between two workers: {damaged}."))
}
