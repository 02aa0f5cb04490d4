//! Merge fields: the parts of a text, what they name, the text filled. Knows no sequence and no sender.
//!
//! `{{first_name | there}}` is the contact's first name, or "there" where the list has none. A field is named as in a rule,
//! with `_` or a space between words; a name that is no field with a meaning is the header of a column.

mod sms;

use std::borrow::Cow;
use std::ops::Range;

use crate::model::{Code, Field, Flaw, Plan, StdField, StepKind};
use crate::segment::{Heading, OverList, field_fault, near};

pub use sms::{Sms, sms};

/// A piece of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Part<'a> {
    /// As it stands.
    Text(&'a str),
    /// A merge field.
    Merge(Merge<'a>),
}

/// A merge field in a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Merge<'a> {
    /// As it is written, without braces and fallback.
    pub name: &'a str,
    /// What stands there for a contact without a value.
    pub fallback: Option<&'a str>,
    /// Where, in bytes of the text, braces included.
    pub at: Range<usize>,
}

impl Merge<'_> {
    /// The field it names.
    pub fn field(&self) -> Field {
        field(self.name)
    }

    /// What stands in the text for a contact with this value.
    pub fn value(&self, known: Option<Cow<'_, str>>) -> Option<String> {
        let known = known.map(Cow::into_owned).filter(|value| !value.trim().is_empty());
        known.or_else(|| self.fallback.map(str::to_owned))
    }
}

/// A brace that does not read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MergeProblem {
    /// Where, in bytes of the text.
    pub at: Range<usize>,
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
}

/// A text with its merge fields filled.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filled {
    /// The text; a field without value and fallback leaves nothing.
    pub text: String,
    /// Names of the fields that had neither value nor fallback.
    pub missing: Vec<String>,
}

/// Cuts a text into its parts. What looks like a field and is none stays text and is named as a problem.
pub fn parts(text: &str) -> (Vec<Part<'_>>, Vec<MergeProblem>) {
    let (mut parts, mut problems) = (Vec::new(), Vec::new());
    let (mut from, mut search) = (0, 0);
    while let Some(open) = text[search..].find("{{").map(|at| at + search) {
        let Some(close) = text[open..].find("}}").map(|at| at + open) else {
            problems.push(MergeProblem {
                at: open..text.len(),
                message: "the field that begins here is not closed with }}".to_owned(),
            });
            break;
        };
        let (at, inside) = (open..close + 2, &text[open + 2..close]);
        let (name, fallback) = match inside.split_once('|') {
            Some((name, fallback)) => (name.trim(), Some(fallback.trim())),
            None => (inside.trim(), None),
        };
        let wrong = if name.is_empty() {
            Some("the name of the field is missing")
        } else if inside.contains("{{") || inside.contains('\n') {
            Some("the field that begins here is not closed with }} on its line")
        } else {
            None
        };
        if let Some(message) = wrong {
            problems.push(MergeProblem { at, message: message.to_owned() });
            search = open + 2;
            continue;
        }
        if from < open {
            parts.push(Part::Text(&text[from..open]));
        }
        parts.push(Part::Merge(Merge { name, fallback, at }));
        from = close + 2;
        search = from;
    }
    if from < text.len() {
        parts.push(Part::Text(&text[from..]));
    }
    (parts, problems)
}

/// The merge fields of a text in order, each as often as it stands there.
pub fn merges(text: &str) -> Vec<Merge<'_>> {
    let fields = |part| if let Part::Merge(merge) = part { Some(merge) } else { None };
    parts(text).0.into_iter().filter_map(fields).collect()
}

/// Whether a merge field is a word that the sending tool fills: `{{unsubscribe}}`, `{{postal_address}}`. No column stands for it, and
/// it stays as it is written.
pub fn is_reserved(name: &str) -> bool {
    ["unsubscribe", "postal_address"].contains(&name.trim().to_lowercase().as_str())
}

/// A merge field that no column of the list gives.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnknownMerge {
    /// Where, in bytes of the text, braces included.
    pub at: Range<usize>,
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
    /// The text that was probably meant, braces included.
    pub meant: Option<String>,
}

/// The merge fields of a text that no column of the list gives, and no step of the plan either (G2a): whoever gets the message would read
/// the fallback, or nothing. A field with a meaning that the list lacks is empty, which is asked about elsewhere.
pub fn unknown_merges(text: &str, plan: &Plan, headings: &[Heading]) -> Vec<UnknownMerge> {
    let is_given = |field: &Field| {
        plan.steps.values().any(|step| match &step.kind {
            StepKind::Action { what } => what.gives().as_ref() == Some(field),
            _ => false,
        })
    };
    let over = OverList::new(plan, headings);
    let unknown = |merge: Merge| {
        let field = merge.field();
        if is_reserved(merge.name) || !matches!(field, Field::Custom(_)) || is_given(&field) {
            return None;
        }
        let fault = field_fault(&field, &over)?;
        let meant = fault.suggestion.or_else(|| near(&merge.name.replace('_', " "), headings));
        Some(UnknownMerge {
            at: merge.at,
            message: Flaw { code: Code::UnknownMergeField, ..fault.flaw }.sentence(),
            meant: meant.map(|typed| {
                let std = StdField::named(&typed).map(|std| name(&Field::Std(std)));
                let meant = std.unwrap_or_else(|| typed.trim_matches('"').to_owned());
                written(&meant, merge.fallback.unwrap_or_default())
            }),
        })
    };
    merges(text).into_iter().filter_map(unknown).collect()
}

/// The field that a merge field of this name stands for.
pub fn field(name: &str) -> Field {
    let spaced: String = name.to_lowercase().replace('_', " ");
    let words = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    match StdField::ALL.iter().find(|std| std.name() == words) {
        Some(std) => Field::Std(*std),
        None => Field::Custom(name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()),
    }
}

/// The name of a field inside `{{ }}`.
pub fn name(field: &Field) -> String {
    match field {
        Field::Std(std) => std.name().replace(' ', "_"),
        Field::Custom(header) => header.clone(),
    }
}

/// The text with another fallback for every merge field of this field; an empty one leaves the field without.
pub fn with_fallback(text: &str, of: &Field, fallback: &str) -> String {
    let mut changed = String::with_capacity(text.len());
    for part in parts(text).0 {
        match part {
            Part::Text(text) => changed.push_str(text),
            Part::Merge(merge) if merge.field() == *of => changed.push_str(&written(merge.name, fallback)),
            Part::Merge(merge) => changed.push_str(&text[merge.at]),
        }
    }
    changed
}

/// A merge field as it is written; what would close it or end its line is left out of the fallback.
pub fn written(name: &str, fallback: &str) -> String {
    let fallback = fallback.replace(['{', '}', '\n', '|'], "");
    match fallback.trim() {
        "" => format!("{{{{{name}}}}}"),
        fallback => format!("{{{{{name} | {fallback}}}}}"),
    }
}

/// Fills a text; `value` gives the contact's value of a field.
pub fn fill<'v>(text: &str, value: impl Fn(&Field) -> Option<Cow<'v, str>>) -> Filled {
    let mut filled = Filled::default();
    for part in parts(text).0 {
        match part {
            Part::Text(text) => filled.text.push_str(text),
            Part::Merge(merge) if is_reserved(merge.name) => filled.text.push_str(&text[merge.at]),
            Part::Merge(merge) => match merge.value(value(&merge.field())) {
                Some(value) => filled.text.push_str(&value),
                None => filled.missing.push(merge.name.to_owned()),
            },
        }
    }
    filled
}
