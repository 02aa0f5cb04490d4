//! What page and workers say to each other. Every request carries a job number; every reply names the job it answers, so that a
//! stale answer is told apart from a fresh one.
//!
//! On the wire a message is JSON text and, beside it, the byte fields as buffers that are transferred ([`Carries`]): page and
//! worker come from one build and both carry `serde_json` for the plan's file anyway, so a second serialiser would only weigh.
//!
//! One worker binary, three roles (model.md): the *data* worker keeps the list's columns and the planned schedule, an *import*
//! worker reads one file and is then ended, *simulation* workers run ranges of replications.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::audience::consent::{Channels, ConsentChoice, NoCause, Suspect};
use crate::audience::{
    AudienceRecord, BarLine, EventFile, KeptBecause, LineProblem, Mapping, MergeRule, MergedBy, Only,
    PhoneAnswer, ReadOptions, Report, Sniffed, Standing,
};
use crate::calendar::Date;
use crate::model::{
    Basis, Channel, ChannelKind, Code as FindingCode, ConsentState, Diff, EventKind, Field, FieldKind,
    Finding, LaunchAnswer, OwnerId, Part, Place, Plan, Rule, ScoreId, SegmentId, SenderId, SequenceId,
    Silence, StepId,
};
pub use crate::preflight::State as PointState;
use crate::schedule::{HoldCause, InPlan, PlannedDay, SkipCause, Wait};
use crate::simulate::Forecast;

/// Page to worker.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Envelope<T> {
    /// The job asked for or answered.
    pub job: u32,
    /// What is said.
    pub body: T,
}

/// What a page asks.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Request {
    /// Are you there?
    Ping,
    /// Stop this job; it answers `Cancelled`.
    Cancel {
        /// Which.
        job: u32,
    },

    // data worker
    /// The whole plan, at this revision.
    Plan {
        /// Revision of the session.
        revision: u64,
        /// The plan.
        plan: Box<Plan>,
    },
    /// A change of the plan; answered by `PlanWanted` where the worker's copy is not the one it starts from.
    Diff {
        /// Revision before the change.
        from: u64,
        /// Revision after the change.
        revision: u64,
        /// The change.
        diff: Diff,
    },
    /// Load a list from storage and keep it; answers `List`.
    OpenList {
        /// Its id.
        id: String,
        /// A list that must not be used on this day is refused as `locked`; without a day nothing is asked.
        #[serde(default)]
        today: Option<Date>,
    },
    /// Put a CSV of the app's own files (the demo) into storage as a list with this id and open it; answers `List`.
    OpenDemo {
        /// Id to give it.
        id: String,
        /// The file's bytes.
        csv: Vec<u8>,
        /// Name on screen.
        name: String,
        /// When, as RFC 3339 text (the worker knows no clock).
        now: String,
    },
    /// Keep and open a list that an import worker could not store; answers `List`.
    AdoptList {
        /// Its record.
        record: AudienceRecord,
        /// Its columns.
        chunks: Vec<Vec<u8>>,
    },
    /// Forget the list and delete it from storage; answers `Done`.
    DeleteList {
        /// Its id.
        id: String,
    },
    /// Move the last day on which a list may be used; answers `Done`.
    Retain {
        /// Its id.
        id: String,
        /// The last day; none = without an end.
        until: Option<Date>,
        /// Why.
        reason: String,
        /// When, as RFC 3339 text (the worker knows no clock).
        now: String,
    },
    /// What a newer export of the open list would do to it; it is kept until `ApplyUpdate` or `DropUpdate`. Answers `Update`.
    CompareUpdate {
        /// The list it is about; refused as `stale_list` where another one, or another state of it, is open.
        list: ListRef,
        /// The record of the export, as the import worker read it.
        record: AudienceRecord,
        /// Its columns.
        chunks: Vec<Vec<u8>>,
    },
    /// Some contacts of the update that is kept; answers `UpdateRows`.
    UpdateRows {
        /// Which of them.
        part: UpdatePart,
        /// The first, from 0.
        from: u32,
        /// At most 200.
        n: u32,
    },
    /// Take the update that is kept over; the state before stays beside it. Answers `List`.
    ApplyUpdate {
        /// Only who has said "no" since; nobody is added or taken away.
        only_no: bool,
        /// Whoever goes and has said "no" becomes a line of a do-not-contact list.
        leave_no: bool,
        /// When, as RFC 3339 text (the worker knows no clock).
        now: String,
    },
    /// Forget the update that is kept; answers `Done`.
    DropUpdate,
    /// Set a field in every contact of a view; the state before stays beside it. Answers `List`.
    SetValue {
        /// The list it is about; refused as `stale_list` where another one, or another state of it, is open.
        list: ListRef,
        /// Whose.
        view: View,
        /// Which field.
        field: Field,
        /// What it is set to; empty takes the value away.
        value: String,
        /// Why, in the person's words; may be empty.
        reason: String,
        /// When, as RFC 3339 text (the worker knows no clock).
        now: String,
    },
    /// Enter consent for every contact of a view, or lift what says no to them; the state before stays beside it. Answers `List`.
    SetConsent {
        /// The list it is about; refused as `stale_list` where another one, or another state of it, is open.
        list: ListRef,
        /// Whose.
        view: View,
        /// On which channels.
        channels: Channels,
        /// What is so from now on.
        edit: ConsentEdit,
        /// Why, in the person's words; never empty.
        reason: String,
        /// The day on which it is entered.
        today: Date,
        /// When, as RFC 3339 text (the worker knows no clock).
        now: String,
    },
    /// Say what a column that looks as if it said who said no means; the state before stays beside it. Answers `List`.
    AnswerColumn {
        /// The list it is about; refused as `stale_list` where another one, or another state of it, is open.
        list: ListRef,
        /// The column's header.
        header: String,
        /// What it means.
        choice: ConsentChoice,
        /// When, as RFC 3339 text (the worker knows no clock).
        now: String,
    },
    /// Go back to the state before the last change of the open list, which becomes the state before. Answers `List`.
    Restore {
        /// The list it is about; refused as `stale_list` where another one, or another state of it, is open.
        list: ListRef,
        /// When, as RFC 3339 text (the worker knows no clock).
        now: String,
    },
    /// What was merged when the open list was read, some contacts of it, and who shares a phone; answers `Doubles`.
    Doubles {
        /// The list it is about; refused as `stale_list` where another one, or another state of it, is open.
        list: ListRef,
        /// The first contact, from 0.
        from: u32,
        /// At most 200.
        n: u32,
    },
    /// Keep the cells of merged contacts by another rule; the state before stays beside it. Answers `List`.
    MergeBy {
        /// The list it is about; refused as `stale_list` where another one, or another state of it, is open.
        list: ListRef,
        /// The rule.
        rule: MergeRule,
        /// When, as RFC 3339 text (the worker knows no clock).
        now: String,
    },
    /// Say whether contacts that share a phone are one person; the state before stays beside it. Answers `List`.
    AnswerPhone {
        /// The list it is about; refused as `stale_list` where another one, or another state of it, is open.
        list: ListRef,
        /// Which question, as `Doubles` numbers them.
        question: u32,
        /// The answer.
        answer: PhoneAnswer,
        /// When, as RFC 3339 text (the worker knows no clock).
        now: String,
    },
    /// How the plan's segments share the open list; answers `Cover`.
    Cover {
        /// The list it is about; refused as `stale_list` where another one, or another state of it, is open.
        list: ListRef,
        /// The segments, in the order in which the first counts.
        order: Vec<SegmentId>,
        /// Relative dates are counted from this day.
        today: Date,
    },
    /// How a fit score spreads over the open list; answers `FitSpread`.
    FitSpread {
        /// The list it is about; refused as `stale_list` where another one, or another state of it, is open.
        list: ListRef,
        /// Which score.
        score: ScoreId,
        /// Relative dates are counted from this day.
        today: Date,
    },
    /// How alike two parts of the open list are; answers `Alike`.
    Alike {
        /// The list it is about; refused as `stale_list` where another one, or another state of it, is open.
        list: ListRef,
        /// The one.
        a: Rule,
        /// The other.
        b: Rule,
        /// Relative dates are counted from this day.
        today: Date,
    },
    /// Keep the events of a file with the open list and count them; the state before stays beside it. Answers `List`.
    AttachEvents {
        /// The list it is about; refused as `stale_list` where another one, or another state of it, is open.
        list: ListRef,
        /// Name of the file.
        name: String,
        /// Its bytes.
        bytes: Vec<u8>,
        /// When, as RFC 3339 text (the worker knows no clock).
        now: String,
    },
    /// Take the events away from the open list; the state before stays beside it. Answers `List`.
    DetachEvents {
        /// The list it is about; refused as `stale_list` where another one, or another state of it, is open.
        list: ListRef,
        /// When, as RFC 3339 text (the worker knows no clock).
        now: String,
    },
    /// Put whoever of a stored list has said "no" on a do-not-contact list; answers `Bars`.
    LeaveNo {
        /// The list's id.
        id: String,
        /// When, as RFC 3339 text (the worker knows no clock).
        now: String,
    },
    /// The contacts of a view as CSV, or as rows to be put into a spreadsheet; answers `File`.
    ListCsv {
        /// The list it is about; refused as `stale_list` where another one, or another state of it, is open.
        list: ListRef,
        /// Which contacts, in which order.
        view: View,
        /// Which columns; all of the list where none is named.
        fields: Vec<Shown>,
        /// Cells as they are, not made safe for spreadsheets.
        for_machines: bool,
        /// Parted by tabs, as a clipboard holds rows; refused as `bad_request` beyond 100,000 contacts.
        tabs: bool,
    },
    /// The lists in storage; answers `Lists`.
    Lists,
    /// What could not be read and was put aside; answers `Aside`.
    Aside,
    /// Something that was put aside, as it lay in storage; answers `File`.
    AsideFile {
        /// Which.
        name: String,
    },
    /// Delete something that was put aside; answers `Done`.
    ForgetAside {
        /// Which.
        name: String,
    },
    /// Some rows; answers `Rows`.
    Rows {
        /// The list it is about; refused as `stale_list` where another one, or another state of it, is open.
        list: ListRef,
        /// Which rows.
        view: View,
        /// The first, from 0.
        from: u32,
        /// At most 200.
        n: u32,
        /// The columns wanted.
        fields: Vec<Shown>,
    },
    /// All that is known of one contact; answers `Contact`.
    Contact {
        /// The list it is about; refused as `stale_list` where another one, or another state of it, is open.
        list: ListRef,
        /// Row of the list.
        row: u32,
        /// Relative dates are counted from this day.
        today: Date,
    },
    /// The most frequent values of a column that contain a text; answers `Values`.
    Values {
        /// The list it is about; refused as `stale_list` where another one, or another state of it, is open.
        list: ListRef,
        /// The column.
        field: Field,
        /// Typed so far.
        containing: String,
        /// At most so many.
        n: u32,
    },
    /// Counts of a rule over the list; answers `Counts`.
    Count {
        /// The list it is about; refused as `stale_list` where another one, or another state of it, is open.
        list: ListRef,
        /// The rule.
        rule: Rule,
        /// Relative dates are counted from this day.
        today: Date,
    },
    /// Why a contact is in or out; answers `Why`.
    Why {
        /// The list it is about; refused as `stale_list` where another one, or another state of it, is open.
        list: ListRef,
        /// The rule.
        rule: Rule,
        /// Relative dates are counted from this day.
        today: Date,
        /// Row of the list.
        row: u32,
    },
    /// Plan the schedule of a sequence over the open list and keep it, with that of the others that run with it; answers `Schedule`.
    Schedule {
        /// Which is in sight.
        sequence: SequenceId,
        /// Revision it is wanted for.
        revision: u64,
        /// Relative dates are counted from this day.
        today: Date,
        /// As if it were the only sequence of the plan.
        #[serde(default)]
        alone: bool,
    },
    /// How the sequences of the plan get on with each other over the open list; answers `Whole`.
    Whole {
        /// Revision it is wanted for.
        revision: u64,
        /// Relative dates are counted from this day.
        today: Date,
    },
    /// Some rows of the schedule that was planned last; answers `ScheduleRows`.
    ScheduleRows {
        /// Revision it was planned for; refused as `stale_plan` where another one is kept.
        revision: u64,
        /// Which.
        filter: ScheduleFilter,
        /// The first, from 0.
        from: u32,
        /// At most 200.
        n: u32,
    },
    /// The schedule that was planned last in short, as far as it passes a filter; answers `Schedule`.
    ScheduleCounts {
        /// Revision it was planned for; refused as `stale_plan` where another one is kept.
        revision: u64,
        /// Which; its day is not looked at.
        filter: ScheduleFilter,
    },
    /// One contact's way through the schedule that was planned last, or through a future (E5); answers `Walk`.
    Walk {
        /// Revision it was planned for; refused as `stale_plan` where another one is kept.
        revision: u64,
        /// Number of the contact.
        contact: u32,
        /// The replication whose reactions are drawn; without one, nobody reacts.
        replication: Option<u32>,
    },
    /// The schedule that was planned last, as a file; answers `File`.
    Export {
        /// Revision it was planned for; refused as `stale_plan` where another one is kept.
        revision: u64,
        /// Which format.
        format: ExportFormat,
        /// Of this sequence; of all that were planned together without one.
        #[serde(default)]
        sequence: Option<SequenceId>,
        /// Also where errors are known; without it the answer is then `HasErrors`.
        despite: bool,
        /// When, as RFC 3339 text (the worker knows no clock).
        now: String,
    },
    /// What preflight finds about a sequence over the open list, if one is open; answers `Preflight`.
    Preflight {
        /// Which.
        sequence: SequenceId,
        /// Revision it is wanted for.
        revision: u64,
        /// Relative dates are counted from this day.
        today: Date,
        /// With what only the planned schedule says, which is planned first where it is not there.
        timed: bool,
        /// As if it were the only sequence of the plan.
        #[serde(default)]
        alone: bool,
    },
    /// What a run of this sequence came to, for what preflight asks next; answers `Done`.
    Forecasted {
        /// Of which sequence.
        sequence: SequenceId,
        /// Revision it was run for.
        revision: u64,
        /// Relative dates were counted from this day.
        today: Date,
        /// Replications asked for.
        asked: u32,
        /// Batches as bytes.
        batches: Vec<Vec<u8>>,
    },
    /// The change that mends all findings of a code; answers `Mended`.
    MendAll {
        /// Of which sequence.
        sequence: SequenceId,
        /// Revision it is wanted for.
        revision: u64,
        /// Relative dates are counted from this day.
        today: Date,
        /// Which code.
        code: FindingCode,
    },
    /// Make the edit of the open list that is a fix of what was found last; the state before stays beside it. Answers `List`.
    MendList {
        /// The list it is about; refused as `stale_list` where another one, or another state of it, is open.
        list: ListRef,
        /// Which finding.
        found: FoundRef,
        /// The fix, by its name.
        fix: String,
        /// When, as RFC 3339 text (the worker knows no clock).
        now: String,
    },
    /// Compile a sequence for simulation, with the others that run with it; answers `Compiled`.
    Compile {
        /// Which is in sight.
        sequence: SequenceId,
        /// Revision it is wanted for.
        revision: u64,
        /// Relative dates are counted from this day.
        today: Date,
        /// As if it were the only sequence of the plan.
        #[serde(default)]
        alone: bool,
    },

    /// Compile a sequence of a plan that is not open, over people of a file that is no list of this browser; answers `Compiled`.
    Trial {
        /// The plan.
        plan: Box<Plan>,
        /// Which of its sequences.
        sequence: SequenceId,
        /// The people, as CSV.
        csv: Vec<u8>,
        /// Relative dates are counted from this day.
        today: Date,
    },

    /// The do-not-contact lists of this browser; answers `Bars`.
    Bars,
    /// Some lines of a do-not-contact list; answers `BarLines`.
    BarLines {
        /// Which list.
        id: String,
        /// Only lines with this text.
        find: String,
        /// The first, from 0.
        from: u32,
        /// At most 200.
        n: u32,
    },
    /// What a text would hold back if it were added; answers `BarLooked`.
    BarLook {
        /// The text, as it was pasted or lies in a file.
        bytes: Vec<u8>,
    },
    /// Add a text to a do-not-contact list, which begins with it if it is not there; answers `Bars`.
    BarAdd {
        /// Which list.
        id: String,
        /// Name of a new one.
        name: String,
        /// The text, as it was pasted or lies in a file.
        bytes: Vec<u8>,
        /// When, as RFC 3339 text (the worker knows no clock).
        now: String,
    },
    /// Put lines into a do-not-contact list, which begins with them if it is not there; answers `Bars`.
    BarPut {
        /// Which list.
        id: String,
        /// Name of a new one.
        name: String,
        /// The lines.
        lines: Vec<BarLine>,
        /// When, as RFC 3339 text (the worker knows no clock).
        now: String,
    },
    /// Take lines out of a do-not-contact list; answers `BarRemoved`.
    BarRemove {
        /// Which list.
        id: String,
        /// Places of the lines, from 0.
        at: Vec<u32>,
    },
    /// Delete a do-not-contact list; answers `Bars`.
    BarDelete {
        /// Which list.
        id: String,
    },

    // import worker: the file itself travels beside the envelope, as `file`
    /// Look at the beginning of the file; answers `Sniffed`.
    Sniff {
        /// What the user corrected, if anything.
        options: Option<ReadOptions>,
    },
    /// Read the whole file, store the list, report; answers `Progress`… then `Imported`.
    Import {
        /// What the columns mean.
        mapping: Mapping,
        /// How to read the file.
        options: ReadOptions,
        /// The record of the new list; rows and numbers are filled in.
        record: AudienceRecord,
    },

    /// Read the whole file and give its columns back, storing nothing; answers `Progress`… then `Imported`.
    ReadUpdate {
        /// What the columns mean.
        mapping: Mapping,
        /// How to read the file.
        options: ReadOptions,
        /// The record that the columns would have.
        record: AudienceRecord,
    },

    // simulation workers
    /// Keep these programs and cohorts; answers `Done`.
    Load {
        /// `Together` as bytes.
        parts: Vec<u8>,
        /// Take the rates as exact: luck only (B2).
        luck_only: bool,
    },
    /// Run replications of what is loaded; answers `Progress`… then `Batch`.
    Run {
        /// First replication.
        from: u32,
        /// First replication after.
        to: u32,
    },
    /// Put batches together, in replication order; answers `Forecast`.
    Summarise {
        /// Batches as bytes.
        batches: Vec<Vec<u8>>,
        /// Replications asked for.
        asked: u32,
    },
    /// Run the reference plan for about so many milliseconds; answers `Bench` (for `make bench`).
    Bench {
        /// Milliseconds.
        for_ms: u32,
    },
}

impl Request {
    /// Whether it changes nothing that is stored, so that it may be asked twice.
    pub fn only_asks(&self) -> bool {
        use Request::{
            Compile, Contact, Count, Cover, Doubles, FitSpread, ListCsv, Lists, OpenList, Preflight, Rows,
            Schedule, ScheduleCounts, ScheduleRows, Trial, Values, Walk, Whole, Why,
        };
        matches!(
            self,
            OpenList { .. }
                | Lists
                | Rows { .. }
                | Contact { .. }
                | Values { .. }
                | Count { .. }
                | Why { .. }
                | Cover { .. }
                | FitSpread { .. }
                | Doubles { .. }
                | ListCsv { .. }
                | Preflight { .. }
                | Compile { .. }
                | Schedule { .. }
                | ScheduleRows { .. }
                | ScheduleCounts { .. }
                | Trial { .. }
                | Walk { .. }
                | Whole { .. }
        )
    }
}

/// What a worker answers.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Reply {
    /// To `Ping`.
    Pong,
    /// It is done.
    Done,
    /// Stopped as asked; nothing of it is kept.
    Cancelled,
    /// It could not be done.
    Failed(Failure),
    /// The worker has another revision: send the whole plan.
    PlanWanted,
    /// How far the job is.
    Progress(Progress),
    /// To `OpenList`, `OpenDemo` and `AdoptList`.
    List(Box<ListInfo>),
    /// To `Lists`.
    Lists(Vec<ListEntry>),
    /// To `Aside`.
    Aside(Vec<AsideEntry>),
    /// To `Rows`.
    Rows(Rows),
    /// To `Values`: value and how many contacts have it.
    Values(Vec<(String, u32)>),
    /// To `Count`.
    Counts(Counts),
    /// To `Why`.
    Why(Vec<WhyLine>),
    /// To `Schedule`.
    Schedule(ScheduleInfo),
    /// To `ScheduleRows`.
    ScheduleRows {
        /// Rows that pass the filter.
        total: u32,
        /// Of one day: how many rows in each hour of the contacts' clocks.
        hours: Vec<(u8, u32)>,
        /// The rows asked for.
        rows: Vec<ScheduleRow>,
    },
    /// To `Whole`.
    Whole(Box<WholeInfo>),
    /// To `Walk`.
    Walk(Box<WalkView>),
    /// To `Export`.
    File {
        /// Suggested name.
        name: String,
        /// Media type.
        mime: String,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// To `Compile` and `Trial`.
    Compiled {
        /// The revision compiled.
        revision: u64,
        /// Contacts that may enter.
        may_enter: u32,
        /// Contacts of the segment that never enter, by cause.
        held_back: Vec<(HoldCause, u32)>,
        /// How the contacts of the segment stand.
        standing: Standing,
        /// `Together` as bytes: what runs, all sequences of it.
        parts: Vec<u8>,
        /// What stands in the way; with an error there are no bytes.
        problems: Vec<Finding>,
    },
    /// To `Preflight`.
    Preflight(Box<PreflightInfo>),
    /// To `MendAll`.
    Mended {
        /// From the plan of that revision.
        diff: Diff,
        /// Findings it mends.
        n: u32,
    },
    /// To `CompareUpdate`.
    Update(Box<UpdateInfo>),
    /// To `UpdateRows`.
    UpdateRows {
        /// Contacts of that part.
        total: u32,
        /// Those asked for.
        rows: Vec<UpdateRow>,
    },
    /// To `Contact`.
    Contact(Box<ContactView>),
    /// To `Cover`.
    Cover(Box<CoverInfo>),
    /// To `FitSpread`.
    FitSpread(FitSpread),
    /// To `Alike`.
    Alike(AlikeInfo),
    /// To `Doubles`.
    Doubles(Box<DoublesInfo>),
    /// To `Bars` and to what changes them.
    Bars(Box<BarsInfo>),
    /// To `BarLines`.
    BarLines {
        /// Lines found.
        total: u32,
        /// Those asked for.
        rows: Vec<BarRow>,
    },
    /// To `BarLook`.
    BarLooked(Box<BarLook>),
    /// To `BarRemove`: what was taken out, so that it can be put back.
    BarRemoved(Vec<BarLine>),
    /// To `Sniff`.
    Sniffed(Box<Sniffed>),
    /// To `Import`.
    Imported {
        /// As stored.
        record: AudienceRecord,
        /// What came in, what is wrong and where.
        report: Report,
        /// Where it lies.
        kept: Kept,
        /// Its columns where it could not be stored: the data worker keeps them while the tab is open.
        chunks: Vec<Vec<u8>>,
    },
    /// To `Run`.
    Batch {
        /// A `Batch` of each sequence as bytes.
        bytes: Vec<u8>,
        /// Milliseconds it took.
        took_ms: f64,
    },
    /// To `Summarise`.
    Forecast(Box<Forecast>),
    /// To `Bench`.
    Bench {
        /// Executed touches a second.
        contact_steps_per_second: f64,
        /// Digest of the reference run: the same in every build.
        digest: String,
    },
}

/// What preflight found.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PreflightInfo {
    /// Of the plan at this revision.
    pub revision: u64,
    /// Of this sequence.
    pub sequence: SequenceId,
    /// Over this list; nothing where none was open.
    pub list: Option<ListRef>,
    /// Worst first.
    pub found: Vec<FoundView>,
    /// What is let stand.
    pub silenced: Vec<SilencedView>,
    /// Silences of codes that this version does not know.
    pub unknown: Vec<Silence>,
    /// Silences that nothing falls under.
    pub idle: Vec<Silence>,
    /// Rules that gave up because there was too much to look at.
    pub unfinished: Vec<FindingCode>,
    /// With what only the schedule says.
    pub scheduled: bool,
    /// With what only a forecast says.
    pub forecast: bool,
    /// Why there is no schedule, where it was asked for.
    pub not_planned: Option<String>,
    /// The points of the launch check.
    pub points: Vec<PointView>,
    /// Law and platforms that are looked at: word, name, and whether the plan is held against it.
    pub packs: Vec<(String, String, bool)>,
}

/// A finding, with what would mend it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FoundView {
    /// What was found.
    pub finding: Finding,
    /// The point of the launch check at which it stands.
    pub point: String,
    /// How many contacts of the list it concerns, where it concerns contacts.
    pub contacts: Option<u32>,
    /// Which it is of several with the same code, place and field, from 0.
    pub nth: u32,
    /// Whether its rule has a page.
    pub has_page: bool,
    /// Ways to mend it, the first in front.
    pub fixes: Vec<FixView>,
    /// Seen before an edit, and not yet looked for after it.
    pub behind: bool,
}

impl FoundView {
    /// A finding of which nothing more is known.
    pub fn plain(finding: Finding) -> FoundView {
        FoundView {
            finding,
            point: String::new(),
            contacts: None,
            nth: 0,
            has_page: false,
            fixes: Vec::new(),
            behind: false,
        }
    }

    /// What it is told by.
    pub fn key(&self) -> FoundRef {
        FoundRef { nth: self.nth, ..FoundRef::of(&self.finding) }
    }
}

/// A finding as it is told from others.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct FoundRef {
    /// Which flaw.
    pub code: FindingCode,
    /// Where.
    pub place: Place,
    /// Which field of it.
    pub part: Part,
    /// Which of several that are alike in these, from 0.
    pub nth: u32,
}

impl FoundRef {
    /// The first finding of this code, place and field.
    pub fn of(finding: &Finding) -> FoundRef {
        FoundRef { code: finding.code, place: finding.place, part: finding.part, nth: 0 }
    }
}

/// A way to mend a finding.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FixView {
    /// What it does.
    pub name: String,
    /// The change of the plan; nothing where the list is edited.
    pub diff: Option<Diff>,
}

/// A finding that is let stand.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SilencedView {
    /// What was found.
    pub found: FoundView,
    /// Why it may stand.
    pub silence: Silence,
}

/// A point of the launch check.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PointView {
    /// Its word.
    pub word: String,
    /// What it is called.
    pub name: String,
    /// The heading under which it stands.
    pub group: String,
    /// What is asked where nothing proves it.
    pub asks: String,
    /// How it stands.
    pub state: PointState,
    /// What proves it, or is missing.
    pub words: String,
    /// What a person answered.
    pub answer: Option<LaunchAnswer>,
    /// It stands so since before an edit, until there is a schedule again.
    pub behind: bool,
}

/// Why a job failed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Failure {
    /// What kind of failure.
    pub code: Code,
    /// A sentence for the user.
    pub message: String,
}

/// Kinds of failures.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// No list is open, or there is none with this id.
    NoList,
    /// Another list, or another state of it, is open.
    StaleList,
    /// The list may not be used any more: its last day has passed.
    Locked,
    /// The list has no contact with this number.
    NoContact,
    /// The list's bytes cannot be read; they were put aside.
    CorruptList,
    /// No plan was sent.
    NoPlan,
    /// The worker has another revision of the plan.
    StalePlan,
    /// The plan has no such sequence.
    NoSequence,
    /// It cannot run as it is written; the message names the first problem.
    CannotRun,
    /// Errors are known: it goes out only where that is wanted all the same.
    HasErrors,
    /// The browser has no room left.
    Quota,
    /// The browser does not let this page store anything.
    Blocked,
    /// The storage answered with an error.
    Storage,
    /// The file cannot be read as a list.
    BadFile,
    /// The request does not make sense here.
    BadRequest,
    /// It was stopped as asked.
    Cancelled,
    /// The worker is gone; the next question starts a new one.
    WorkerDied,
    /// The worker was ended for another question's sake; asked again, this one is answered.
    Interrupted,
    /// A fault of the program.
    Internal,
}

impl Failure {
    /// A failure of this kind, in these words.
    pub fn new(code: Code, message: impl Into<String>) -> Failure {
        Failure { code, message: message.into() }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

/// A message with byte fields, which travel beside the text.
pub trait Carries {
    /// The byte fields, always in the same order. To send, take them out; to receive, put them back.
    fn buffers(&mut self) -> Vec<&mut Vec<u8>>;
}

impl Request {
    /// Reads what every worker must understand at once: what a simulation worker is asked. Written out, because the derived reader
    /// knows all requests and weighs as much as the simulator. Nothing for what only the other roles are asked.
    pub fn of_simulation(tree: &Value) -> Option<Request> {
        let number = |of: &Value, name| of.get(name).and_then(Value::as_u64)?.try_into().ok();
        if tree.as_str() == Some("Ping") {
            return Some(Request::Ping);
        }
        let (name, of) = tree.as_object()?.iter().next()?;
        Some(match name.as_str() {
            "Cancel" => Request::Cancel { job: number(of, "job")? },
            // the bytes travel beside the text
            "Load" => Request::Load { parts: Vec::new(), luck_only: of.get("luck_only")?.as_bool()? },
            "Run" => Request::Run { from: number(of, "from")?, to: number(of, "to")? },
            "Summarise" => Request::Summarise {
                batches: vec![Vec::new(); of.get("batches")?.as_array()?.len()],
                asked: number(of, "asked")?,
            },
            _ => return None,
        })
    }
}

impl Carries for Request {
    fn buffers(&mut self) -> Vec<&mut Vec<u8>> {
        match self {
            Request::OpenDemo { csv, .. } | Request::Trial { csv, .. } => vec![csv],
            Request::CompareUpdate { chunks, .. } => chunks.iter_mut().collect(),
            Request::BarLook { bytes }
            | Request::BarAdd { bytes, .. }
            | Request::AttachEvents { bytes, .. } => vec![bytes],
            Request::AdoptList { chunks, .. } => chunks.iter_mut().collect(),
            Request::Load { parts, .. } => vec![parts],
            Request::Summarise { batches, .. } | Request::Forecasted { batches, .. } => {
                batches.iter_mut().collect()
            }
            _ => Vec::new(),
        }
    }
}

impl Carries for Reply {
    fn buffers(&mut self) -> Vec<&mut Vec<u8>> {
        match self {
            Reply::File { bytes, .. } | Reply::Batch { bytes, .. } => vec![bytes],
            Reply::Compiled { parts, .. } => vec![parts],
            Reply::Imported { chunks, .. } => chunks.iter_mut().collect(),
            _ => Vec::new(),
        }
    }
}

/// A state of a list.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ListRef {
    /// Its id.
    pub id: String,
    /// Its revision.
    pub revision: u32,
}

/// Where a list lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kept {
    /// In this browser.
    #[default]
    Browser,
    /// In this tab only: it is gone when the tab closes.
    Tab,
}

/// A list that can be opened.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ListEntry {
    /// Its record.
    pub record: AudienceRecord,
    /// Where it lies.
    pub kept: Kept,
}

/// Something that could not be read and was put aside.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AsideEntry {
    /// What it is called.
    pub name: String,
    /// Its size (bytes).
    pub bytes: u32,
}

/// How far a job is.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Progress {
    /// Units done (bytes of an import, replications of a run).
    pub done: f64,
    /// Units in all.
    pub total: f64,
    /// Rows read so far (imports).
    pub rows: u32,
}

/// An open list.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ListInfo {
    /// Its record.
    pub record: AudienceRecord,
    /// Where it lies.
    pub kept: Kept,
    /// Its columns.
    pub columns: Vec<ColumnInfo>,
    /// Distinct accounts.
    pub accounts: u32,
    /// How they stand: who can be reached, who must not be and why.
    pub standing: Standing,
    /// Contacts by where their zone comes from: file, inferred, unknown.
    pub zones: ZoneCounts,
    /// Columns that look as if they said who said no, and that nobody has looked at.
    pub suspects: Vec<Suspect>,
    /// The events that were attached; nothing where there are none.
    #[serde(default)]
    pub events: Option<EventsInfo>,
    /// What was noted about contacts when the file was read: header of the column, in words, and how many.
    #[serde(default)]
    pub noted: Vec<(Option<String>, String, u32)>,
}

/// The events of a list in short.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct EventsInfo {
    /// All of them.
    pub events: u32,
    /// By kind: events and contacts.
    pub kinds: Vec<(EventKind, u32, u32)>,
    /// The first and the last day.
    pub days: Option<(Date, Date)>,
    /// The files, in the order they were read.
    pub files: Vec<EventFile>,
}

/// How segments share a list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CoverInfo {
    /// Contacts of the list.
    pub of: u32,
    /// Each segment that the list can answer, in the order asked for.
    pub segments: Vec<CoverSegment>,
    /// Segments that it cannot, with the reason.
    pub unanswered: Vec<(SegmentId, String)>,
    /// Contacts by the very segments they are in (places in `segments`), the most frequent first.
    pub combos: Vec<(Vec<u32>, u32)>,
    /// Contacts in both, for each pair (places in `segments`) that shares any.
    pub shared: Vec<(u32, u32, u32)>,
    /// Contacts in any.
    pub covered: u32,
}

/// A segment among others.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CoverSegment {
    /// Which.
    pub id: SegmentId,
    /// Its name.
    pub name: String,
    /// Contacts in it.
    pub size: u32,
    /// Contacts in it and in no other.
    pub alone: u32,
    /// Contacts of it that none before it has.
    pub first: u32,
}

/// How a fit score spreads.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FitSpread {
    /// Contacts by score, 0 to 100.
    pub by_score: Vec<u32>,
    /// Contacts for whom each condition holds.
    pub conditions: Vec<u32>,
}

/// How alike two parts of a list are.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AlikeInfo {
    /// Contacts of the one and of the other.
    pub sizes: (u32, u32),
    /// What is compared: words, the share of the one and of the other.
    pub shares: Vec<(String, f64, f64)>,
}

/// Where the contacts' zones come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ZoneCounts {
    /// A column of the file.
    pub from_file: u32,
    /// Country, state, phone or offset.
    pub inferred: u32,
    /// The plan's default zone is taken.
    pub unknown: u32,
}

/// A column of an open list.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ColumnInfo {
    /// Header as in the file.
    pub header: String,
    /// What it means.
    pub field: Field,
    /// Its type.
    pub kind: FieldKind,
    /// Contacts with a value.
    pub filled: u32,
    /// Different values, at most 10,000 counted.
    pub distinct: u32,
}

/// What is entered about consent by hand.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentEdit {
    /// There is a basis. A "no" that a column says is not lifted by it.
    Given(Basis),
    /// They said no.
    Refused,
    /// What says no now does not count any more; a newer no does.
    Lift,
}

/// Which contacts of an update.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UpdatePart {
    /// Those that only the export has.
    Added,
    /// Those of whom it says something else.
    Changed,
    /// Of them, those who say "no" now.
    SaysNo,
    /// Those that it has no more.
    Gone,
}

/// What a newer export would do to the open list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct UpdateInfo {
    /// The file.
    pub file_name: String,
    /// Its contacts.
    pub rows: u32,
    /// Contacts that only it has, and how they stand.
    pub added: Standing,
    /// Contacts of whom it says something else.
    pub changed: u32,
    /// In which columns, by name, most frequent first.
    pub fields: Vec<(String, u32)>,
    /// Of the changed: those who say "no" now.
    pub says_no: u32,
    /// Contacts whose "no" it has no more; it stays.
    pub kept_no: u32,
    /// Consent given in columns that the new export does not have, which stays: column, contacts.
    pub kept_given: Vec<(String, u32)>,
    /// Contacts that it has no more.
    pub gone: u32,
    /// Of them, those who have said "no".
    pub gone_no: u32,
    /// Contacts that stay as they are.
    pub same: u32,
    /// How contacts of both were found: by id, by address, by page.
    pub found_by: [u32; 3],
}

/// A contact of an update.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct UpdateRow {
    /// Name, else address.
    pub name: String,
    /// Company and country.
    pub company: String,
    /// What changes, each as column, before, after; of who is added or gone the address.
    pub what: Vec<(String, String, String)>,
}

/// What was merged when a list was read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DoublesInfo {
    /// The rule by which cells were kept.
    pub rule: MergeRule,
    /// Contacts made of several rows.
    pub contacts: u32,
    /// Rows that went into others.
    pub rows: u32,
    /// Contacts of which the rows were kept; fewer for a list that was stored before that was so.
    pub kept: u32,
    /// Of them, those of whom a row says no.
    pub said_no: u32,
    /// Those asked for.
    pub groups: Vec<DoubleView>,
    /// Contacts that share a phone.
    pub questions: Vec<PhoneView>,
}

/// A contact made of several rows.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DoubleView {
    /// Name, else address.
    pub name: String,
    /// Why the rows are one contact.
    pub by: MergedBy,
    /// The rows, as a spreadsheet numbers them, each with the day of its newest activity.
    pub rows: Vec<(u32, Option<Date>)>,
    /// The columns in which they differ.
    pub lines: Vec<DoubleLine>,
}

/// A column in which the rows of a contact differ.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DoubleLine {
    /// Its name on screen.
    pub column: String,
    /// The cell of each row.
    pub cells: Vec<String>,
    /// Which of them the list has.
    pub kept: Option<u32>,
    /// Why.
    pub because: KeptBecause,
    /// What the list has where it is none of them.
    pub now: String,
}

/// Contacts that share a phone.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PhoneView {
    /// Number of the question.
    pub question: u32,
    /// The phone.
    pub phone: String,
    /// Name and address of each.
    pub people: Vec<(String, String)>,
    /// What was said.
    pub answer: Option<PhoneAnswer>,
}

/// The do-not-contact lists of a browser in short.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BarsInfo {
    /// Where they lie.
    pub kept: Kept,
    /// Those that can be read, the oldest first.
    pub lists: Vec<BarInfo>,
    /// Id and reason of those that cannot: while there is one, nobody enters a sequence.
    pub broken: Vec<(String, String)>,
    /// Contacts of the open list that are held back.
    pub held: u32,
}

/// A do-not-contact list in short.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BarInfo {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// When it was added, RFC 3339.
    pub added_at: String,
    /// Its lines.
    pub lines: u32,
    /// Its lines by what they name: address, domain, company, number.
    pub kinds: Vec<(String, u32)>,
    /// Contacts of the open list that it holds back; one held by an earlier list counts there.
    pub held: u32,
}

/// A line of a do-not-contact list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BarRow {
    /// Its place in the list, from 0.
    pub at: u32,
    /// Its number in the text it came in.
    pub line: u32,
    /// As it was written.
    pub text: String,
    /// What it names: address, domain, company or number.
    pub kind: String,
    /// Contacts of the open list that it holds back.
    pub held: u32,
}

/// What a text would hold back.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BarLook {
    /// Lines that name somebody.
    pub lines: u32,
    /// Those lines by what they name.
    pub kinds: Vec<(String, u32)>,
    /// Lines to look at, the first of them.
    pub problems: Vec<LineProblem>,
    /// How many there are.
    pub n_problems: u32,
    /// Contacts of the open list that it names; nothing where none is open.
    pub held: Option<u32>,
}

/// What a column of the table shows.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// A column of the list.
    Field(Field),
    /// What is known of consent on a channel.
    Consent(Channel),
    /// The personas of the plan that the contact is of.
    Persona,
    /// A fit score of the plan.
    Fit(ScoreId),
}

impl From<Field> for Shown {
    fn from(field: Field) -> Shown {
        Shown::Field(field)
    }
}

/// All that is known of one contact.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ContactView {
    /// Contact number.
    pub number: u32,
    /// Name, else address.
    pub name: String,
    /// Company and country.
    pub company: String,
    /// Filled columns: name on screen and value.
    pub cells: Vec<(String, String)>,
    /// By channel.
    pub consents: Vec<ConsentView>,
    /// The line of a do-not-contact list that names the contact, in words.
    pub listed: Option<String>,
    /// What was merged, where several rows became this contact.
    pub merged: Option<DoubleView>,
    /// The personas of the plan that the contact is of.
    pub personas: Vec<String>,
    /// The fit scores of the plan, by name.
    pub fits: Vec<(String, u8)>,
    /// What happened, the newest first, at most 200: day, event, step.
    pub events: Vec<(Date, EventKind, String)>,
}

/// What is known of consent on one channel.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ConsentView {
    /// The channel.
    pub channel: Channel,
    /// Given, refused or unknown.
    pub state: ConsentState,
    /// On which ground.
    pub basis: Option<Basis>,
    /// Since when.
    pub since: Option<Date>,
    /// The last day for which it counts.
    pub until: Option<Date>,
    /// Where that was said: a column, or by hand and why.
    pub source: String,
    /// Why the contact must not be reached, and when it was said.
    pub no: Option<(NoCause, Option<Date>)>,
}

/// Which rows, in which order.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct View {
    /// Only contacts that match.
    pub rule: Option<Rule>,
    /// Relative dates are counted from this day.
    pub today: Option<Date>,
    /// Only contacts with this text in name, email or company.
    pub find: String,
    /// Only contacts of whom this is true.
    #[serde(default)]
    pub only: Option<Only>,
    /// Only contacts whom this finding concerns, as it was found last.
    #[serde(default)]
    pub found: Option<FoundRef>,
    /// Sort by this column, descending if true; empty values last. Without it, in the order of the list.
    pub sort: Option<(Shown, bool)>,
    /// Only contacts with these numbers; empty for all.
    #[serde(default)]
    pub chosen: Vec<u32>,
}

/// Rows as text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Rows {
    /// Rows in the view.
    pub total: u32,
    /// Row of the list, contact number, and the cells in the order asked for (empty = no value).
    pub rows: Vec<(u32, u32, Vec<String>)>,
}

/// Counts of a rule.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Counts {
    /// Contacts on the list.
    pub of: u32,
    /// Contacts that match.
    pub matched: u32,
    /// Their accounts.
    pub accounts: u32,
    /// How they stand.
    pub standing: Standing,
    /// Per node of the rule in reading order (a group before its members): alone, and so far.
    pub nodes: Vec<NodeCount>,
    /// Milliseconds the evaluation took.
    pub took_ms: f64,
}

/// Counts of one node of a rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NodeCount {
    /// Contacts of the list that this node alone lets through.
    pub alone: u32,
    /// Contacts that are left after this node and all before it.
    pub so_far: u32,
    /// Contacts that were left before this node.
    pub before: u32,
}

/// One node of a rule for one contact, in reading order.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct WhyLine {
    /// Depth in the rule.
    pub depth: u32,
    /// The condition in words.
    pub words: String,
    /// Whether it holds.
    pub holds: bool,
    /// Whether that helps the contact in: inside "none of" what does not hold does.
    pub helps: bool,
    /// The contact's value, as shown.
    pub value: String,
}

/// The planned schedule in short.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ScheduleInfo {
    /// The revision planned.
    pub revision: u64,
    /// The sequences whose touches are in it, in the plan's order; those of the plan that were left out, because they cannot run.
    pub sequences: Vec<SequenceId>,
    /// See `sequences`.
    pub left_out: Vec<SequenceId>,
    /// Contacts that may enter the sequence in sight.
    pub may_enter: u32,
    /// Touches planned: on the path where nobody reacts.
    pub touches: u32,
    /// Touches behind a condition, beside those.
    pub guarded: u32,
    /// Touches passed over, by cause.
    pub skipped: Vec<(SkipCause, u32)>,
    /// Touches planned that closed hours move to another day.
    pub moved: u32,
    /// Touches planned that are late.
    pub late: u32,
    /// Days in order.
    pub days: Vec<PlannedDay>,
    /// Contacts held back, by cause.
    pub held_back: Vec<(HoldCause, u32)>,
    /// How the contacts of the segment stand, whatever the filter.
    pub standing: Standing,
    /// The last day on which somebody enters.
    pub last_entry: Option<Date>,
    /// Entry is by events that nobody can foresee: days are distances from an entry.
    pub by_event: bool,
    /// What stood in the way.
    pub problems: Vec<Finding>,
}

/// How the sequences of a plan get on with each other, if nobody reacts.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct WholeInfo {
    /// The revision it is about.
    pub revision: u64,
    /// Each of them, in the plan's order; those into which events let people, whose dates nobody knows, are not among them.
    pub sequences: Vec<InPlan>,
    /// Sequences with touches that are not in it.
    pub left_out: Vec<SequenceId>,
    /// Which waits for which, the most days first.
    pub waits: Vec<Wait>,
}

/// Which touches of a schedule.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct ScheduleFilter {
    /// Of this sequence; of all that were planned together without one.
    #[serde(default)]
    pub sequence: Option<SequenceId>,
    /// On this day of the contact's zone.
    pub day: Option<Date>,
    /// On this channel.
    pub channel: Option<Channel>,
    /// By this owner.
    pub owner: Option<OwnerId>,
    /// From this mailbox.
    pub sender: Option<SenderId>,
    /// Of this step.
    pub step: Option<StepId>,
    /// With this text in the contact's name, email or company, or the step's name.
    pub find: String,
    /// Those alone that closed hours move to another day.
    pub moved: bool,
    /// Those alone that are late.
    pub late: bool,
    /// Those alone that are passed over for this cause.
    pub skipped: Option<SkipCause>,
    /// Contacts that were held back instead of touches.
    pub held_back: bool,
    /// Of the contacts held back those alone with this cause.
    pub held_by: Option<HoldCause>,
}

/// A touch as a table shows it. For held-back contacts only name, company and cause are filled.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ScheduleRow {
    /// Contact number.
    pub number: u32,
    /// Contact's name, else the address.
    pub contact: String,
    /// Company and country.
    pub company: String,
    /// The step.
    pub step: Option<StepId>,
    /// Channel and kind.
    pub channel: Option<ChannelKind>,
    /// Local date in the contact's zone.
    pub date: Option<Date>,
    /// Local time in the contact's zone, `9:00`; for a guarded touch the earliest.
    pub time: String,
    /// For a guarded touch: the latest, `30 Nov 9:00`.
    pub latest: String,
    /// Zone of the contact.
    pub zone: String,
    /// Owner or mailbox.
    pub from: String,
    /// The guard in words; empty = nobody reacts.
    pub only_if: String,
    /// Why it moved and by how much; or why it is skipped or held back.
    pub note: String,
    /// It is skipped.
    pub skipped: bool,
    /// It is late.
    pub late: bool,
}

/// One contact's way, in words (E5).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct WalkView {
    /// Contact number.
    pub contact: u32,
    /// Contact's name, else the address.
    pub name: String,
    /// Company and country.
    pub company: String,
    /// Email address.
    pub email: String,
    /// Zone of the contact.
    pub zone: String,
    /// Who does the manual touches.
    pub owner: String,
    /// The plan's seed: which future is which.
    pub seed: u32,
    /// What happens, in the order of time.
    pub lines: Vec<WalkLine>,
}

/// What kind of thing a [`WalkLine`] tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum WalkKind {
    /// Enters.
    Enter,
    /// Waits.
    Wait,
    /// Goes one of several ways.
    Choice,
    /// A touch is executed.
    Touch,
    /// A touch is passed over or cancelled.
    Skip,
    /// The contact reacts.
    Event,
    /// Days on which nothing happens.
    Nothing,
    /// Leaves, or never enters.
    Leave,
}

/// One thing on a contact's way.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct WalkLine {
    /// What kind of thing.
    pub kind: WalkKind,
    /// Local date; of a span, its first day.
    pub date: Option<Date>,
    /// The last day of a span.
    pub until: Option<Date>,
    /// Local time, `9:00`.
    pub time: String,
    /// Offset of the local clock from UTC (minutes).
    pub offset_minutes: i32,
    /// The step.
    pub step: Option<StepId>,
    /// Channel and kind of a touch.
    pub channel: Option<ChannelKind>,
    /// What, in a few words.
    pub title: String,
    /// Why, one reason each.
    pub notes: Vec<String>,
    /// Of a touch: `by` its owner or `from` its mailbox.
    pub from: String,
    /// What the touch says.
    pub letter: Option<Letter>,
}

impl WalkLine {
    pub(super) fn new(kind: WalkKind, title: String) -> WalkLine {
        WalkLine {
            kind,
            date: None,
            until: None,
            time: String::new(),
            offset_minutes: 0,
            step: None,
            channel: None,
            title,
            notes: Vec::new(),
            from: String::new(),
            letter: None,
        }
    }
}

/// A text filled for one contact.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Letter {
    /// Subject line of a mail.
    pub subject: String,
    /// The text.
    pub body: String,
    /// Merge fields that have neither a value nor a fallback.
    pub missing: Vec<String>,
}

/// Formats of an exported schedule.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ExportFormat {
    /// JSON, Cadenza's own schema (X1).
    Json {
        /// With each touch's text filled in.
        rendered: bool,
    },
    /// CSV.
    Csv {
        /// Cells as they are, not made safe for spreadsheets.
        for_machines: bool,
    },
    /// iCalendar.
    Ics {
        /// Only this owner's touches.
        owner: Option<OwnerId>,
        /// What goes out by itself too.
        automatic: bool,
    },
}
