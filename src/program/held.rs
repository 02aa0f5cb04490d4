//! Who never enters, and why.

use serde::{Deserialize, Serialize};

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

/// Why a contact of the segment is not enrolled (S7).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum HoldCause {
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
            HoldCause::OptedOut => "opted out",
            HoldCause::NothingReaches => "no touch can reach them",
            HoldCause::InSequence => "in another sequence",
            HoldCause::NoDate => "no date to enter on",
            HoldCause::FarDate => "date more than two years ahead",
        }
    }
}
