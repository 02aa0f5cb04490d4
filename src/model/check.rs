//! Values that no step can run with, and references that leave their sequence. Beside the invariants of the tree. The compiler asks here
//! too: no value is judged twice.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Action, Calendar, ChannelKind, Code, ConsentRule, EntryEvent, Field, FieldKind, Finding, Flaw, Holiday,
    Length, Name, Occurs, Place, Plan, Repeat, Rule, Score, Sender, Sequence, SequenceId, StdField, Step,
    StepId, StepKind, Wait, Weighted,
};
use crate::calendar::{Date, FIRST_YEAR, LAST_YEAR};
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

fn too_long(what: &str, limit: usize) -> Flaw {
    Flaw::new(Code::TextTooLong).with(Name::What, what).with(Name::Limit, limit)
}

fn too_many(what: &str) -> Flaw {
    Flaw::new(Code::TooManyWays).with(Name::What, what).with(Name::Limit, MAX_WAYS)
}

/// Why a rule cannot be asked.
fn bad_rule(rule: &Rule, what: &str) -> Option<Flaw> {
    if rule_depth(rule) > MAX_RULE_DEPTH {
        return Some(Flaw::new(Code::RuleTooDeep).with(Name::What, what).with(Name::Limit, MAX_RULE_DEPTH));
    }
    rule.misfit()
}

/// A column of the list may hold dates; a field with a meaning has a type.
fn no_date(field: &Field) -> Option<Flaw> {
    match field {
        Field::Std(field) if field.kind() != FieldKind::Date => {
            Some(Flaw::new(Code::NotADate).with(Name::Field, field.label()))
        }
        _ => None,
    }
}

/// Why a field cannot be set to a value; the empty value empties it.
fn misfit(field: &Field, value: &str) -> Option<Flaw> {
    let Field::Std(field) = field else { return None };
    let (fits, what) = match field.kind() {
        FieldKind::Text | FieldKind::List => return None,
        FieldKind::Number => (number::parse(value).is_some(), "a number"),
        FieldKind::Date => (value.parse::<Date>().is_ok(), "a date such as 2026-11-16"),
        FieldKind::YesNo => (["yes", "no"].contains(&value), "yes or no"),
    };
    let flaw = || Flaw::new(Code::ValueMisfit).with(Name::Field, field.label()).with(Name::Kind, what);
    (!fits && !value.is_empty()).then(flaw)
}

impl Step {
    /// What makes the step unfit to run, apart from what it refers to.
    pub fn bad_value(&self) -> Option<Flaw> {
        if self.name.chars().count() > MAX_NAME {
            return Some(too_long("the name", MAX_NAME));
        }
        if self.stage.is_some() && self.kind.touch().is_none() {
            return Some(Flaw::new(Code::StageWithoutTouch));
        }
        let sane = |length: Length| {
            let flaw = || Flaw::new(Code::WaitTooLong).with(Name::Limit, Length::MAX_DAYS);
            (!length.is_sane()).then(flaw)
        };
        match &self.kind {
            StepKind::Touch(touch) => {
                if touch.window.is_some_and(|window| window.line().is_none()) {
                    return Some(Flaw::new(Code::HoursTurned));
                }
                if touch.reply_to.is_some() && touch.channel != ChannelKind::Email {
                    return Some(Flaw::new(Code::ReplyOffEmail));
                }
                if touch.days > 0 && touch.channel != ChannelKind::Ad {
                    return Some(Flaw::new(Code::DaysOffAd));
                }
                if touch.channel == ChannelKind::Ad
                    && !(1..=Length::MAX_DAYS).contains(&u32::from(touch.days))
                {
                    return Some(Flaw::out_of_range("the ad's days are", 1, Length::MAX_DAYS));
                }
                touch.skip_if.as_ref().and_then(|rule| bad_rule(rule, "a condition"))
            }
            StepKind::Wait { until: Wait::For(length) } => sane(*length),
            StepKind::Wait { until: Wait::Day(day) } => (!(1..=Length::MAX_DAYS).contains(&u32::from(*day)))
                .then(|| Flaw::out_of_range("the day is", 1, Length::MAX_DAYS)),
            StepKind::Wait { until: Wait::Until { days, .. } } => {
                days.is_empty().then(|| Flaw::new(Code::NoWeekday))
            }
            StepKind::Wait { until: Wait::UntilDate(until) } => {
                let max = Length::MAX_DAYS;
                (until.offset_days.unsigned_abs() > max)
                    .then(|| Flaw::new(Code::OffsetTooFar).with(Name::Limit, max))
                    .or_else(|| no_date(&until.field))
            }
            StepKind::Wait { until: Wait::UntilDay { date, .. } } => {
                let flaw = Flaw::new(Code::WaitOutOfYears).with(Name::Date, *date);
                let flaw = flaw.with(Name::Least, FIRST_YEAR.unsigned_abs());
                let flaw = flaw.with(Name::Limit, LAST_YEAR.unsigned_abs());
                (!(FIRST_YEAR..=LAST_YEAR).contains(&date.ymd().0)).then_some(flaw)
            }
            StepKind::Await(a) => sane(a.at_most),
            StepKind::Repeat(repeat) => (!(1..=Repeat::MAX_TIMES).contains(&repeat.times))
                .then(|| Flaw::out_of_range("the passes are", 1, Repeat::MAX_TIMES.into()))
                .or_else(|| sane(repeat.every)),
            StepKind::Action { what } => what.bad_value(),
            StepKind::Branch(branch) => match branch.cases.len() {
                0 => Some(Flaw::new(Code::NoCase)),
                n if n > MAX_WAYS => Some(too_many("the cases of the branch are")),
                _ => branch.cases.iter().find_map(|case| bad_rule(&case.when, "a condition")),
            },
            StepKind::Split(split) => match split.arms.len() {
                0 => Some(Flaw::new(Code::NoArm)),
                n if n > MAX_WAYS => Some(too_many("the arms of the split are")),
                _ if split.arms.iter().any(|arm| arm.name.chars().count() > MAX_NAME) => {
                    Some(too_long("an arm's name", MAX_NAME))
                }
                _ => {
                    let sum: u64 = split.arms.iter().map(|arm| u64::from(arm.weight)).sum();
                    (sum == 0).then(|| Flaw::new(Code::NoWeight))
                }
            },
            StepKind::End { reason } => {
                (reason.chars().count() > MAX_NAME).then(|| too_long("the reason", MAX_NAME))
            }
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

    /// What makes the action unfit to run.
    fn bad_value(&self) -> Option<Flaw> {
        let (what, text) = match self {
            Action::AddTag(text) | Action::RemoveTag(text) => ("the tag", text),
            Action::AddToList(text) | Action::RemoveFromList(text) => ("the list", text),
            Action::SetStage(text) => ("the stage", text),
            Action::Notify(text) => ("what to say", text),
            Action::Quote(text) => ("the quote's address", text),
            Action::SetField { field, value } => {
                return (value.chars().count() > MAX_TEXT)
                    .then(|| too_long("the value", MAX_TEXT))
                    .or_else(|| misfit(field, value));
            }
            Action::AddScore(n) => {
                return (n.unsigned_abs() > MAX_SCORE)
                    .then(|| Flaw::out_of_range("the points by which the score changes are", 1, MAX_SCORE));
            }
            Action::Enrol(_) => return None,
        };
        if text.trim().is_empty() {
            return Some(Flaw::new(Code::TextMissing).with(Name::What, what));
        }
        (text.chars().count() > MAX_TEXT).then(|| too_long(what, MAX_TEXT))
    }
}

impl Calendar {
    /// What makes the calendar unfit.
    pub fn bad_value(&self) -> Option<Flaw> {
        if self.name.chars().count() > MAX_NAME {
            return Some(too_long("the name", MAX_NAME));
        }
        let odd = self.holidays.iter().find(|off| off.n_days() == 0)?;
        let flaw = Flaw::new(Code::DaysOffTurned).with(Name::Date, odd.date);
        Some(flaw.with(Name::Limit, Holiday::LONGEST))
    }
}

impl Sequence {
    /// What makes the sequence unfit to run, apart from what it refers to.
    pub fn bad_value(&self) -> Option<Flaw> {
        if self.name.chars().count() > MAX_NAME {
            return Some(too_long("the name", MAX_NAME));
        }
        if self.entry.per_business_day == Some(0) {
            return Some(Flaw::new(Code::NobodyEnters));
        }
        let consent = self.consent.iter().find_map(ConsentRule::bad_value);
        if let Some(flaw) = consent.or_else(|| self.guardrails.bad_value()) {
            return Some(flaw);
        }
        let (per_day, days) = match self.entry.on.as_ref().map(|on: &EntryEvent| &on.when) {
            None => return None,
            Some(Occurs::On(field)) => return no_date(field),
            Some(Occurs::Daily { per_day, days }) => (per_day, days),
        };
        if !(per_day.is_finite() && *per_day > 0.0 && *per_day <= MAX_EVENTS_PER_DAY) {
            return Some(Flaw::new(Code::EventsOutOfRange).with(Name::Limit, MAX_EVENTS_PER_DAY as u64));
        }
        (!(1..=Length::MAX_DAYS).contains(&u32::from(*days)))
            .then(|| Flaw::out_of_range("the days of entry are", 1, Length::MAX_DAYS))
    }
}

impl Plan {
    /// Values no step can run with, and references to what is no touch of the same sequence.
    pub fn bad_values(&self) -> Vec<Finding> {
        let mut problems = Vec::new();
        let mut error = |place: Place, flaw: Flaw| problems.push(flaw.at(place));
        for (id, sequence) in &self.sequences {
            if let Some(flaw) = sequence.bad_value() {
                error(Place::Sequence(*id), flaw);
            }
            if self.walk(*id).len() > MAX_STEPS {
                error(Place::Sequence(*id), Flaw::new(Code::TooManySteps).with(Name::Limit, MAX_STEPS));
            }
        }
        for (id, step) in &self.steps {
            if let Some(flaw) = step.bad_value() {
                error(Place::Step(*id), flaw);
            }
        }
        let segments = self.segments.iter().map(|(id, record)| (Place::Segment(*id), &record.name));
        let messages = self.messages.iter().map(|(id, record)| (Place::Message(*id), &record.name));
        let personas = self.personas.iter().map(|(id, record)| (Place::Persona(*id), &record.name));
        let scores = self.scores.iter().map(|(id, record)| (Place::Score(*id), &record.name));
        for (place, name) in segments.chain(messages).chain(personas).chain(scores) {
            if name.chars().count() > MAX_NAME {
                error(place, too_long("the name", MAX_NAME));
            }
        }
        for (id, calendar) in &self.calendars {
            if let Some(flaw) = calendar.bad_value() {
                error(Place::Calendar(*id), flaw);
            }
        }
        for (id, segment) in &self.segments {
            if let Some(flaw) = bad_rule(&segment.rule, "the rule") {
                error(Place::Segment(*id), flaw);
            }
        }
        let too_much = |why: &str| Flaw::new(Code::AsksTooMuch).with(Name::What, why);
        for (id, persona) in &self.personas {
            let asks = persona.rule.asks_too_much(false).map(too_much);
            if let Some(flaw) = bad_rule(&persona.rule, "the rule").or(asks) {
                error(Place::Persona(*id), flaw);
            }
        }
        for (id, score) in &self.scores {
            if score.conditions.len() > Score::MOST {
                error(Place::Score(*id), Flaw::new(Code::ScoreTooLong).with(Name::Limit, Score::MOST));
            }
            for condition in &score.conditions {
                let asks = condition.rule.asks_too_much(true).map(too_much);
                if let Some(flaw) = bad_rule(&condition.rule, "a condition").or(asks) {
                    error(Place::Score(*id), flaw);
                }
                if condition.weight.unsigned_abs() > Weighted::MOST.unsigned_abs() {
                    let most = Weighted::MOST.unsigned_abs();
                    error(Place::Score(*id), Flaw::new(Code::WeightOutside).with(Name::Limit, most));
                }
            }
        }
        for (id, sender) in &self.senders {
            if !Sender::CHANNELS.contains(&sender.channel) {
                error(Place::Sender(*id), Flaw::new(Code::SenderOffChannel));
            }
            if let Some(flaw) = sender.bad_value() {
                error(Place::Sender(*id), flaw);
            }
        }
        for (id, to) in self.stray_references() {
            error(Place::Step(id), Flaw::new(Code::StrayReference).with(Name::Record, to));
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
