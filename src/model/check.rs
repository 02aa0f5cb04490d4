//! Values that no step can run with, and references that leave their sequence. Beside the invariants of the tree.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Action, ChannelKind, ConsentRule, EntryEvent, Field, FieldKind, Length, Occurs, Place, Plan, Problem,
    Repeat, Rule, Sender, Sequence, SequenceId, Severity, StdField, Step, StepId, StepKind, Wait,
};
use crate::calendar::Date;
use crate::lean::number;
use crate::lean::order::Gather;

/// Cases of a branch and arms of a split, at most.
const MAX_WAYS: usize = 50;
/// Characters of a name, at most.
const MAX_NAME: usize = 500;
/// Levels of all-of, any-of and none-of inside each other, at most: a plan file is nested at most 64 deep.
const MAX_RULE_DEPTH: usize = 16;
/// Characters of an action's text, at most.
const MAX_TEXT: usize = 2_000;
/// Points by which an action changes a score, at most.
const MAX_SCORE: u32 = 1_000;
/// Entry events a day, at most.
const MAX_EVENTS_PER_DAY: f64 = 1_000_000.0;
/// Steps of a sequence, at most.
const MAX_STEPS: usize = 2_000;

fn rule_depth(rule: &Rule) -> usize {
    match rule {
        Rule::All(rules) | Rule::Any(rules) | Rule::None(rules) => {
            1 + rules.iter().map(rule_depth).max().unwrap_or(0)
        }
        _ => 0,
    }
}

/// Why a rule cannot be asked; a sentence without a full stop.
fn bad_rule(rule: &Rule, what: &str) -> Option<String> {
    if rule_depth(rule) > MAX_RULE_DEPTH {
        return Some(format!("{what} is deeper than {MAX_RULE_DEPTH} levels"));
    }
    rule.misfit()
}

/// A column of the list may hold dates; a field with a meaning has a type.
fn no_date(field: &Field) -> Option<String> {
    match field {
        Field::Std(field) if field.kind() != FieldKind::Date => Some(format!("{} is no date", field.label())),
        _ => None,
    }
}

/// Why a field cannot be set to a value; the empty value empties it.
fn misfit(field: &Field, value: &str) -> Option<String> {
    let Field::Std(field) = field else { return None };
    let (fits, what) = match field.kind() {
        FieldKind::Text | FieldKind::List => return None,
        FieldKind::Number => (number::parse(value).is_some(), "a number"),
        FieldKind::Date => (value.parse::<Date>().is_ok(), "a date such as 2026-11-16"),
        FieldKind::YesNo => (["yes", "no"].contains(&value), "yes or no"),
    };
    (!fits && !value.is_empty()).then(|| format!("{} is set to what is not {what}", field.label()))
}

impl Step {
    /// What makes the step unfit to run, apart from what it refers to; a sentence without a full stop.
    pub fn bad_value(&self) -> Option<String> {
        if self.name.chars().count() > MAX_NAME {
            return Some(format!("the name is longer than {MAX_NAME} characters"));
        }
        if self.stage.is_some() && self.kind.touch().is_none() {
            return Some("only a touch works on a funnel stage".to_owned());
        }
        let sane = |length: Length| {
            let max = Length::MAX_DAYS;
            (!length.is_sane()).then(|| format!("the wait is longer than {max} days"))
        };
        match &self.kind {
            StepKind::Touch(touch) => {
                if touch.window.is_some_and(|window| window.from >= window.to) {
                    return Some("the hours end before they begin".to_owned());
                }
                if touch.reply_to.is_some() && touch.channel != ChannelKind::Email {
                    return Some("only an email can reply to an email".to_owned());
                }
                if touch.days > 0 && touch.channel != ChannelKind::Ad {
                    return Some("only an ad lasts for days".to_owned());
                }
                if touch.channel == ChannelKind::Ad
                    && !(1..=Length::MAX_DAYS).contains(&u32::from(touch.days))
                {
                    return Some(format!("the ad's days are not between 1 and {}", Length::MAX_DAYS));
                }
                touch.skip_if.as_ref().and_then(|rule| bad_rule(rule, "a condition"))
            }
            StepKind::Wait { until: Wait::For(length) } => sane(*length),
            StepKind::Wait { until: Wait::Day(day) } => (!(1..=Length::MAX_DAYS).contains(&u32::from(*day)))
                .then(|| format!("the day is not between 1 and {}", Length::MAX_DAYS)),
            StepKind::Wait { until: Wait::Until { days, .. } } => {
                days.is_empty().then(|| "the wait names no weekday".to_owned())
            }
            StepKind::Wait { until: Wait::UntilDate(until) } => {
                let max = Length::MAX_DAYS;
                (until.offset_days.unsigned_abs() > max)
                    .then(|| format!("the date lies more than {max} days off its field"))
                    .or_else(|| no_date(&until.field))
            }
            StepKind::Await(a) => sane(a.at_most),
            StepKind::Repeat(repeat) => (!(1..=Repeat::MAX_TIMES).contains(&repeat.times))
                .then(|| format!("the passes are not between 1 and {}", Repeat::MAX_TIMES))
                .or_else(|| sane(repeat.every)),
            StepKind::Action { what } => what.bad_value(),
            StepKind::Branch(branch) => match branch.cases.len() {
                0 => Some("the branch has no case".to_owned()),
                n if n > MAX_WAYS => Some(format!("the branch has more than {MAX_WAYS} cases")),
                _ => branch.cases.iter().find_map(|case| bad_rule(&case.when, "a condition")),
            },
            StepKind::Split(split) => match split.arms.len() {
                0 => Some("the split has no arm".to_owned()),
                n if n > MAX_WAYS => Some(format!("the split has more than {MAX_WAYS} arms")),
                _ if split.arms.iter().any(|arm| arm.name.chars().count() > MAX_NAME) => {
                    Some(format!("an arm's name is longer than {MAX_NAME} characters"))
                }
                _ => {
                    let sum: u64 = split.arms.iter().map(|arm| u64::from(arm.weight)).sum();
                    (sum == 0).then(|| "the arms have no weight".to_owned())
                }
            },
            StepKind::End { reason } => (reason.chars().count() > MAX_NAME)
                .then(|| format!("the reason is longer than {MAX_NAME} characters")),
        }
    }
}

impl Action {
    /// The field that it sets, so that conditions behind it need no column for it.
    pub fn gives(&self) -> Option<Field> {
        match self {
            Action::AddTag(_) | Action::RemoveTag(_) | Action::AddToList(_) | Action::RemoveFromList(_) => {
                Some(Field::Std(StdField::Tags))
            }
            Action::SetStage(_) => Some(Field::Std(StdField::Stage)),
            Action::AddScore(_) => Some(Field::Std(StdField::FitScore)),
            Action::SetField { field, .. } => Some(field.clone()),
            Action::Notify(_) | Action::Enrol(_) | Action::Quote(_) => None,
        }
    }

    /// What makes the action unfit to run; a sentence without a full stop.
    fn bad_value(&self) -> Option<String> {
        let (what, text) = match self {
            Action::AddTag(text) | Action::RemoveTag(text) => ("the tag", text),
            Action::AddToList(text) | Action::RemoveFromList(text) => ("the list", text),
            Action::SetStage(text) => ("the stage", text),
            Action::Notify(text) => ("what to say", text),
            Action::Quote(text) => ("the quote's address", text),
            Action::SetField { field, value } => {
                return (value.chars().count() > MAX_TEXT)
                    .then(|| format!("the value is longer than {MAX_TEXT} characters"))
                    .or_else(|| misfit(field, value));
            }
            Action::AddScore(n) => {
                return (n.unsigned_abs() > MAX_SCORE)
                    .then(|| format!("the score changes by more than {MAX_SCORE}"));
            }
            Action::Enrol(_) => return None,
        };
        if text.trim().is_empty() {
            return Some(format!("{what} is missing"));
        }
        (text.chars().count() > MAX_TEXT).then(|| format!("{what} is longer than {MAX_TEXT} characters"))
    }
}

impl Sequence {
    /// What makes the sequence unfit to run, apart from what it refers to; a sentence without a full stop.
    pub fn bad_value(&self) -> Option<String> {
        if self.name.chars().count() > MAX_NAME {
            return Some(format!("the name is longer than {MAX_NAME} characters"));
        }
        if self.entry.per_business_day == Some(0) {
            return Some("nobody enters: 0 a business day".to_owned());
        }
        if let Some(message) = self.consent.iter().find_map(ConsentRule::bad_value) {
            return Some(message);
        }
        let (per_day, days) = match self.entry.on.as_ref().map(|on: &EntryEvent| &on.when) {
            None => return None,
            Some(Occurs::On(field)) => return no_date(field),
            Some(Occurs::Daily { per_day, days }) => (per_day, days),
        };
        if !(per_day.is_finite() && *per_day > 0.0 && *per_day <= MAX_EVENTS_PER_DAY) {
            return Some(format!("the events a day are not more than 0 and at most {MAX_EVENTS_PER_DAY}"));
        }
        (!(1..=Length::MAX_DAYS).contains(&u32::from(*days)))
            .then(|| format!("the days of entry are not between 1 and {}", Length::MAX_DAYS))
    }
}

impl Plan {
    /// Values no step can run with, and references to what is no touch of the same sequence.
    pub fn bad_values(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut error = |place: Place, message: String| {
            problems.push(Problem { severity: Severity::Error, place, message });
        };
        for (id, sequence) in &self.sequences {
            if let Some(message) = sequence.bad_value() {
                error(Place::Sequence(*id), message);
            }
            if self.walk(*id).len() > MAX_STEPS {
                error(Place::Sequence(*id), format!("there are more than {MAX_STEPS} steps"));
            }
        }
        for (id, step) in &self.steps {
            if let Some(message) = step.bad_value() {
                error(Place::Step(*id), message);
            }
        }
        let segments = self.segments.iter().map(|(id, record)| (Place::Segment(*id), &record.name));
        let messages = self.messages.iter().map(|(id, record)| (Place::Message(*id), &record.name));
        let calendars = self.calendars.iter().map(|(id, record)| (Place::Calendar(*id), &record.name));
        for (place, name) in segments.chain(messages).chain(calendars) {
            if name.chars().count() > MAX_NAME {
                error(place, format!("the name is longer than {MAX_NAME} characters"));
            }
        }
        for (id, segment) in &self.segments {
            if let Some(message) = bad_rule(&segment.rule, "the rule") {
                error(Place::Segment(*id), message);
            }
        }
        for (id, sender) in &self.senders {
            if !Sender::CHANNELS.contains(&sender.channel) {
                error(Place::Sender(*id), "a sender is for email, LinkedIn, WhatsApp or SMS".to_owned());
            }
        }
        for (id, to) in self.stray_references() {
            error(Place::Step(id), format!("refers to {to}, which is no such touch of this sequence"));
        }
        problems
    }

    /// References (from, to) of steps to what is no touch of the same sequence, or to no email where one is replied to.
    pub fn stray_references(&self) -> Vec<(StepId, StepId)> {
        let homes: BTreeMap<StepId, SequenceId> = self
            .sequences
            .keys()
            .flat_map(|sequence| self.walk(*sequence).into_iter().map(|visit| (visit.id, *sequence)))
            .into_map();
        let mut stray = Vec::new();
        for (id, step) in &self.steps {
            for to in step.kind.references() {
                let touch = self.steps.get(&to).and_then(|step| step.kind.touch());
                let fits = homes.get(id) == homes.get(&to)
                    && match &step.kind {
                        StepKind::Touch(own) if own.reply_to == Some(to) => {
                            to != *id && touch.is_some_and(|t| t.channel == ChannelKind::Email)
                        }
                        _ => touch.is_some(),
                    };
                if !fits {
                    stray.push((*id, to));
                }
            }
        }
        stray
    }

    /// Clears references that [`Plan::stray_references`] finds.
    pub(crate) fn clear_stray_references(&mut self) {
        let mut stray: BTreeMap<StepId, BTreeSet<StepId>> = BTreeMap::new();
        for (id, to) in self.stray_references() {
            stray.entry(id).or_default().insert(to);
        }
        for (id, to) in stray {
            if let Some(step) = self.steps.get(&id) {
                let mut changed = (**step).clone();
                changed.kind.clear_references(&to);
                self.steps.insert(id, std::sync::Arc::new(changed));
            }
        }
    }
}
