//! Saving and reading plans: two slots with checksums and a copy in a database, plan files, migrations. Knows no browser: a [`PlanShelf`] and
//! a [`TextShelf`] are all it sees.

mod copies;
mod envelope;
mod file;
mod kept;
mod migrate;
mod opening;
mod repair;
mod saver;
mod shelf;

pub use copies::{
    PlanCopy, Side, Stored, Tombstone, bury, carry_tombstones, forget_deleted, keep_other, list_stored,
    local_tombstone, merged, note_gone, put_copy, read_stored, unnote_gone,
};
pub use envelope::{Envelope, EnvelopeError, Line};
pub use file::{FileError, FileProblem, MAX_BYTES, MAX_NESTING, MAX_VALUES, read_plan, write_plan};
pub use kept::{
    MAX_AUTOMATIC, MAX_VERSIONS, MemoryTexts, TextFaults, TextShelf, Version, VersionError, delete_version,
    keep_version, list_versions, read_version,
};
pub use opening::{Apart, Database, Missing, Opened, Quarantined, look, older, open, open_with};
pub use saver::{
    NotSaved, PlanCard, Room, SaveState, Saver, SlotName, Store, delete_plan, discard_quarantined,
    list_plans, list_quarantined, plan_text, room,
};
pub use shelf::{Faults, MemoryShelf, PlanShelf, ShelfError};
