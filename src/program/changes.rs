//! What a run changes about a contact, and how later conditions see it (S6): one bit a contact for each value that an action can set,
//! so that a condition on a changed field is a combination of bits. Knows no contact and no time.
//!
//! A tag has two bits (put on, taken off), any other field one for each value it is set to. Tests are answered for those values
//! here, once; what is left for the list is the test without the tags that actions change. Only a score is kept as a number.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::code::{ActionInfo, NONE, ScoreChange};
use crate::audience::{DateOrder, read_date, read_number, read_yes_no};
use crate::calendar::Date;
use crate::model::{Action, Field, FieldKind, StdField, StepId, Test};
use crate::segment::{date_holds, number_holds, text_holds};

/// The bits that the actions of a sequence change.
#[derive(Clone, Debug, Default)]
pub(super) struct Changes {
    /// By tag in lower case: put on, taken off.
    pub(super) tags: BTreeMap<String, (u16, u16)>,
    /// The tags of the list are no longer the contact's; [`NONE`] where no action does that.
    pub(super) replaced: u16,
    /// The values that a field is set to, each with its bit.
    pub(super) values: BTreeMap<Field, Vec<(String, u16)>>,
    /// Whether an action changes the fit score.
    pub(super) score: bool,
    /// Bits in all.
    pub(super) n_bits: u16,
}

const TAGS: Field = Field::Std(StdField::Tags);
const STAGE: Field = Field::Std(StdField::Stage);
const SCORE: Field = Field::Std(StdField::FitScore);

impl Changes {
    /// Counts the bits that these actions need.
    pub(super) fn of<'a>(actions: impl Iterator<Item = &'a Action>) -> Changes {
        let mut changes = Changes { replaced: NONE, ..Changes::default() };
        for action in actions {
            match action {
                Action::AddTag(tag)
                | Action::RemoveTag(tag)
                | Action::AddToList(tag)
                | Action::RemoveFromList(tag) => changes.tag(tag),
                Action::SetField { field: TAGS, value } => {
                    if changes.replaced == NONE {
                        changes.replaced = changes.bit();
                    }
                    items(value).for_each(|tag| changes.tag(tag));
                }
                Action::SetField { field: SCORE, .. } | Action::AddScore(_) => changes.score = true,
                Action::SetField { field, value } => changes.value(field, value),
                Action::SetStage(stage) => changes.value(&STAGE, stage),
                Action::Notify(_) | Action::Enrol(_) | Action::Quote(_) => {}
            }
        }
        changes
    }

    fn bit(&mut self) -> u16 {
        self.n_bits += 1;
        self.n_bits - 1
    }

    fn tag(&mut self, tag: &str) {
        if !self.tags.contains_key(&key(tag)) {
            let bits = (self.bit(), self.bit());
            self.tags.insert(key(tag), bits);
        }
    }

    fn value(&mut self, field: &Field, value: &str) {
        let value = written(field, value);
        let known = self.values.entry(field.clone()).or_default();
        if !known.iter().any(|(other, _)| *other == value) {
            known.push((value, self.n_bits));
            self.n_bits += 1;
        }
    }

    /// Whether an action changes what a condition on the field sees.
    pub(super) fn reach(&self, field: &Field) -> bool {
        match field {
            Field::Std(StdField::Tags) => !self.tags.is_empty() || self.replaced != NONE,
            Field::Std(StdField::FitScore) => self.score,
            field => self.values.contains_key(field),
        }
    }

    /// What an action does to the bits.
    pub(super) fn action(&self, id: StepId, action: &Action) -> ActionInfo {
        let mut info = ActionInfo {
            id,
            set: Vec::new(),
            clear: Vec::new(),
            score: ScoreChange::No,
            tells_owner: matches!(action, Action::Notify(_)),
        };
        match action {
            Action::AddTag(tag) | Action::AddToList(tag) => self.put_on(tag, &mut info),
            Action::RemoveTag(tag) | Action::RemoveFromList(tag) => {
                if let Some((on, off)) = self.tags.get(&key(tag)) {
                    info.set.push(*off);
                    info.clear.push(*on);
                }
            }
            Action::SetField { field: TAGS, value } => {
                info.clear.extend(self.tags.values().map(|(on, _)| *on));
                info.set.push(self.replaced);
                items(value).for_each(|tag| self.put_on(tag, &mut info));
                info.clear.retain(|bit| !info.set.contains(bit));
            }
            Action::SetField { field: SCORE, value } => {
                info.score = ScoreChange::To(read_number(value.trim()))
            }
            Action::AddScore(n) => info.score = ScoreChange::By(*n),
            Action::SetField { field, value } => self.set(field, value, &mut info),
            Action::SetStage(stage) => self.set(&STAGE, stage, &mut info),
            Action::Notify(_) | Action::Enrol(_) | Action::Quote(_) => {}
        }
        info
    }

    fn put_on(&self, tag: &str, info: &mut ActionInfo) {
        if let Some((on, off)) = self.tags.get(&key(tag)) {
            info.set.push(*on);
            info.clear.push(*off);
        }
    }

    fn set(&self, field: &Field, value: &str, info: &mut ActionInfo) {
        let value = written(field, value);
        for (other, bit) in self.values.get(field).into_iter().flatten() {
            if *other == value { &mut info.set } else { &mut info.clear }.push(*bit);
        }
    }
}

/// What actions have set of one contact so far, as text: what a message reads that comes after them (S6).
#[derive(Clone, Debug, Default)]
pub struct SetValues(BTreeMap<Field, String>);

impl SetValues {
    /// Notes what an action does; `listed` gives the list's value of a field.
    pub fn note<'a>(&mut self, action: &Action, listed: impl Fn(&Field) -> Option<Cow<'a, str>>) {
        let now = |field: &Field| {
            let set = self.0.get(field).cloned();
            set.or_else(|| listed(field).map(Cow::into_owned)).unwrap_or_default()
        };
        let tagged = |tag: &str, on: bool| {
            let tags = now(&TAGS);
            let mut tags: Vec<&str> = items(&tags).filter(|other| key(other) != key(tag)).collect();
            tags.extend(on.then_some(tag.trim()));
            tags.join("; ")
        };
        let (field, value) = match action {
            Action::AddTag(tag) | Action::AddToList(tag) => (TAGS, tagged(tag, true)),
            Action::RemoveTag(tag) | Action::RemoveFromList(tag) => (TAGS, tagged(tag, false)),
            Action::SetField { field, value } => (field.clone(), written(field, value)),
            Action::SetStage(stage) => (STAGE, written(&STAGE, stage)),
            Action::AddScore(n) => {
                let score = read_number(&now(&SCORE)).unwrap_or(0.0) + f64::from(*n);
                (SCORE, score.to_string())
            }
            Action::Notify(_) | Action::Enrol(_) | Action::Quote(_) => return,
        };
        self.0.insert(field, value);
    }

    /// What the field was set to, the empty text for nothing; `None` where it is as the list says.
    pub fn get(&self, field: &Field) -> Option<&str> {
        self.0.get(field).map(String::as_str)
    }
}

/// The tags in a value.
fn items(value: &str) -> impl Iterator<Item = &str> {
    value.split([',', ';']).map(str::trim).filter(|item| !item.is_empty())
}

/// What a tag is found by.
pub(super) fn key(tag: &str) -> String {
    tag.trim().to_lowercase()
}

/// A value as the field keeps it; the empty text where the field's type does not read it.
pub(super) fn written(field: &Field, value: &str) -> String {
    let value = value.trim();
    let kind = if let Field::Std(std) = field { std.kind() } else { FieldKind::Text };
    match kind {
        FieldKind::Text | FieldKind::List => value.to_owned(),
        FieldKind::Number => read_number(value).map(|number| number.to_string()).unwrap_or_default(),
        FieldKind::Date => day(value).map(|day| day.to_string()).unwrap_or_default(),
        FieldKind::YesNo => match read_yes_no(value) {
            Some(true) => "yes".to_owned(),
            Some(false) => "no".to_owned(),
            None => String::new(),
        },
    }
}

/// The day that a value is.
pub(super) fn day(value: &str) -> Option<Date> {
    read_date(value, DateOrder::DayFirst)
}

/// Whether a test holds for a value that was set, whatever the day.
pub(super) fn holds(test: &Test, value: &str) -> bool {
    match test {
        Test::Empty
        | Test::Known
        | Test::OneOf(_)
        | Test::Contains(_)
        | Test::StartsWith(_)
        | Test::EndsWith(_)
        | Test::Like(_) => text_holds(test, value),
        Test::Equals(_)
        | Test::LessThan(_)
        | Test::AtMost(_)
        | Test::MoreThan(_)
        | Test::AtLeast(_)
        | Test::Between(..) => number_holds(test, read_number(value)),
        Test::On(_)
        | Test::Before(_)
        | Test::After(_)
        | Test::BetweenDays(..)
        | Test::OnWeekday(_)
        | Test::InMonth(_) => day(value).is_some_and(|day| date_holds(test, day, day)),
        Test::Yes => read_yes_no(value) == Some(true),
        Test::No => read_yes_no(value) == Some(false),
        Test::WithinLast(_)
        | Test::WithinNext(_)
        | Test::MoreThanAgo(_)
        | Test::During(_)
        | Test::AnniversaryNext(_)
        | Test::AnniversaryLast(_) => false,
    }
}
