//! Who never enters, and why.

use serde::{Deserialize, Serialize};

use crate::audience::People;

/// A contact that never enters.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct HeldBack {
    /// Contact number.
    pub contact: u32,
    /// Row of the list.
    pub row: u32,
    /// Why.
    pub cause: HoldCause,
}

impl HeldBack {
    /// The line of a do-not-contact list that holds the contact back; `people` is what the same list implies.
    pub fn line<'a>(&self, people: &'a People) -> Option<&'a str> {
        people.held_by.line(self.row as usize).filter(|_| self.cause == HoldCause::DoNotContact)
    }

    /// Why, in words, with the line that says so.
    pub fn words(&self, people: &People) -> String {
        match self.line(people) {
            Some(line) => format!("{} ({line})", self.cause.label()),
            None => self.cause.label().to_owned(),
        }
    }
}

/// Why a contact of the segment is not enrolled (S7).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum HoldCause {
    /// A do-not-contact list names the person, the company or the domain (G8).
    DoNotContact,
    /// Opted out of email: opt-out blocks for ever.
    OptedOut,
    /// No touch of the sequence could reach the person.
    NothingReaches,
    /// Is in another sequence now.
    InSequence,
    /// Enters on a date of their own, and has none or one before the start.
    NoDate,
    /// Enters on a date of their own, more than two years after the start.
    FarDate,
}

impl HoldCause {
    /// The words on screen and in files.
    pub fn label(self) -> &'static str {
        match self {
            HoldCause::DoNotContact => "on a do-not-contact list",
            HoldCause::OptedOut => "opted out",
            HoldCause::NothingReaches => "no touch can reach them",
            HoldCause::InSequence => "in another sequence",
            HoldCause::NoDate => "no date to enter on",
            HoldCause::FarDate => "date more than two years ahead",
        }
    }
}
