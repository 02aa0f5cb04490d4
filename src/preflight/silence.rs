//! Findings that a person lets stand: of a code, in the plan, in a sequence with its steps, or at one record.

use crate::model::{Code, Effect, Finding, Place, Plan, Silence};

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
