//! Who never enters, and why.

use serde::{Deserialize, Serialize};

use crate::audience::People;
use crate::audience::consent::NoCause;
use crate::model::SequenceId;

/// A contact that never enters.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct HeldBack {
    /// Contact number.
    pub contact: u32,
    /// Row of the list.
    pub row: u32,
    /// The sequence that it never enters.
    pub sequence: SequenceId,
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
    /// Opted out, and no touch is left on another channel: an opt-out blocks for ever.
    OptedOut,
    /// No touch of the sequence could reach the person.
    NothingReaches,
    /// Is in another sequence now.
    InSequence,
    /// Enters on a date of their own, and has none or one before the start.
    NoDate,
    /// Enters on a date of their own, more than two years after the start.
    FarDate,
    /// Complained before.
    Complained,
    /// The list says that the person must not be contacted.
    NotToContact,
    /// Consent was refused or withdrawn.
    Refused,
    /// A tool has suppressed or blocked the person.
    Suppressed,
    /// Has died.
    Deceased,
    /// The stage puts the person out of the question.
    Disqualified,
    /// A mail has come back for good.
    Bounced,
    /// The address is not valid.
    Invalid,
    /// A column about consent says something that nobody knows.
    NotUnderstood,
    /// None of the bases that the sequence asks for is known.
    NoConsent,
    /// The sequence asks for consent in some countries; none is known, nor the person's country.
    CountryUnknown,
    /// Another contact of the sequence has the same role address, and is mailed.
    SharedAddress,
}

impl From<NoCause> for HoldCause {
    fn from(cause: NoCause) -> HoldCause {
        match cause {
            NoCause::Complained => HoldCause::Complained,
            NoCause::DoNotContact => HoldCause::NotToContact,
            NoCause::OptedOut => HoldCause::OptedOut,
            NoCause::Refused => HoldCause::Refused,
            NoCause::Listed => HoldCause::DoNotContact,
            NoCause::Suppressed => HoldCause::Suppressed,
            NoCause::Deceased => HoldCause::Deceased,
            NoCause::Disqualified => HoldCause::Disqualified,
            NoCause::Bounced => HoldCause::Bounced,
            NoCause::Invalid => HoldCause::Invalid,
            NoCause::NotUnderstood => HoldCause::NotUnderstood,
        }
    }
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
            HoldCause::Complained => NoCause::Complained.label(),
            HoldCause::NotToContact => NoCause::DoNotContact.label(),
            HoldCause::Refused => "consent refused",
            HoldCause::Suppressed => NoCause::Suppressed.label(),
            HoldCause::Deceased => NoCause::Deceased.label(),
            HoldCause::Disqualified => NoCause::Disqualified.label(),
            HoldCause::Bounced => NoCause::Bounced.label(),
            HoldCause::Invalid => "invalid address",
            HoldCause::NotUnderstood => "a value about consent that is not understood",
            HoldCause::NoConsent => "no consent",
            HoldCause::CountryUnknown => "no consent, and the country is not known",
            HoldCause::SharedAddress => "shares a role address",
        }
    }
}
