//! What lies beside the columns of a list: its name, where it came from, how its headers were read. Not part of the plan.

use serde::{Deserialize, Serialize};

use super::read::{Layout, Mapping};

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
}
