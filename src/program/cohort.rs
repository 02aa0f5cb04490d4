//! Who runs through a program: a few dozen bytes a contact.

use serde::{Deserialize, Serialize};

use super::{Damaged, HeldBack, Program};
use crate::calendar::Zone;
use crate::model::OwnerId;

/// A contact of the segment before entry is decided, in the order of the list.
#[derive(Clone, PartialEq, Debug)]
pub struct Candidate {
    /// Contact number: given at import, survives updates (E2).
    pub number: u32,
    /// Row of the list.
    pub row: u32,
    /// Account; contacts of one account share the number. `None` = no colleague is known.
    pub account: Option<u32>,
    /// Zone, found or assumed.
    pub zone: Zone,
    /// The owner, where the list names one of the plan's.
    pub owner: Option<OwnerId>,
    /// Has a usable address.
    pub has_email: bool,
    /// Has a number to call.
    pub has_phone: bool,
    /// Has a profile, or may be looked up.
    pub has_profile: bool,
    /// Opted out of email.
    pub opted_out: bool,
    /// Must not be called.
    pub do_not_call: bool,
    /// Is in another sequence now.
    pub in_sequence: bool,
}

/// The enrolled contacts of a program and those held back.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Cohort {
    held_back: Vec<HeldBack>,
    n_contacts: u32,
}

impl Cohort {
    /// Decides who enters (S7), with which owner and mailbox (S2).
    pub fn gather(program: &Program, candidates: &[Candidate]) -> Cohort {
        let n_contacts = if program.has_errors() { 0 } else { candidates.len() as u32 };
        Cohort { held_back: Vec::new(), n_contacts }
    }

    /// Contacts enrolled.
    pub fn n_contacts(&self) -> u32 {
        self.n_contacts
    }

    /// Contacts of the segment that never enter, by contact number.
    pub fn held_back(&self) -> &[HeldBack] {
        &self.held_back
    }

    /// The cohort as bytes, for another worker.
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// The cohort in `bytes`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Cohort, Damaged> {
        postcard::from_bytes(bytes).map_err(|_| Damaged)
    }
}
