//! The forecast rests on assumptions. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, out: &mut Out) {
    let Some(id) = context.plan.settings.scenario else { return };
    let Some(scenario) = context.plan.scenarios.get(&id) else { return };
    let unsourced =
        |rate: &&Rate| rate.source.kind == SourceKind::Assumed || rate.source.text.trim().is_empty();
    let mut names: Vec<String> =
        scenario.rates.iter().filter(unsourced).map(|rate| rate.outcome.name().to_owned()).collect();
    let n = names.len();
    names.sort();
    names.dedup();
    if n > 0 {
        let finding = Finding::new(Code::UnsourcedRate, Place::Scenario(id)).of(Part::Rates);
        out.say(finding.with(Name::Number, n).with(Name::Samples, names));
    }
}
