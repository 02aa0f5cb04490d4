//! The same bits everywhere: this constant is asserted natively here, and for the module in Node and the worker in Chromium
//! by the browser tests, over the same plan.

use cadenza::program::{Cohort, compile};
use cadenza::simulate::{Batch, digest, reference, summary};

/// Changes only when the meaning of a plan or of a draw is changed on purpose.
const DIGEST: u64 = 0x80be_8e58_330a_a0c6;

/// The first replication over the list of the published figures: what the worker's benchmark answers with.
const BENCH_DIGEST: u64 = 0x8280_9fdb_66cd_915a;

fn run(n_contacts: u32, replications: u32) -> u64 {
    let reference = reference(n_contacts);
    let (program, _) = compile(&reference.plan, reference.sequence);
    let cohort = Cohort::gather(&program, &reference.contacts);
    digest(&summary(&program, &[Batch::run(&program, &cohort, 0..replications)], replications))
}

#[test]
fn e2_the_reference_forecast_has_the_bits_it_always_had() {
    assert_eq!(run(2_000, 8), DIGEST, "{:#x}", run(2_000, 8));
    assert_eq!(run(20_000, 1), BENCH_DIGEST, "{:#x}", run(20_000, 1));
}
