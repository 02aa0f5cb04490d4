//! What must have happened for a touch to run, in words and as data.

use std::collections::BTreeMap;

use super::schedule_file::GuardEntry;
use crate::model::{EventKind, Plan, Rule, StepId};
use crate::schedule::{Guard, Schedule};
use crate::{outline, segment};

/// Guards in words: `accepted "Invitation" and not (replied "Intro")`. The empty text where nothing must have happened.
pub fn guard_words(plan: &Plan, guards: &[Guard]) -> String {
    let name = |step: &StepId| plan.steps.get(step).map(|step| step.name.as_str()).unwrap_or_default();
    let event =
        |event: &EventKind, step: &StepId| format!("{} {}", event.name(), outline::quoted(name(step)));
    let rule = |rule: &Rule| segment::print(rule, plan);
    let in_repeat = |step: &StepId| match name(step) {
        "" => " in the repeat".to_owned(),
        name => format!(" in the repeat {}", outline::quoted(name)),
    };
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
                    Rule::All(_) | Rule::Any(_) | Rule::None(_) => format!("not ({})", rule(one)),
                    _ => format!("not {}", rule(one)),
                };
                rules.iter().map(not).collect::<Vec<_>>().join(" and ")
            }
            Guard::Repeating(event, step) => format!("not yet {}{}", event.name(), in_repeat(step)),
            Guard::RepeatEnded(event, step) => format!("{}{}", event.name(), in_repeat(step)),
        })
        .filter(|words| !words.is_empty())
        .collect();
    words.join(" and ")
}

/// The words of every guard in a schedule, worked out once.
#[derive(Clone, Debug, Default)]
pub(super) struct GuardWords(BTreeMap<StepId, Vec<(Vec<Guard>, String)>>);

impl GuardWords {
    pub(super) fn of(plan: &Plan, schedule: &Schedule) -> GuardWords {
        let mut words = GuardWords::default();
        let touches = schedule.touches.iter().map(|touch| (touch.step, &touch.guard));
        let actions = schedule.actions.iter().map(|action| (action.step, &action.guard));
        for (step, guard) in touches.chain(actions).filter(|(_, guard)| !guard.is_empty()) {
            let known = words.0.entry(step).or_default();
            if !known.iter().any(|(guards, _)| guards == guard) {
                known.push((guard.clone(), guard_words(plan, guard)));
            }
        }
        words
    }

    pub(super) fn get(&self, step: StepId, guards: &[Guard]) -> Option<&str> {
        let (_, words) = self.0.get(&step)?.iter().find(|(known, _)| known == guards)?;
        Some(words)
    }
}

/// Guards as the file has them.
pub(super) fn guard_entries(guards: &[Guard]) -> Vec<GuardEntry> {
    guards
        .iter()
        .map(|guard| match guard {
            Guard::Happened(event, step) => GuardEntry::Happened { event: *event, step: *step },
            Guard::TimedOut(event, step) => GuardEntry::TimedOut { event: *event, step: *step },
            Guard::When(rule) => GuardEntry::When { rule: rule.clone() },
            Guard::Otherwise(rules) => GuardEntry::Otherwise { rules: rules.clone() },
            Guard::Repeating(event, step) => GuardEntry::Repeating { event: *event, step: *step },
            Guard::RepeatEnded(event, step) => GuardEntry::RepeatEnded { event: *event, step: *step },
        })
        .collect()
}
