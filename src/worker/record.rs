//! The record that a new list starts from.

use crate::audience::{AudienceRecord, Layout, Mapping};

/// A list of this id and name, with nothing in it; the import fills in what it finds. `now` is RFC 3339 text.
pub fn new_record(id: &str, name: &str, file_name: &str, now: &str) -> AudienceRecord {
    AudienceRecord {
        id: id.to_owned(),
        name: name.to_owned(),
        file_name: file_name.to_owned(),
        purpose: None,
        rows: 0,
        layout: Layout::Plain,
        mapping: Mapping::default(),
        next_contact_number: 1,
        revision: 1,
        imported_at: now.to_owned(),
        is_demo: false,
        retain_until: None,
        extensions: Vec::new(),
        last_change: None,
        bytes: 0,
    }
}
