//! What was noted about contacts when their file was read: kept with the list, so that each figure opens its rows. Knows no file.

use serde::{Deserialize, Serialize};

use super::columns::Columns;
use super::read::ProblemKind;

/// Contacts of whom something was noted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Noted {
    /// What.
    pub kind: ProblemKind,
    /// Header of the column it is about; none = the whole row.
    pub header: Option<String>,
    /// Numbers of the contacts, rising.
    pub contacts: Vec<u32>,
}

impl Noted {
    /// Whether it is about this contact.
    pub fn is_about(&self, contact: u32) -> bool {
        self.contacts.binary_search(&contact).is_ok()
    }
}

impl Columns {
    /// What was noted about its contacts when their file was read.
    pub fn noted(&self) -> &[Noted] {
        &self.noted
    }

    /// The same notes for a list that gives its contacts other numbers.
    pub(super) fn notes_renumbered(&self, number: &dyn Fn(u32) -> u32) -> Vec<Noted> {
        let mut noted = self.noted.clone();
        for note in &mut noted {
            note.contacts.iter_mut().for_each(|contact| *contact = number(*contact));
            crate::lean::order::sort(&mut note.contacts);
        }
        noted
    }
}
