//! All findings of a kind mended at once: one after the other, each on the plan as the one before it leaves it.

use super::context::Context;
use super::{Inputs, Out, is_silenced, rules};
use crate::model::{Code, Diff, Finding};

/// At most so many are mended by one press.
const MOST: usize = 500;

/// The change that mends every finding of a code by the first change of the plan that each offers, and how many that are. Findings that
/// are let stand, and those that a person must decide, stay.
///
/// # Errors
/// Where a turn says that the work is to stop.
pub async fn mend_all<S>(
    inputs: &Inputs<'_>,
    code: Code,
    turn: &mut impl AsyncFnMut() -> Result<(), S>,
) -> Result<(Diff, usize), S> {
    let mut plan = inputs.plan.clone();
    let mut mended: Vec<Finding> = Vec::new();
    while mended.len() < MOST {
        turn().await?;
        let next = {
            let inputs = Inputs { plan: &plan, ..*inputs };
            let context = Context::of(&inputs);
            let mut out = Out::default();
            for rule in rules::RULES.iter().filter(|rule| rule.code == code) {
                context.meter.set(inputs.work);
                rule.run(&context, &mut out);
            }
            // a rule may find more than its own code, and a fix that does not mend is not tried again and again
            let open = out.found.into_iter().filter(|found| {
                found.finding.code == code
                    && is_silenced(&plan, &found.finding).is_none()
                    && !mended.contains(&found.finding)
            });
            let with_diff = |found: super::Found| {
                let diff = found.fixes.iter().find_map(|fix| fix.diff())?.clone();
                Some((found.finding, diff))
            };
            open.filter_map(with_diff).find(|(_, diff)| diff.fits(&plan))
        };
        let Some((finding, diff)) = next else { break };
        diff.apply(&mut plan);
        mended.push(finding);
    }
    Ok((Diff::between(inputs.plan, &plan), mended.len()))
}
