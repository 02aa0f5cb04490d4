//! What lies beside the columns of a list: its name, where it came from, how its headers were read. Not part of the plan.

use serde::{Deserialize, Serialize};

use super::read::{Layout, Mapping};
use crate::calendar::Date;

/// One imported list, without its columns.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AudienceRecord {
    /// Its id within this browser.
    pub id: String,
    /// Its name on screen.
    pub name: String,
    /// The file it came from.
    pub file_name: String,
    /// What the list may be used for, in the person's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// Contacts in it.
    pub rows: u32,
    /// Which tool's header row it has.
    pub layout: Layout,
    /// How its columns are read.
    pub mapping: Mapping,
    /// The number of the next contact that comes in; numbers are never reused (E2).
    pub next_contact_number: u32,
    /// Grows with every change of the list.
    pub revision: u32,
    /// When it was imported, as the browser writes it.
    pub imported_at: String,
    /// Whether it is the demo list.
    #[serde(default)]
    pub is_demo: bool,
    /// The last day on which it may be used; after it the list opens locked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retain_until: Option<Date>,
    /// How that day was moved, the newest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extensions: Vec<Extension>,
    /// What was done to it last; the state before that is kept beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_change: Option<LastChange>,
    /// What it takes in storage, without its state before [bytes].
    #[serde(default)]
    pub bytes: u64,
}

impl AudienceRecord {
    /// Whether it may not be used any more on that day.
    pub fn is_locked(&self, today: Date) -> bool {
        self.retain_until.is_some_and(|until| today > until)
    }
}

/// A retention date that was moved, with the reason.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Extension {
    /// To which day; none = without an end.
    pub until: Option<Date>,
    /// Why, in the person's words.
    pub reason: String,
    /// When, RFC 3339.
    pub at: String,
}

/// What was done to a list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LastChange {
    /// In words: `Updated from crm-2026-11-20.csv`.
    pub what: String,
    /// When, RFC 3339.
    pub at: String,
}
