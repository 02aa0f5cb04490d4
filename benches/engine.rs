//! Contact-steps per second of the engine on the reference plan: `cargo bench`. A contact-step is one executed touch.

use std::time::Instant;

use cadenza::program::{Cohort, compile};
use cadenza::simulate::{Batch, reference};

fn main() {
    for n_contacts in [500, 1_000, 20_000, 200_000] {
        let reference = reference(n_contacts);
        let (program, problems) = compile(&reference.plan, reference.sequence);
        assert!(!program.has_errors(), "{problems:?}");
        let cohort = Cohort::gather(&program, &reference.contacts);
        let replications = (400_000 / n_contacts).clamp(2, 200);
        Batch::run(&program, &cohort, 0..1);
        let best = (0..3)
            .map(|_| {
                let start = Instant::now();
                let batch = Batch::run(&program, &cohort, 0..replications);
                (start.elapsed().as_secs_f64(), batch.n_touches())
            })
            .min_by(|a, b| a.0.total_cmp(&b.0));
        let Some((seconds, touches)) = best else { continue };
        println!(
            "{n_contacts:>7} contacts x {replications:>3} replications: {touches:>9} contact-steps, {:>6.1} ns each, {:>5.1} million a second, {:.3} s",
            seconds * 1e9 / touches as f64,
            touches as f64 / seconds / 1e6,
            seconds,
        );
    }
}
