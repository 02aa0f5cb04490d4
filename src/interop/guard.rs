//! What must have happened for a touch to run, in words and as data.

use crate::model::{EventKind, Plan, Rule, SequenceId, StepId};
use crate::outline;
use crate::schedule::Guard;

/// Guards in words: `accepted "Invitation" and not (replied "Intro")`. The empty text where nothing must have happened.
pub fn guard_words(plan: &Plan, sequence: SequenceId, guards: &[Guard]) -> String {
    let name = |step: &StepId| plan.steps.get(step).map(|step| step.name.as_str()).unwrap_or_default();
    let event =
        |event: &EventKind, step: &StepId| format!("{} {}", event.name(), outline::quoted(name(step)));
    let rule = |rule: &Rule| outline::condition_text(plan, sequence, rule);
    let words: Vec<String> = guards
        .iter()
        .map(|guard| match guard {
            Guard::Happened(what, step) => event(what, step),
            Guard::TimedOut(what, step) => format!("not {}", event(what, step)),
            Guard::When(one) if guards.len() == 1 => rule(one),
            Guard::When(one @ Rule::Any(_)) => format!("({})", rule(one)),
            Guard::When(one) => rule(one),
            Guard::Otherwise(rules) => {
                let not = |one: &Rule| match one {
                    Rule::Is(_) | Rule::Segment(_) | Rule::Happened(_) => format!("not {}", rule(one)),
                    _ => format!("not ({})", rule(one)),
                };
                rules.iter().map(not).collect::<Vec<_>>().join(" and ")
            }
        })
        .filter(|words| !words.is_empty())
        .collect();
    words.join(" and ")
}
