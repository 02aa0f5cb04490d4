//! The plan: the document, as flat tables of records. It never contains contacts.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::calendar::Date;

use super::{
    Calendar, CalendarId, Message, MessageId, Owner, OwnerId, Persona, PersonaId, Scenario, ScenarioId,
    Score, ScoreId, Segment, SegmentId, Sender, SenderId, Sequence, SequenceId, Step, StepId, ZoneName,
};

/// `format` of a plan file.
pub const FORMAT: &str = "cadenza-plan";
/// The schema this version reads and writes. The golden files of schema 1 and of every landed state of 2 load for ever.
pub const SCHEMA: u32 = 2;

/// One plan = one JSON file.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Plan {
    /// Always `cadenza-plan`.
    pub format: String,
    /// Version of the layout.
    pub schema: u32,
    /// Identity of the document: names its places in storage. Lower-case letters, digits and `-`.
    pub id: String,
    /// The next record number; only grows, so that no number is ever used twice.
    pub next_number: u32,
    /// What is not in a table.
    pub settings: Arc<Settings>,
    /// Sequences.
    #[serde(default)]
    pub sequences: BTreeMap<SequenceId, Arc<Sequence>>,
    /// Steps of all sequences.
    #[serde(default)]
    pub steps: BTreeMap<StepId, Arc<Step>>,
    /// Segments.
    #[serde(default)]
    pub segments: BTreeMap<SegmentId, Arc<Segment>>,
    /// Messages.
    #[serde(default)]
    pub messages: BTreeMap<MessageId, Arc<Message>>,
    /// Owners.
    #[serde(default)]
    pub owners: BTreeMap<OwnerId, Arc<Owner>>,
    /// Senders.
    #[serde(default)]
    pub senders: BTreeMap<SenderId, Arc<Sender>>,
    /// Calendars.
    #[serde(default)]
    pub calendars: BTreeMap<CalendarId, Arc<Calendar>>,
    /// Assumptions.
    #[serde(default)]
    pub scenarios: BTreeMap<ScenarioId, Arc<Scenario>>,
    /// Kinds of people.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub personas: BTreeMap<PersonaId, Arc<Persona>>,
    /// Fit scores.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub scores: BTreeMap<ScoreId, Arc<Score>>,
}

/// What a plan has once.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Settings {
    /// Name of the plan.
    pub name: String,
    /// Seed of everything drawn or hashed.
    pub seed: u32,
    /// Zone of contacts whose zone is not known.
    pub zone: ZoneName,
    /// The list it was last used with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// The assumptions in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenario: Option<ScenarioId>,
    /// Whether the plan was made from the demo.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub demo: bool,
    /// Findings that a person has looked at and lets stand. Codes that this version does not know are kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub silences: Vec<Silence>,
    /// What a person answered to points of the launch check that no rule can prove. Points that this version does not know are kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<LaunchAnswer>,
    /// Packs of law and platform rules that the plan is not checked against, such as `ca`, `linkedin`: none = all are on. Words that this
    /// version does not know are kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub packs_off: Vec<String>,
}

/// An answer to a point of the launch check.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LaunchAnswer {
    /// The point, in its word.
    pub point: String,
    /// The sequence it is about, by its id.
    pub place: String,
    /// What was done or decided. Names nobody: the plan may be shown to others.
    pub reason: String,
    /// When.
    pub on: Date,
}

/// A finding that is let stand, with the reason.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Silence {
    /// The code, in the word of the catalogue.
    pub code: String,
    /// The record it is about, by its id (`step-4`, `sequence-1`: with everything in it); without one, the whole plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Why. Names nobody: the plan may be shown to others.
    pub reason: String,
    /// Since when.
    pub on: Date,
}

impl Plan {
    /// An empty plan.
    pub fn new(id: &str, name: &str, seed: u32, zone: ZoneName) -> Plan {
        Plan {
            format: FORMAT.to_owned(),
            schema: SCHEMA,
            id: id.to_owned(),
            next_number: 1,
            settings: Arc::new(Settings {
                name: name.to_owned(),
                seed,
                zone,
                list: None,
                scenario: None,
                demo: false,
                silences: Vec::new(),
                answers: Vec::new(),
                packs_off: Vec::new(),
            }),
            sequences: BTreeMap::new(),
            steps: BTreeMap::new(),
            segments: BTreeMap::new(),
            messages: BTreeMap::new(),
            owners: BTreeMap::new(),
            senders: BTreeMap::new(),
            calendars: BTreeMap::new(),
            scenarios: BTreeMap::new(),
            personas: BTreeMap::new(),
            scores: BTreeMap::new(),
        }
    }

    /// A number that no record of this plan has had. The counter moves when the record is put in by a diff, so ask for
    /// several with [`Plan::fresh_numbers`].
    pub fn fresh_number(&self) -> u32 {
        self.next_number
    }

    /// An endless supply of numbers that no record of this plan has had, for diffs that add several records.
    pub fn fresh_numbers(&self) -> std::ops::RangeFrom<u32> {
        self.next_number..
    }
}
