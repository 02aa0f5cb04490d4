//! Plan files: bounded first, then read record by record, so that one bad record does not lose the others. Knows no shelf.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::{migrate, repair};
use crate::lean::json;
use crate::model::{FORMAT, Plan, SCHEMA, Settings, Step, ZoneName};

/// Larger files are refused.
pub const MAX_BYTES: usize = 8 * 1024 * 1024;
/// Deeper files are refused.
pub const MAX_NESTING: usize = 64;
/// Files of more values are refused.
pub const MAX_VALUES: usize = 200_000;
/// After so many problems the rest are counted only.
const MAX_PROBLEMS: usize = 200;

/// Why a file is no plan that can be opened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FileError {
    /// More than [`MAX_BYTES`]: how many it has.
    TooLarge(usize),
    /// Not text.
    Binary,
    /// Not JSON: line and column from 1, and why.
    NotJson {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
        /// What the reader says.
        why: String,
    },
    /// A key stands twice in an object: which of the two was meant cannot be known.
    Doubled {
        /// Where: `steps.step-4.name`.
        path: String,
        /// Of the second one, from 1.
        line: usize,
    },
    /// Nested deeper than [`MAX_NESTING`].
    TooDeep,
    /// More values than [`MAX_VALUES`].
    TooManyValues,
    /// JSON, but not a plan of ours: its `format`, if it has one.
    OtherFormat(Option<String>),
    /// Written by a newer version: its schema.
    Newer(u32),
    /// A plan whose schema is no number from 1.
    NoSchema,
    /// It could not be made sound: the first problem.
    Unsound(String),
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FileError::TooLarge(bytes) => {
                write!(f, "the file has {bytes} bytes; a plan has at most {MAX_BYTES}")
            }
            FileError::Binary => f.write_str("the file is not text, so it is no plan"),
            FileError::NotJson { line, column, why } => {
                write!(f, "line {line}, column {column}: the file is not JSON: {why}")
            }
            FileError::Doubled { path, line } => {
                write!(
                    f,
                    "{path}: the key stands twice, again in line {line}; which one was meant cannot be known"
                )
            }
            FileError::TooDeep => write!(f, "the file is nested deeper than {MAX_NESTING} levels"),
            FileError::TooManyValues => write!(f, "the file holds more than {MAX_VALUES} values"),
            FileError::OtherFormat(Some(format)) => {
                write!(f, "format: the file is of another kind: {format:?} instead of {FORMAT:?}")
            }
            FileError::OtherFormat(None) => write!(f, "format: the file is no plan: {FORMAT:?} is missing"),
            FileError::Newer(schema) => {
                write!(
                    f,
                    "schema: the plan was written by a newer version: schema {schema}, this one reads up to {SCHEMA}"
                )
            }
            FileError::NoSchema => f.write_str("schema: the plan does not say its schema"),
            FileError::Unsound(problem) => write!(f, "the plan cannot be made sound: {problem}"),
        }
    }
}

/// Something in a file that was left out or put right.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileProblem {
    /// Where: `steps.step-4.reply_to`.
    pub path: String,
    /// What, and what was done about it.
    pub message: String,
}

/// A plan as a file: JSON, indented, with a line break at its end.
pub fn write_plan(plan: &Plan) -> String {
    let mut text = json::indented(plan).unwrap_or_default();
    text.push('\n');
    text
}

/// Reads a plan file. What does not read is left out or put right, each with a problem; the plan is sound.
///
/// # Errors
/// When it is not a plan at all, a bomb, or newer than this version.
pub fn read_plan(bytes: &[u8]) -> Result<(Plan, Vec<FileProblem>), FileError> {
    read(bytes, false)
}

/// As [`read_plan`]; a newer schema is read as far as it is understood, to be looked at but not saved.
pub(super) fn read(bytes: &[u8], newer_too: bool) -> Result<(Plan, Vec<FileProblem>), FileError> {
    let text = bounded(bytes)?;
    let mut value: Value = json::parse(text).map_err(|error| match error.path {
        path if path.is_empty() => {
            FileError::NotJson { line: error.line, column: error.column, why: error.why }
        }
        path => FileError::Doubled { path, line: error.line },
    })?;
    let format = value.get("format").and_then(Value::as_str).map(str::to_owned);
    if format.as_deref() != Some(FORMAT) {
        return Err(FileError::OtherFormat(format.map(|f| f.chars().take(100).collect())));
    }
    let schema = value.get("schema").and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
    let schema = schema.filter(|n| *n > 0).ok_or(FileError::NoSchema)?;
    if schema > SCHEMA && !newer_too {
        return Err(FileError::Newer(schema));
    }
    if schema <= SCHEMA {
        migrate::to_current(&mut value, schema);
    }
    let Value::Object(fields) = value else { return Err(FileError::OtherFormat(None)) };
    let mut reader = Reader { problems: Vec::new(), more: 0 };
    let mut plan = reader.plan(fields);
    repair::repair(&mut plan, &mut |path, message| reader.problem(path, message));
    if let Some(problem) = plan.broken_invariants().into_iter().chain(plan.bad_values()).next() {
        return Err(FileError::Unsound(problem.sentence()));
    }
    if reader.more > 0 {
        reader
            .problems
            .push(FileProblem { path: String::new(), message: format!("and {} more", reader.more) });
    }
    Ok((plan, reader.problems))
}

/// The text, when it is text of bounded size, depth and number of values. One pass, before anything is built of it.
fn bounded(bytes: &[u8]) -> Result<&str, FileError> {
    if bytes.len() > MAX_BYTES {
        return Err(FileError::TooLarge(bytes.len()));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| FileError::Binary)?;
    if text.contains('\0') {
        return Err(FileError::Binary);
    }
    let text = text.trim_start_matches('\u{feff}');
    let (mut depth, mut values, mut in_string, mut escaped) = (0_usize, 1_usize, false, false);
    for byte in text.bytes() {
        if in_string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_string = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b'{' | b'[' => {
                depth += 1;
                values += 1;
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b',' => values += 1,
            _ => {}
        }
        if depth > MAX_NESTING {
            return Err(FileError::TooDeep);
        }
        if values > MAX_VALUES {
            return Err(FileError::TooManyValues);
        }
    }
    Ok(text)
}

/// Reads a record, and says which of its keys it does not know.
type Read<R> = fn(&Value, &mut Vec<String>) -> Result<R, json::Misread>;

struct Reader {
    problems: Vec<FileProblem>,
    more: usize,
}

impl Reader {
    fn problem(&mut self, path: String, message: String) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(FileProblem { path, message });
        } else {
            self.more += 1;
        }
    }

    fn plan(&mut self, mut fields: Map<String, Value>) -> Plan {
        let settings = fields.remove("settings");
        let settings = settings
            .and_then(|value| self.record::<Settings>("settings", &value, json::noting))
            .unwrap_or_else(|| {
                self.problem("settings".to_owned(), "missing or unreadable; started afresh".to_owned());
                let (name, zone) = ("Plan".to_owned(), ZoneName::from("UTC"));
                Settings {
                    name,
                    seed: 1,
                    zone,
                    list: None,
                    scenario: None,
                    demo: false,
                    silences: Vec::new(),
                    answers: Vec::new(),
                    packs_off: Vec::new(),
                }
            });
        let id = fields.remove("id").and_then(|id| id.as_str().map(str::to_owned));
        let id = id.filter(|id| is_plan_id(id)).unwrap_or_else(|| {
            self.problem("id".to_owned(), "missing or not of a-z, 0-9 and -; named \"plan\"".to_owned());
            "plan".to_owned()
        });
        let mut plan = Plan::new(&id, &settings.name, settings.seed, settings.zone.clone());
        plan.settings = Arc::new(settings);
        plan.sequences = self.table(&mut fields, "sequences", json::noting);
        plan.steps = self.table(&mut fields, "steps", Step::noting);
        plan.segments = self.table(&mut fields, "segments", json::noting);
        plan.messages = self.table(&mut fields, "messages", json::noting);
        plan.owners = self.table(&mut fields, "owners", json::noting);
        plan.senders = self.table(&mut fields, "senders", json::noting);
        plan.calendars = self.table(&mut fields, "calendars", json::noting);
        plan.scenarios = self.table(&mut fields, "scenarios", json::noting);
        plan.personas = self.table(&mut fields, "personas", json::noting);
        plan.scores = self.table(&mut fields, "scores", json::noting);
        let next = fields.remove("next_number").and_then(|n| n.as_u64()).and_then(|n| u32::try_from(n).ok());
        let next = next.unwrap_or_else(|| {
            self.problem("next_number".to_owned(), "missing or not a number; counted anew".to_owned());
            1
        });
        plan.next_number = next;
        for known in ["format", "schema"] {
            fields.remove(known);
        }
        for (name, _) in fields {
            self.problem(name, "unknown; left out".to_owned());
        }
        plan
    }

    fn table<Id, R>(
        &mut self,
        fields: &mut Map<String, Value>,
        name: &str,
        read: Read<R>,
    ) -> BTreeMap<Id, Arc<R>>
    where
        Id: Ord + Copy + std::str::FromStr<Err = String>,
    {
        let mut table = BTreeMap::new();
        let records = match fields.remove(name) {
            None => return table,
            Some(Value::Object(records)) => records,
            Some(_) => {
                self.problem(name.to_owned(), "not an object; left out".to_owned());
                return table;
            }
        };
        for (key, value) in records {
            let path = format!("{name}.{key}");
            match key.parse::<Id>() {
                Err(why) => self.problem(path, format!("{why}; left out")),
                Ok(id) => {
                    if let Some(record) = self.record(&path, &value, read) {
                        table.insert(id, Arc::new(record));
                    }
                }
            }
        }
        table
    }

    /// One record; keys it does not know are problems.
    fn record<R>(&mut self, path: &str, value: &Value, read: Read<R>) -> Option<R> {
        let mut unread = Vec::new();
        match read(value, &mut unread) {
            Err(json::Misread { path: at, why }) => {
                let dot = if at.is_empty() { "" } else { "." };
                self.problem(format!("{path}{dot}{at}"), format!("{why}; left out"));
                None
            }
            Ok(record) => {
                for key in unread {
                    self.problem(format!("{path}.{key}"), "unknown; left out".to_owned());
                }
                Some(record)
            }
        }
    }
}

/// Whether a text may name a plan's places in storage.
pub(super) fn is_plan_id(id: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=80).contains(&id.len()) && id.chars().all(fits)
}

/// Numbers that several tables use, later ones first.
pub(super) fn doubled_numbers(plan: &Plan) -> BTreeSet<u32> {
    let mut seen = BTreeSet::new();
    let mut doubled = BTreeSet::new();
    let numbers = plan.sequences.keys().map(|id| id.0);
    let numbers = numbers.chain(plan.steps.keys().map(|id| id.0)).chain(plan.segments.keys().map(|id| id.0));
    let numbers = numbers.chain(plan.messages.keys().map(|id| id.0)).chain(plan.owners.keys().map(|id| id.0));
    let numbers =
        numbers.chain(plan.senders.keys().map(|id| id.0)).chain(plan.calendars.keys().map(|id| id.0));
    let numbers = numbers.chain(plan.personas.keys().map(|id| id.0)).chain(plan.scores.keys().map(|id| id.0));
    for number in numbers.chain(plan.scenarios.keys().map(|id| id.0)) {
        if !seen.insert(number) {
            doubled.insert(number);
        }
    }
    doubled
}
