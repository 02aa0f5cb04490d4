//! A schedule file read back: whole, or refused with the place of what is wrong. Half a schedule is none: who was to be cancelled
//! might be in the other half.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::schedule_file::{SCHEDULE_FORMAT, SCHEDULE_SCHEMA, ScheduleFile};
use crate::lean::json;
use crate::model::SequenceId;

/// Why a schedule file is not read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScheduleFault {
    /// Where: `touches[12]`, `contacts[3]`, `format`; `3:17` for line and column of what is no JSON.
    pub path: String,
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
}

impl ScheduleFault {
    fn new(path: impl Into<String>, message: impl Into<String>) -> ScheduleFault {
        ScheduleFault { path: path.into(), message: message.into() }
    }
}

impl fmt::Display for ScheduleFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

impl std::error::Error for ScheduleFault {}

impl ScheduleFile {
    /// Reads a schedule file.
    ///
    /// # Errors
    /// What is no JSON, is of another kind or version, has an entry that is not as the schema says, or names what is not in the file.
    pub fn read(text: &str) -> Result<ScheduleFile, ScheduleFault> {
        let value = json::parse(text.trim_start_matches('\u{feff}')).map_err(|error| match error.path {
            path if path.is_empty() => {
                ScheduleFault::new(format!("{}:{}", error.line, error.column), error.why)
            }
            path => ScheduleFault::new(path, format!("{}, again in line {}", error.why, error.line)),
        })?;
        let Value::Object(mut fields) = value else {
            return Err(ScheduleFault::new("format", "the file is no schedule: it is not an object"));
        };
        let format: Option<String> = fields.get("format").and_then(Value::as_str).map(str::to_owned);
        if format.as_deref() != Some(SCHEDULE_FORMAT) {
            let message = format!("the file is no schedule: {SCHEDULE_FORMAT:?} is missing");
            return Err(ScheduleFault::new("format", message));
        }
        match fields.get("schema").and_then(Value::as_u64) {
            // version 2 adds causes and fields; what version 1 says it says the same way
            Some(known) if (1..=u64::from(SCHEDULE_SCHEMA)).contains(&known) => {}
            Some(other) => {
                let message =
                    format!("the file has version {other}, this reads up to version {SCHEDULE_SCHEMA}");
                return Err(ScheduleFault::new("schema", message));
            }
            None => return Err(ScheduleFault::new("schema", "the version is missing")),
        }
        let file = ScheduleFile {
            format: one(&mut fields, "format")?,
            schema: one(&mut fields, "schema")?,
            about: one(&mut fields, "about")?,
            exported_at: one(&mut fields, "exported_at")?,
            zone_data: one(&mut fields, "zone_data")?,
            plan: one(&mut fields, "plan")?,
            list: one(&mut fields, "list")?,
            sequence: one(&mut fields, "sequence")?,
            sequences: later(&mut fields, "sequences")?,
            standing: match fields.contains_key("standing") {
                true => one(&mut fields, "standing")?,
                false => None,
            },
            relative_to_entry: match fields.contains_key("relative_to_entry") {
                true => one(&mut fields, "relative_to_entry")?,
                false => None,
            },
            launch_check: many(&mut fields, "launch_check")?,
            silenced: later(&mut fields, "silenced")?,
            points: later(&mut fields, "points")?,
            despite: later(&mut fields, "despite")?,
            messages: many(&mut fields, "messages")?,
            contacts: many(&mut fields, "contacts")?,
            touches: many(&mut fields, "touches")?,
            actions: later(&mut fields, "actions")?,
            skipped: many(&mut fields, "skipped")?,
            exits: many(&mut fields, "exits")?,
            held_back: many(&mut fields, "held_back")?,
        };
        match fields.keys().next() {
            Some(name) => Err(ScheduleFault::new(name.clone(), "unknown")),
            None => file.checked(),
        }
    }

    /// Whether everything that is named is there, once.
    fn checked(self) -> Result<ScheduleFile, ScheduleFault> {
        let contacts: BTreeSet<u32> = self.contacts.iter().map(|contact| contact.number).collect();
        // each entry of a file of several sequences names one of them, that of one names none
        let all: Vec<Option<SequenceId>> = match &self.sequences[..] {
            [] => vec![None],
            several => several.iter().map(|sequence| Some(sequence.id)).collect(),
        };
        let touches = self.touches.iter().map(|entry| entry.sequence).enumerate();
        if let Some((index, _)) = touches.into_iter().find(|(_, sequence)| !all.contains(sequence)) {
            let message = "its sequence is not among the sequences of the file";
            return Err(ScheduleFault::new(format!("touches[{index}].sequence"), message));
        }
        let mut ids: BTreeSet<&str> = BTreeSet::new();
        let touches = self.touches.iter().map(|touch| (touch.id.as_str(), touch.contact)).enumerate();
        let skipped = self.skipped.iter().map(|touch| (touch.id.as_str(), touch.contact)).enumerate();
        let actions = self.actions.iter().map(|action| (action.id.as_str(), action.contact)).enumerate();
        let parts = touches
            .map(|touch| ("touches", touch))
            .chain(skipped.map(|touch| ("skipped", touch)))
            .chain(actions.map(|action| ("actions", action)));
        for (part, (index, (id, contact))) in parts {
            let fault = |message: String| Err(ScheduleFault::new(format!("{part}[{index}]"), message));
            if !ids.insert(id) {
                return fault(format!("the id {id:?} stands twice"));
            }
            if !contacts.contains(&contact) {
                return fault(format!("contact {contact} is not among the contacts"));
            }
        }
        let touches = self.touches.iter().map(|touch| (&touch.depends_on, touch.reply_to.as_ref()));
        let touches = touches.enumerate().map(|touch| ("touches", touch));
        let actions = self.actions.iter().map(|action| (&action.depends_on, None)).enumerate();
        for (part, (index, (before, thread))) in touches.chain(actions.map(|action| ("actions", action))) {
            let mut before = before.iter().chain(thread);
            if let Some(unknown) = before.find(|id| !ids.contains(id.as_str())) {
                let message = format!("depends on {unknown:?}, which is not in the file");
                return Err(ScheduleFault::new(format!("{part}[{index}]"), message));
            }
        }
        Ok(self)
    }
}

/// A field that must be there.
fn one<T: DeserializeOwned>(fields: &mut Map<String, Value>, name: &str) -> Result<T, ScheduleFault> {
    let value = fields.remove(name).ok_or_else(|| ScheduleFault::new(name, "missing"))?;
    json::whole(&value).map_err(|error| ScheduleFault::new(name, error.to_string()))
}

/// A list that files of before do not have.
fn later<T: DeserializeOwned>(fields: &mut Map<String, Value>, name: &str) -> Result<Vec<T>, ScheduleFault> {
    match fields.contains_key(name) {
        true => many(fields, name),
        false => Ok(Vec::new()),
    }
}

/// A list that must be there, entry by entry, so that the place of a bad one is known.
fn many<T: DeserializeOwned>(fields: &mut Map<String, Value>, name: &str) -> Result<Vec<T>, ScheduleFault> {
    let Value::Array(entries) = fields.remove(name).ok_or_else(|| ScheduleFault::new(name, "missing"))?
    else {
        return Err(ScheduleFault::new(name, "not a list"));
    };
    let read = |(index, value): (usize, Value)| {
        json::whole(&value).map_err(|error| ScheduleFault::new(format!("{name}[{index}]"), error.to_string()))
    };
    entries.into_iter().enumerate().map(read).collect()
}
