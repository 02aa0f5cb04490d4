//! What happened to the contacts of a list, from a file of events (contact, step, event, time): kept with the list, counted into columns of
//! behaviour. Who opted out, complained or bounced there has said "no" here (G8). Knows no plan.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::change::ColumnBuilder;
use super::columns::{Column, Columns, Value};
use super::consent::NoCause;
use crate::calendar::Date;
use crate::model::{EventKind, Field, FieldKind, StdField};

/// Events that a list keeps, at most.
pub const MOST_EVENTS: usize = 2_000_000;

/// Events of a list, in the order of contact, time and kind; each once.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Events {
    pub(super) rows: Vec<Event>,
    /// Names of steps; events hold a place in it.
    pub(super) steps: Vec<String>,
    /// Where they came from and what was wrong, file by file.
    pub(super) files: Vec<EventFile>,
    /// The columns that were made of them.
    pub(super) columns: Vec<Field>,
}

/// One event.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Event {
    /// Number of the contact.
    pub contact: u32,
    /// Day since 1970.
    pub day: i32,
    /// Minute of that day, 0 where the file has none.
    pub minute: u16,
    /// What happened.
    pub kind: EventKind,
    /// Place in the names of steps; 0 = none is named.
    pub(super) step: u16,
}

/// A file of events that was read.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct EventFile {
    /// Its name.
    pub name: String,
    /// Its rows.
    pub rows: u32,
    /// Events of contacts of the list.
    pub taken: u32,
    /// Of them, those that were known already.
    pub known: u32,
    /// Rows about somebody who is not on the list.
    pub strangers: u32,
    /// Words for what is no event that counts (sent, delivered …), with their rows.
    pub passed_over: Vec<(String, u32)>,
    /// Rows that do not read: row as a spreadsheet numbers it, column, cell and why. The first [`EventFile::MOST`].
    pub problems: Vec<EventProblem>,
    /// How many there are.
    pub n_problems: u32,
}

/// A row of events that does not read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct EventProblem {
    /// The row, as a spreadsheet numbers it.
    pub row: u32,
    /// Header of the column.
    pub column: String,
    /// The cell.
    pub cell: String,
    /// What is wrong, in a sentence without a full stop.
    pub why: String,
}

impl EventFile {
    /// Problems that are kept.
    pub const MOST: usize = 100;

    pub(super) fn problem(&mut self, row: u32, column: &str, cell: &str, why: &str) {
        self.n_problems += 1;
        if self.problems.len() < EventFile::MOST {
            self.problems.push(EventProblem {
                row,
                column: column.to_owned(),
                cell: cell.chars().take(80).collect(),
                why: why.to_owned(),
            });
        }
    }
}

/// Events as a file has them, each with its step's name.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct EventsRead {
    /// The file and what was wrong.
    pub file: EventFile,
    pub(super) rows: Vec<(Event, String)>,
    /// Who complained: worse than having opted out.
    pub(super) complained: BTreeSet<u32>,
}

impl Events {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.files.is_empty()
    }

    /// All events, by contact and time.
    pub fn rows(&self) -> &[Event] {
        &self.rows
    }

    /// The name of an event's step; "" where none is named.
    pub fn step(&self, event: &Event) -> &str {
        self.steps.get(usize::from(event.step)).map(String::as_str).unwrap_or_default()
    }

    /// The files they came from, in the order they were read.
    pub fn files(&self) -> &[EventFile] {
        &self.files
    }

    /// Events and contacts by kind.
    pub fn by_kind(&self) -> Vec<(EventKind, u32, u32)> {
        let mut kinds: BTreeMap<EventKind, (u32, BTreeSet<u32>)> = BTreeMap::new();
        for event in &self.rows {
            let (n, contacts) = kinds.entry(event.kind).or_default();
            *n += 1;
            contacts.insert(event.contact);
        }
        kinds.into_iter().map(|(kind, (n, contacts))| (kind, n, contacts.len() as u32)).collect()
    }

    /// The first and the last day.
    pub fn days(&self) -> Option<(Date, Date)> {
        let days = || self.rows.iter().map(|event| event.day);
        Some((Date::from_days(days().min()?), Date::from_days(days().max()?)))
    }

    pub(super) fn is_sound(&self) -> bool {
        self.rows.is_sorted()
            && self.rows.iter().all(|event| usize::from(event.step) < self.steps.len().max(1))
    }

    fn step_named(&mut self, name: &str) -> u16 {
        if self.steps.is_empty() {
            self.steps.push(String::new());
        }
        match self.steps.iter().position(|other| other == name) {
            Some(place) => place as u16,
            None if self.steps.len() < usize::from(u16::MAX) => {
                self.steps.push(name.to_owned());
                (self.steps.len() - 1) as u16
            }
            None => 0,
        }
    }
}

/// The columns that count a kind and keep its last day: a field with that meaning where there is one.
fn fields(kind: EventKind) -> (Option<StdField>, Option<StdField>) {
    match kind {
        EventKind::Opened => (Some(StdField::Opened), None),
        EventKind::Clicked => (Some(StdField::Clicked), None),
        EventKind::Replied => (Some(StdField::Replied), None),
        EventKind::Purchased => (Some(StdField::Purchases), Some(StdField::LastPurchase)),
        _ => (None, None),
    }
}

impl Columns {
    /// What happened to its contacts, from files of events.
    pub fn events(&self) -> &Events {
        &self.events
    }

    /// The list with the events of another file, those that it knows already once. Returns what came of it.
    pub fn with_events(&self, read: &EventsRead) -> Columns {
        let mut list = self.clone();
        let before: BTreeSet<(Event, String)> = self
            .events
            .rows
            .iter()
            .map(|event| (Event { step: 0, ..*event }, self.events.step(event).to_owned()))
            .collect();
        let mut file = read.file.clone();
        let mut fresh: BTreeSet<(Event, String)> = BTreeSet::new();
        for (event, step) in &read.rows {
            let key = (Event { step: 0, ..*event }, step.clone());
            if before.contains(&key)
                || list.events.rows.len() + fresh.len() >= MOST_EVENTS
                || !fresh.insert(key)
            {
                file.known += 1;
            }
        }
        for (event, step) in fresh {
            let step = list.events.step_named(&step);
            list.events.rows.push(Event { step, ..event });
        }
        list.events.rows.sort_unstable();
        list.events.files.push(file);
        list.say_no(read);
        list.count_events();
        list
    }

    /// The list without its events and what was counted of them. A "no" that they said stays.
    pub fn without_events(&self) -> Columns {
        let mut list = self.clone();
        list.drop_counted();
        list.events = Events::default();
        list
    }

    /// Takes over the events of the list as it was, for whoever is still on it.
    pub(super) fn keep_events(&mut self, old: &Columns) {
        if old.events.is_empty() {
            return;
        }
        let here: BTreeSet<u32> = self.numbers.iter().copied().collect();
        self.events = old.events.clone();
        self.events.rows.retain(|event| here.contains(&event.contact));
        // what stands there from the old list is counted anew
        self.columns.retain(|column| !is_counted(column) || !old.events.columns.contains(column.field()));
        self.events.columns.clear();
        self.count_events();
    }

    /// What happened to contacts that are gone happened to the one they were joined with.
    pub(super) fn events_of_one(&mut self, kept: u32, gone: &[u32]) {
        for event in self.events.rows.iter_mut().filter(|event| gone.contains(&event.contact)) {
            event.contact = kept;
        }
        self.events.rows.sort_unstable();
        self.events.rows.dedup();
    }

    /// Makes the columns of behaviour anew, if there are any.
    pub(super) fn count_again(&mut self) {
        if !self.events.is_empty() {
            self.count_events();
        }
    }

    fn drop_counted(&mut self) {
        let counted = std::mem::take(&mut self.events.columns);
        self.columns.retain(|column| !(is_counted(column) && counted.contains(column.field())));
    }

    /// Who opted out, complained or bounced in the file has said no on email.
    fn say_no(&mut self, read: &EventsRead) {
        for (kind, cause) in
            [(EventKind::OptedOut, NoCause::OptedOut), (EventKind::Bounced, NoCause::Bounced)]
        {
            let mut noes: BTreeMap<usize, (NoCause, i32)> = BTreeMap::new();
            for (event, _) in read.rows.iter().filter(|(event, _)| event.kind == kind) {
                let Some(row) = self.row_of(event.contact) else { continue };
                let is_complaint = cause == NoCause::OptedOut && read.complained.contains(&event.contact);
                let cause = if is_complaint { NoCause::Complained } else { cause };
                let first = noes.entry(row).or_insert((cause, event.day));
                first.1 = first.1.min(event.day);
            }
            if !noes.is_empty() {
                let rows = self.numbers.len();
                self.consents.said(&format!("{} in {}", kind.name(), read.file.name), rows, &noes);
            }
        }
    }

    /// Makes the columns of behaviour anew: for each kind how often, and when last.
    fn count_events(&mut self) {
        self.drop_counted();
        let mut by_kind: BTreeMap<EventKind, BTreeMap<u32, (u32, i32)>> = BTreeMap::new();
        for event in &self.events.rows {
            let of = by_kind.entry(event.kind).or_default().entry(event.contact).or_insert((0, i32::MIN));
            of.0 += 1;
            of.1 = of.1.max(event.day);
        }
        let mut made = Vec::new();
        for (kind, counts) in by_kind {
            let name = crate::lean::capital(kind.name());
            let (count, last) = fields(kind);
            let numbers = self.numbers.clone();
            let number = |contact: &u32| Value::Number(f64::from(counts.get(contact).map_or(0, |(n, _)| *n)));
            let header = format!("{name}{COUNTED}");
            made.push(self.counted(&header, count, FieldKind::Number, &mut numbers.iter().map(number)));
            let day = |contact: &u32| {
                counts.get(contact).map_or(Value::Empty, |(_, day)| Value::Date(Date::from_days(*day)))
            };
            let header = format!("Last {}{COUNTED}", kind.name());
            made.push(self.counted(&header, last, FieldKind::Date, &mut numbers.iter().map(day)));
        }
        self.events.columns = made.iter().map(|column| column.field().clone()).collect();
        self.columns.extend(made);
    }

    /// A column of behaviour: under its meaning where no column of the file has that.
    fn counted(
        &self,
        header: &str,
        std: Option<StdField>,
        kind: FieldKind,
        values: &mut dyn Iterator<Item = Value<'static>>,
    ) -> Column {
        let field = match std.filter(|std| self.std(*std).is_none()) {
            Some(std) => Field::Std(std),
            None => Field::Custom(super::normal_header(header)),
        };
        let mut made = ColumnBuilder::new(header, field, kind);
        values.for_each(|value| made.push(&value, None));
        made.finish()
    }
}

/// Ends the header of a column of behaviour.
const COUNTED: &str = " (events)";

fn is_counted(column: &Column) -> bool {
    column.header().ends_with(COUNTED)
}
