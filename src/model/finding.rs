//! Typed places in a plan and problems at them.

use serde::{Deserialize, Serialize};

use super::{CalendarId, MessageId, OwnerId, ScenarioId, SegmentId, SenderId, SequenceId, StepId};

/// A spot in a plan that something can be said about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// The plan as a whole.
    Plan,
    /// A sequence.
    Sequence(SequenceId),
    /// A step.
    Step(StepId),
    /// A segment.
    Segment(SegmentId),
    /// A message.
    Message(MessageId),
    /// An owner.
    Owner(OwnerId),
    /// A sender.
    Sender(SenderId),
    /// A calendar.
    Calendar(CalendarId),
    /// A scenario.
    Scenario(ScenarioId),
}

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Cannot run.
    Error,
    /// Runs, but not as meant.
    Warning,
    /// Worth knowing.
    Hint,
}

/// Something to say about a place.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Problem {
    /// How bad.
    pub severity: Severity,
    /// Where.
    pub place: Place,
    /// What, in a sentence without a full stop.
    pub message: String,
}
