//! Findings that a person lets stand: of a code, in the plan, in a sequence with its steps, or at one record.

use super::rules::{RULES, Reads};
use super::{Inputs, Report};
use crate::model::{Code, Effect, Finding, Place, Plan, SequenceId, Silence, StepId};

/// The silence that a finding falls under.
pub fn is_silenced(plan: &Plan, finding: &Finding) -> Option<Silence> {
    // what cannot run is not helped by a reason
    if finding.code.effect() == Effect::Stop {
        return None;
    }
    let of_code = |silence: &&Silence| silence.code == finding.code.name();
    let covers = |silence: &&Silence| {
        let Some(place) = &silence.place else { return true };
        *place == finding.place.to_string()
            || match finding.place {
                Place::Step(id) => {
                    plan.find(id).is_some_and(|(sequence, _)| *place == Place::Sequence(sequence).to_string())
                }
                _ => false,
            }
    };
    plan.settings.silences.iter().filter(of_code).find(covers).cloned()
}

/// Silences of codes that this version does not know: kept, and said.
pub(super) fn unknown(plan: &Plan) -> Vec<Silence> {
    let silences = plan.settings.silences.iter();
    silences.filter(|silence| Code::named(&silence.code).is_none()).cloned().collect()
}

/// Silences that nothing falls under: of what stands in another sequence, or could not be looked at, nothing is said.
pub(super) fn idle(inputs: &Inputs, report: &Report) -> Vec<Silence> {
    let plan = inputs.plan;
    let in_sight = |sequence: SequenceId| inputs.sequence.is_none_or(|one| one == sequence);
    let is_looked_at = |code: Code| {
        let reads = RULES.iter().find(|rule| rule.code == code).map(|rule| rule.reads);
        inputs.list.is_some()
            && !report.unfinished.contains(&code)
            && match reads {
                Some(Reads::Design | Reads::Days) => true,
                Some(Reads::Forecast) => report.forecast,
                Some(Reads::Schedule) | None => report.scheduled,
            }
    };
    let is_idle = |silence: &&Silence| {
        let Some(code) = Code::named(&silence.code) else { return false };
        if report.silenced.iter().any(|(_, known)| known == *silence) {
            return false;
        }
        let place = silence.place.as_deref().unwrap_or_default();
        match (place.parse::<SequenceId>(), place.parse::<StepId>()) {
            // what it was about is gone
            (Ok(id), _) if !plan.sequences.contains_key(&id) => true,
            (_, Ok(id)) if plan.find(id).is_none() => true,
            (Ok(id), _) => in_sight(id) && is_looked_at(code),
            (_, Ok(id)) => plan.find(id).is_some_and(|(id, _)| in_sight(id)) && is_looked_at(code),
            _ => is_looked_at(code),
        }
    };
    plan.settings.silences.iter().filter(is_idle).cloned().collect()
}
