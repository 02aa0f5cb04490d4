//! A contact list as typed columns; CSV in. Knows nothing of plans.

mod accounts;
mod addresses;
mod bytes;
mod change;
mod columns;
pub mod consent;
mod convert;
mod do_not_contact;
mod doubles;
mod events;
mod infer;
mod kept;
mod members;
mod names;
mod noted;
mod numbers;
mod places;
mod read;
mod record;
mod standing;
mod texts;
mod update;
mod values;
mod zones;

pub use accounts::is_mail_provider;
pub use bytes::Corrupt;
pub use columns::{Column, Columns, Slices, Value, normal_header};
pub use do_not_contact::{
    BarLine, BarList, BarRead, DoNotContact, HeldBy, LineFault, LineProblem, Named, bar_line, lines_naming,
};
pub use doubles::{Differing, Double, Doubles, KeptBecause, PhoneAnswer, SharedPhone};
pub use events::{Event, EventFile, EventProblem, Events, EventsRead};
pub use infer::{Countries, NO_OWNER, People, Reach, Regions, ZoneOrigin};
pub use kept::KeptList;
pub use members::{Members, OnList, OnLists};
pub use names::NameOrder;
pub use noted::Noted;
pub use numbers::DecimalSign;
pub use places::{country_code, country_names};
pub use read::{
    ColumnReport, Encoding, Guess, How, Imported, Layout, Mapped, Mapping, MappingMemory, Meaning, MergeRule,
    Merged, MergedBy, Merges, ProblemKind, Raw, ReadError, ReadOptions, ReadProblem, Reader, Refusal, Report,
    Sniffed, SniffedColumn, ZoneGuess, comes_every_year, decoded, read_events, sniff, sniff_as,
};
pub use record::{AudienceRecord, Extension, LastChange};
pub use standing::{ChannelReach, Held, Only, Part, Standing, part};
pub use update::{Changed, Take, Update};
pub use values::DateOrder;

/// A day as people write it (`2026-11-16`, `16 Nov 2026`, `16/11/2026`), a time of day dropped; `None` where it is none.
pub fn read_date(text: &str, order: DateOrder) -> Option<crate::calendar::Date> {
    values::written_day(text).and_then(|written| written.day(order))
}

/// A number as people write it (`1,000`, `1.234,50`, `35 %`). Alone, `1.234` is one and a bit and `1,234` a thousand: what decides is a column.
pub fn read_number(text: &str) -> Option<f64> {
    numbers::number(text, numbers::Reading::default())
}

/// Yes or no in the words that files use.
pub fn read_yes_no(text: &str) -> Option<bool> {
    values::yes_no(text)
}
