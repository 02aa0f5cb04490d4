//! The schedule file written piece by piece (X1). Never holds more than a chunk of it: 20,000 contacts × 8 touches are some 150 MB.

use serde::Serialize;

use super::guard::guard_entries;
use super::schedule_file::{
    ActionEntry, BarredBy, ContactEntry, ExitEntry, HeldBackEntry, LaunchFinding, LaunchNotes, ListRef,
    MessageText, PlanRef, Rendered, SCHEDULE_FORMAT, SCHEDULE_SCHEMA, SequenceRef, SkippedEntry,
    StandingEntry, TouchEntry, WHAT_IT_IS, WHAT_IT_IS_BY_EVENT, WhenEntry, ZoneFrom,
};
use super::tables::{ExportSource, Tables, moment};
use crate::audience::ZoneOrigin;
use crate::calendar::{Instant, ZONE_DATA_VERSION, Zone};
use crate::lean::json;
use crate::lean::order::Gather;
use crate::message;
use crate::model::{Field, StdField};
use crate::schedule::{PlannedAction, PlannedTouch, When};

/// About as much is handed over at once [bytes].
const CHUNK: usize = 64 * 1024;

/// The fields of a contact that are written unless others are asked for.
pub const CONTACT_FIELDS: [StdField; 15] = [
    StdField::ContactId,
    StdField::Email,
    StdField::FirstName,
    StdField::LastName,
    StdField::FullName,
    StdField::Title,
    StdField::Company,
    StdField::City,
    StdField::State,
    StdField::Country,
    StdField::MobilePhone,
    StdField::DirectPhone,
    StdField::CompanyPhone,
    StdField::LinkedIn,
    StdField::Owner,
];

/// What goes into the file.
#[derive(Clone, PartialEq, Debug)]
pub struct JsonOptions {
    /// Fields of the contacts.
    pub fields: Vec<Field>,
    /// Write each touch's text filled in, beside the values: some 2 KB a touch.
    pub rendered: bool,
}

impl Default for JsonOptions {
    fn default() -> Self {
        JsonOptions { fields: CONTACT_FIELDS.into_iter().map(Field::Std).collect(), rendered: false }
    }
}

/// The parts of the file, in order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    Head,
    Contacts,
    Touches,
    Actions,
    Skipped,
    Exits,
    HeldBack,
    End,
}

/// The entries of a schedule file, one by one.
#[derive(Clone, Debug)]
pub struct ScheduleEntries {
    options: JsonOptions,
    tables: Tables,
}

/// An export under way: hands over the file chunk by chunk.
#[derive(Clone, Debug)]
pub struct JsonExport {
    entries: ScheduleEntries,
    part: Part,
    /// The next entry of the part.
    at: usize,
    /// Entries of the part written.
    written: usize,
}

impl JsonExport {
    /// Begins an export.
    pub fn new(source: &ExportSource, options: JsonOptions) -> JsonExport {
        JsonExport { entries: ScheduleEntries::new(source, options), part: Part::Head, at: 0, written: 0 }
    }

    /// The next piece of the file, about 64 KB of UTF-8; `None` when all is written. The source is the one it began with.
    pub fn next_chunk(&mut self, source: &ExportSource) -> Option<String> {
        if self.part == Part::End {
            return None;
        }
        let mut out = String::with_capacity(CHUNK + CHUNK / 8);
        while out.len() < CHUNK && self.part != Part::End {
            self.step(source, &mut out);
        }
        Some(out)
    }

    /// The whole file: for small schedules and tests.
    pub fn whole(source: &ExportSource, options: JsonOptions) -> String {
        let mut export = JsonExport::new(source, options);
        std::iter::from_fn(|| export.next_chunk(source)).collect()
    }

    /// Writes the head, one entry, or the end of a part.
    fn step(&mut self, source: &ExportSource, out: &mut String) {
        let schedule = source.schedule;
        let index = self.at;
        self.at += 1;
        match self.part {
            Part::Head => {
                self.entries.head(source, out);
                self.next(Part::Contacts, "contacts", out);
            }
            Part::Contacts => match self.entries.tables.contacts.get(index) {
                Some((number, row)) => {
                    let entry = self.entries.contact(source, *number, *row);
                    self.entry(&entry, out);
                }
                None => self.next(Part::Touches, "touches", out),
            },
            Part::Touches => match schedule.touches.get(index) {
                Some(touch) => {
                    if let Some(entry) = self.entries.touch(source, touch) {
                        self.entry(&entry, out);
                    }
                }
                None => self.next(Part::Actions, "actions", out),
            },
            Part::Actions => match schedule.actions.get(index) {
                Some(action) => {
                    if let Some(entry) = self.entries.action(source, action) {
                        self.entry(&entry, out);
                    }
                }
                None => self.next(Part::Skipped, "skipped", out),
            },
            Part::Skipped => match schedule.touches.get(index) {
                Some(touch) => {
                    if let Some(entry) = self.entries.skipped(source, touch) {
                        self.entry(&entry, out);
                    }
                }
                None => self.next(Part::Exits, "exits", out),
            },
            Part::Exits => match schedule.exits.get(index) {
                Some(exit) => {
                    let at = moment(exit.at, source.zone(exit.row));
                    let (contact, sequence) = (exit.contact, source.named(exit.sequence));
                    self.entry(&ExitEntry { contact, sequence, at, reason: exit.reason.clone() }, out);
                }
                None => self.next(Part::HeldBack, "held_back", out),
            },
            Part::HeldBack => match schedule.held_back.get(index) {
                Some(held) => {
                    let entry = HeldBackEntry::of(held, held.line(source.people));
                    self.entry(&HeldBackEntry { sequence: source.named(held.sequence), ..entry }, out);
                }
                None => {
                    out.push_str("\n]\n}\n");
                    self.part = Part::End;
                }
            },
            Part::End => {}
        }
    }

    fn next(&mut self, part: Part, name: &str, out: &mut String) {
        if self.part != Part::Head {
            out.push_str("\n],\n");
        }
        out.push('"');
        out.push_str(name);
        out.push_str("\": [");
        (self.part, self.at, self.written) = (part, 0, 0);
    }

    fn entry(&mut self, entry: &impl Serialize, out: &mut String) {
        out.push_str(if self.written == 0 { "\n" } else { ",\n" });
        self.written += 1;
        json(entry, out);
    }
}

impl ScheduleEntries {
    /// Looks up what all entries share.
    pub fn new(source: &ExportSource, options: JsonOptions) -> ScheduleEntries {
        ScheduleEntries { options, tables: Tables::of(source) }
    }

    fn head(&self, source: &ExportSource, out: &mut String) {
        let plan = source.plan;
        out.push('{');
        let mut first = true;
        let mut field = |name: &str, write: &dyn Fn(&mut String)| {
            out.push_str(if first { "\n\"" } else { ",\n\"" });
            first = false;
            out.push_str(name);
            out.push_str("\": ");
            write(out);
        };
        field("format", &|out| json(&SCHEDULE_FORMAT, out));
        field("schema", &|out| json(&SCHEDULE_SCHEMA, out));
        let what_it_is =
            if source.schedule.relative_to_entry.is_some() { WHAT_IT_IS_BY_EVENT } else { WHAT_IT_IS };
        field("about", &|out| json(&what_it_is, out));
        field("exported_at", &|out| json(&source.exported_at, out));
        field("zone_data", &|out| json(&ZONE_DATA_VERSION, out));
        let settings = &plan.settings;
        let plan_ref = PlanRef { id: plan.id.clone(), name: settings.name.clone(), seed: settings.seed };
        field("plan", &|out| json(&plan_ref, out));
        let barred_by = source.people.barred_by.clone();
        let list = ListRef {
            name: source.list_name.to_owned(),
            rows: source.columns.len() as u32,
            do_not_contact: barred_by.map(|(lines, digest)| BarredBy { lines, digest }),
            consent: source.columns.consents().digest(),
        };
        field("list", &|out| json(&list, out));
        let reference = |id| {
            let sequence = plan.sequences.get(&id);
            let segment =
                sequence.and_then(|sequence| plan.segments.get(&sequence.segment?)).map(|s| s.name.clone());
            let enters_on = sequence.and_then(|sequence| Some(sequence.entry.on.as_ref()?.trigger));
            SequenceRef { id, name: source.name_of(id).to_owned(), segment, enters_on }
        };
        field("sequence", &|out| json(&reference(source.sequence), out));
        if source.also.is_empty() {
            field("standing", &|out| json(&StandingEntry::from(&source.schedule.standing), out));
        } else {
            let all: Vec<SequenceRef> = source.sequences().into_iter().map(reference).collect();
            field("sequences", &|out| json(&all, out));
        }
        if let Some(date) = source.schedule.relative_to_entry {
            field("relative_to_entry", &|out| json(&date, out));
        }
        let nothing = LaunchNotes::default();
        let notes = source.launch.unwrap_or(&nothing);
        let mut findings = notes.found.clone();
        let of_schedule = source.schedule.problems.iter().map(|finding| LaunchFinding::of(finding, plan));
        for finding in of_schedule {
            if !findings.contains(&finding) && notes.silenced.iter().all(|known| known.finding != finding) {
                findings.push(finding);
            }
        }
        field("launch_check", &|out| json(&findings, out));
        if !notes.silenced.is_empty() {
            field("silenced", &|out| json(&notes.silenced, out));
        }
        if !notes.points.is_empty() {
            field("points", &|out| json(&notes.points, out));
        }
        if !notes.despite.is_empty() {
            field("despite", &|out| json(&notes.despite, out));
        }
        let messages: Vec<MessageText> = self
            .tables
            .messages
            .iter()
            .filter_map(|id| {
                let message = plan.messages.get(id)?;
                Some(MessageText {
                    id: *id,
                    name: message.name.clone(),
                    channel: message.channel,
                    subject: message.subject.clone(),
                    body: message.body.clone(),
                })
            })
            .collect();
        field("messages", &|out| json(&messages, out));
        out.push_str(",\n");
    }

    fn contact(&self, source: &ExportSource, number: u32, row: u32) -> ContactEntry {
        let value = |field: &Field| {
            let text = source.columns.text(row as usize, field)?;
            Some((message::name(field), text.into_owned()))
        };
        let origin = source.people.zone_origin.get(row as usize).copied().unwrap_or(ZoneOrigin::Assumed);
        ContactEntry {
            number,
            fields: self.options.fields.iter().filter_map(value).into_map(),
            zone: source.zone(row).name().to_owned(),
            zone_from: match origin {
                ZoneOrigin::Column => ZoneFrom::List,
                ZoneOrigin::State => ZoneFrom::State,
                ZoneOrigin::Country => ZoneFrom::Country,
                ZoneOrigin::Phone => ZoneFrom::Phone,
                ZoneOrigin::Offset => ZoneFrom::Offset,
                ZoneOrigin::Assumed => ZoneFrom::Assumed,
            },
        }
    }

    /// An action.
    pub fn action(&self, source: &ExportSource, action: &PlannedAction) -> Option<ActionEntry> {
        let facts = self.tables.actions.get(&action.step)?;
        Some(ActionEntry {
            id: hex(action.id),
            contact: action.contact,
            sequence: source.named(facts.sequence),
            step: action.step,
            name: facts.name.clone(),
            visit: action.visit,
            what: self.tables.what(source, action)?,
            owner: self.tables.told(action).map(str::to_owned),
            when: when(&action.when, source.zone(action.row))?,
            only_if: guard_entries(&action.guard),
            only_if_words: self.tables.guards.get(action.step, &action.guard).map(str::to_owned),
            depends_on: action.depends_on.iter().copied().map(hex).collect(),
            cancel_when: facts.cancel_when.clone(),
        })
    }

    /// A touch that is passed over; `None` for others.
    pub fn skipped(&self, source: &ExportSource, touch: &PlannedTouch) -> Option<SkippedEntry> {
        let When::Skipped { at, cause } = touch.when else { return None };
        let facts = self.tables.steps.get(&touch.step);
        Some(SkippedEntry {
            id: hex(touch.id),
            contact: touch.contact,
            sequence: facts.and_then(|facts| source.named(facts.sequence)),
            step: touch.step,
            name: facts.map(|facts| facts.name.clone()).unwrap_or_default(),
            channel: touch.channel,
            at: moment(at, source.zone(touch.row)),
            cause,
        })
    }

    /// A touch that runs, or may run; `None` for one that is passed over.
    pub fn touch(&self, source: &ExportSource, touch: &PlannedTouch) -> Option<TouchEntry> {
        let zone = source.zone(touch.row);
        let when = when(&touch.when, zone)?;
        let facts = self.tables.steps.get(&touch.step)?;
        let set = self.tables.set_before(source, touch);
        let value = |field: &Field| self.tables.value(source, touch, &set, field);
        let values = facts
            .merges
            .iter()
            .map(|(name, field, fallback)| {
                let known =
                    value(field).filter(|value| !value.trim().is_empty()).map(|value| value.into_owned());
                (name.clone(), known.or_else(|| fallback.clone()).unwrap_or_default())
            })
            .into_map();
        let letter =
            facts.message.filter(|_| self.options.rendered).and_then(|id| source.plan.messages.get(&id));
        let rendered = letter.map(|letter| Rendered {
            subject: message::fill(&letter.subject, value).text,
            body: message::fill(&letter.body, value).text,
        });
        Some(TouchEntry {
            id: hex(touch.id),
            contact: touch.contact,
            sequence: source.named(facts.sequence),
            step: touch.step,
            name: facts.name.clone(),
            visit: touch.visit,
            channel: touch.channel,
            by: facts.by,
            owner: self.tables.owner(touch).map(str::to_owned),
            sender: self.tables.sender(touch).map(str::to_owned),
            days: facts.days,
            stage: facts.stage,
            reply_to: self.tables.reply_to(touch).map(hex),
            arms: facts.arms.clone(),
            when,
            only_if: guard_entries(&touch.guard),
            only_if_words: self.tables.guards.get(touch.step, &touch.guard).map(str::to_owned),
            depends_on: touch.depends_on.iter().copied().map(hex).collect(),
            cancel_when: facts.cancel_when.clone(),
            message: facts.message,
            values,
            rendered,
        })
    }
}

fn when(when: &When, zone: Zone) -> Option<WhenEntry> {
    let on_clock = |at: Instant| moment(at, zone);
    match when {
        When::At { due, planned, moved_by, .. } => Some(WhenEntry::Planned {
            due: on_clock(*due),
            planned: on_clock(*planned),
            moved_by: moved_by.clone(),
            late_days: when.late_days(zone),
        }),
        When::Between { earliest, latest } => {
            Some(WhenEntry::Between { earliest: on_clock(*earliest), latest: on_clock(*latest) })
        }
        When::Skipped { .. } => None,
    }
}

/// An id as files have it: JavaScript's numbers cannot hold 64 bits.
pub(super) fn hex(id: u64) -> String {
    format!("{id:016x}")
}

/// Plain data as JSON; it has neither maps with strange keys nor numbers that are none, so nothing can fail.
fn json(value: &impl Serialize, out: &mut String) {
    out.push_str(&json::text(value).unwrap_or_else(|_| "null".to_owned()));
}
