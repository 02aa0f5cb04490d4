//! The same bits everywhere: this constant is asserted natively here, and for the module in Node and the worker in Chromium
//! by the browser tests, over the same plan.

use cadenza::program::{Cohort, compile};
use cadenza::simulate::{Batch, digest, reference, summary};

/// Changes only when the meaning of a plan or of a draw is changed on purpose.
const DIGEST: u64 = 0x4e81_f3f0_2c48_23e3;

#[test]
fn e2_the_reference_forecast_has_the_bits_it_always_had() {
    let reference = reference(2_000);
    let (program, _) = compile(&reference.plan, reference.sequence);
    let cohort = Cohort::gather(&program, &reference.contacts);
    let forecast = summary(&program, &[Batch::run(&program, &cohort, 0..8)], 8);
    assert_eq!(digest(&forecast), DIGEST, "{:#x}", digest(&forecast));
}
