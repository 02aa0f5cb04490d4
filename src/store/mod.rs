//! Saving and reading plans: two slots with checksums, plan files, migrations. Knows no browser: a [`PlanShelf`] is all it sees.

mod envelope;
mod file;
mod kept;
mod migrate;
mod repair;
mod saver;
mod shelf;

pub use envelope::{Envelope, EnvelopeError};
pub use file::{FileError, FileProblem, MAX_BYTES, MAX_NESTING, MAX_VALUES, read_plan, write_plan};
pub use kept::{
    MAX_AUTOMATIC, MAX_VERSIONS, MemoryTexts, TextFaults, TextShelf, Version, VersionError, delete_version,
    forget_deleted, keep_version, list_versions, note_deleted, read_log, read_version, write_log,
};
pub use saver::{
    NotSaved, Opened, PlanCard, Quarantined, SaveState, Saver, SlotName, delete_plan, discard_quarantined,
    list_plans, list_quarantined, older, open,
};
pub use shelf::{Faults, MemoryShelf, PlanShelf, ShelfError};
