//! The schedule as CSV (RFC 4180), for people and spreadsheets: a row a touch, then a row an action, then a row for each contact
//! that is held back. A file of several sequences ends each row with the sequence's name. Knows no JSON.

use super::schedule_file::Executor;
use super::schedule_json::hex;
use super::tables::{ExportSource, Tables};
use crate::lean::text::guarded;
use crate::message;
use crate::model::{Field, SequenceId, StdField};
use crate::schedule::{HeldBack, PlannedAction, PlannedTouch, When};

/// About as much is handed over at once [bytes].
const CHUNK: usize = 64 * 1024;

/// Fields of the contact in a row.
const FIELDS: [StdField; 10] = [
    StdField::ContactId,
    StdField::Email,
    StdField::FirstName,
    StdField::LastName,
    StdField::Company,
    StdField::Country,
    StdField::MobilePhone,
    StdField::DirectPhone,
    StdField::CompanyPhone,
    StdField::LinkedIn,
];

/// What follows the contact in a row.
const TOUCH_COLUMNS: [&str; 24] = [
    "step",
    "step_name",
    "visit",
    "channel",
    "by",
    "owner",
    "sender",
    "status",
    "due_utc",
    "planned_utc",
    "planned_local",
    "earliest_local",
    "latest_local",
    "zone",
    "moved_by",
    "late_days",
    "only_if",
    "skipped_because",
    "arm",
    "depends_on",
    "reply_to",
    "cancel_when",
    "message",
    "stage",
];

/// How the file is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct CsvOptions {
    /// Cells as they are. Otherwise an apostrophe stands before what a spreadsheet would take for a formula, at the beginning of a
    /// cell and behind what may separate cells; reading a list takes it off again.
    pub for_machines: bool,
}

/// An export under way: hands over the file chunk by chunk.
#[derive(Clone, Debug)]
pub struct CsvExport {
    options: CsvOptions,
    tables: Tables,
    /// 0 = the header row is next, else the row of touch `at - 1`, then of the actions, then of those held back.
    at: usize,
}

impl CsvExport {
    /// Begins an export.
    pub fn new(source: &ExportSource, options: CsvOptions) -> CsvExport {
        CsvExport { options, tables: Tables::of(source), at: 0 }
    }

    /// The next rows, about 64 KB of UTF-8; `None` when all is written. The source is the one it began with.
    pub fn next_chunk(&mut self, source: &ExportSource) -> Option<String> {
        let (touches, actions) = (&source.schedule.touches, &source.schedule.actions);
        let held_back = &source.schedule.held_back;
        if self.at > touches.len() + actions.len() + held_back.len() {
            return None;
        }
        let mut out = String::with_capacity(CHUNK + CHUNK / 8);
        if self.at == 0 {
            self.header(source, &mut out);
            self.at = 1;
        }
        while out.len() < CHUNK {
            let index = self.at - 1;
            let after = index.saturating_sub(touches.len());
            let held = held_back.get(after.saturating_sub(actions.len()));
            match (touches.get(index), actions.get(after), held) {
                (Some(touch), ..) => self.row(source, touch, &mut out),
                (None, Some(action), _) => self.action(source, action, &mut out),
                (None, None, Some(held)) => self.held(source, held, &mut out),
                (None, None, None) => break,
            }
            self.at += 1;
        }
        Some(out)
    }

    /// The whole file: for small schedules and tests.
    pub fn whole(source: &ExportSource, options: CsvOptions) -> String {
        let mut export = CsvExport::new(source, options);
        std::iter::from_fn(|| export.next_chunk(source)).collect()
    }

    fn header(&self, source: &ExportSource, out: &mut String) {
        let mut row = Row::new(out, true);
        row.ours("touch_id");
        row.ours("contact_number");
        for field in FIELDS {
            row.ours(&message::name(&Field::Std(field)));
        }
        for name in TOUCH_COLUMNS {
            row.ours(name);
        }
        if !source.also.is_empty() {
            row.ours("sequence");
        }
        row.end();
    }

    /// The cells that touches and actions begin with.
    fn begin<'o>(&self, source: &ExportSource, of: (u64, u32, u32), out: &'o mut String) -> Row<'o> {
        let (id, contact, line) = of;
        let mut row = Row::new(out, self.options.for_machines);
        row.ours(&hex(id));
        row.contact(source, contact, line);
        row
    }

    fn row(&self, source: &ExportSource, touch: &PlannedTouch, out: &mut String) {
        let Some(facts) = self.tables.steps.get(&touch.step) else { return };
        let mut row = self.begin(source, (touch.id, touch.contact, touch.row), out);
        row.ours(&touch.step.to_string());
        row.text(&facts.name);
        row.ours(&touch.visit.to_string());
        row.ours(touch.channel.name());
        row.ours(if facts.by == Executor::Owner { "owner" } else { "automatic" });
        row.text(self.tables.owner(touch).unwrap_or_default());
        row.text(self.tables.sender(touch).unwrap_or_default());
        when_cells(source, touch.row, &touch.when, &mut row);
        row.text(self.tables.guards.get(touch.step, &touch.guard).unwrap_or_default());
        row.ours(if let When::Skipped { cause, .. } = touch.when { cause.label() } else { "" });
        row.text(&facts.arms.iter().map(|arm| arm.arm.as_str()).collect::<Vec<_>>().join("; "));
        row.ours(&touch.depends_on.iter().copied().map(hex).collect::<Vec<_>>().join("; "));
        row.ours(&self.tables.reply_to(touch).map(hex).unwrap_or_default());
        row.ours(&facts.cancel_when.iter().map(|cancel| cancel.label()).collect::<Vec<_>>().join("; "));
        let letter = facts.message.and_then(|id| source.plan.messages.get(&id));
        row.text(letter.map(|letter| letter.name.as_str()).unwrap_or_default());
        row.ours(facts.stage.map(|stage| stage.name()).unwrap_or_default());
        row.sequence(source, facts.sequence);
        row.end();
    }

    /// An action: its channel is `action`, and what it does stands where touches have their message.
    fn action(&self, source: &ExportSource, action: &PlannedAction, out: &mut String) {
        let Some(what) = self.tables.what(source, action) else { return };
        let Some(facts) = self.tables.actions.get(&action.step) else { return };
        let mut row = self.begin(source, (action.id, action.contact, action.row), out);
        row.ours(&action.step.to_string());
        row.text(&facts.name);
        row.ours(&action.visit.to_string());
        row.ours("action");
        row.ours("automatic");
        row.text(self.tables.told(action).unwrap_or_default());
        row.ours("");
        when_cells(source, action.row, &action.when, &mut row);
        row.text(self.tables.guards.get(action.step, &action.guard).unwrap_or_default());
        row.ours("");
        row.ours("");
        row.ours(&action.depends_on.iter().copied().map(hex).collect::<Vec<_>>().join("; "));
        row.ours("");
        let cancel = facts.cancel_when.iter().map(|cancel| cancel.label());
        row.ours(&cancel.collect::<Vec<_>>().join("; "));
        row.text(&what.words());
        row.ours("");
        row.sequence(source, facts.sequence);
        row.end();
    }
}

/// Status, dates, zone and causes. Where dates count from an entry that nobody can foresee, the status says so.
fn when_cells(source: &ExportSource, line: u32, when: &When, row: &mut Row) {
    let zone = source.zone(line);
    let mut cells: [String; 9] = Default::default();
    let is_relative = source.schedule.relative_to_entry.is_some();
    cells[6] = zone.name().to_owned();
    match when {
        When::At { due, planned, moved_by, .. } => {
            cells[0] = if is_relative { "relative to entry" } else { "planned" }.to_owned();
            cells[1] = due.to_string();
            cells[2] = planned.to_string();
            cells[3] = zone.rfc3339(*planned);
            cells[7] = moved_by.iter().map(|cause| cause.label()).collect::<Vec<_>>().join("; ");
            let late = when.late_days(zone);
            cells[8] = if late > 0 { late.to_string() } else { String::new() };
        }
        When::Between { earliest, latest } => {
            cells[0] = if is_relative { "only if, relative to entry" } else { "only if" }.to_owned();
            cells[4] = zone.rfc3339(*earliest);
            cells[5] = zone.rfc3339(*latest);
        }
        When::Skipped { at, .. } => {
            cells[0] = "skipped".to_owned();
            cells[2] = at.to_string();
            cells[3] = zone.rfc3339(*at);
        }
    }
    for cell in &cells {
        row.ours(cell);
    }
}

impl CsvExport {
    /// Who never enters, and why: whoever reads the file must not think that they were forgotten.
    fn held(&self, source: &ExportSource, held: &HeldBack, out: &mut String) {
        let mut row = Row::new(out, self.options.for_machines);
        row.ours("");
        row.contact(source, held.contact, held.row);
        let why = held.words(source.people);
        let cells: [&str; TOUCH_COLUMNS.len()] = std::array::from_fn(|index| match TOUCH_COLUMNS[index] {
            "status" => "held back",
            "zone" => source.zone(held.row).name(),
            _ => "",
        });
        for (cell, column) in cells.into_iter().zip(TOUCH_COLUMNS) {
            // the line of a do-not-contact list is somebody else's text
            if column == "skipped_because" { row.text(&why) } else { row.ours(cell) }
        }
        row.sequence(source, held.sequence);
        row.end();
    }
}

/// A row being written.
pub(super) struct Row<'a> {
    out: &'a mut String,
    for_machines: bool,
    is_first: bool,
}

impl<'a> Row<'a> {
    /// Begins a row.
    pub(super) fn new(out: &'a mut String, for_machines: bool) -> Row<'a> {
        Row { out, for_machines, is_first: true }
    }

    /// The contact's number and fields.
    fn contact(&mut self, source: &ExportSource, number: u32, row: u32) {
        self.ours(&number.to_string());
        for field in FIELDS {
            self.text(&source.text(row, field));
        }
    }

    /// The sequence, last, where the file is of several.
    fn sequence(&mut self, source: &ExportSource, sequence: SequenceId) {
        if source.named(sequence).is_some() {
            self.text(source.name_of(sequence));
        }
    }

    /// A cell that we made: words, numbers, dates; nothing a person typed.
    pub(super) fn ours(&mut self, text: &str) {
        self.cell(text);
    }

    /// A cell that a person typed.
    pub(super) fn text(&mut self, text: &str) {
        if self.for_machines {
            self.cell(text);
        } else {
            self.cell(&guarded(text));
        }
    }

    fn cell(&mut self, text: &str) {
        if !self.is_first {
            self.out.push(',');
        }
        self.is_first = false;
        if text.contains([',', '"', '\r', '\n']) {
            self.out.push('"');
            self.out.push_str(&text.replace('"', "\"\""));
            self.out.push('"');
        } else {
            self.out.push_str(text);
        }
    }

    pub(super) fn end(self) {
        self.out.push_str("\r\n");
    }
}
