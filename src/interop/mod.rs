//! What comes in and goes out as files: templates, the schedule as JSON, CSV and iCalendar. Knows no screen.

mod cadence;
mod file_kind;
mod guard;
mod problems_csv;
mod schedule_csv;
mod schedule_file;
mod schedule_ics;
mod schedule_json;
mod schedule_read;
mod tables;
mod template;
mod template_text;

pub use cadence::{
    Cadence, CadenceProblem, MAX_CADENCE_BYTES, MAX_CADENCE_TOUCHES, looks_like_cadence, read_cadence,
};
pub use file_kind::{FileKind, file_kind};
pub use guard::guard_words;
pub use problems_csv::problems_csv;
pub use schedule_csv::{CsvExport, CsvOptions};
pub use schedule_file::{
    ArmEntry, CancelWhen, CauseEntry, ChannelEntry, ContactEntry, Executor, ExitEntry, GuardEntry,
    HeldBackEntry, LaunchFinding, LaunchNotes, ListRef, MessageText, Moment, PlanRef, PointEntry, Rendered,
    SCHEDULE_FORMAT, SCHEDULE_SCHEMA, ScheduleFile, SequenceRef, SilencedEntry, SkippedEntry, StandingEntry,
    TouchEntry, WHAT_IT_IS, WhenEntry, ZoneFrom,
};
pub use schedule_ics::{IcsExport, IcsOptions, ics_escape, ics_fold, no_events};
pub use schedule_json::{CONTACT_FIELDS, JsonExport, JsonOptions, ScheduleEntries};
pub use schedule_read::ScheduleFault;
pub use tables::{ExportSource, contact_name};
pub use template::FromTemplate;
pub use template_text::{Template, TemplateProblem};
