//! The plan as data: records in flat tables, changes as values, invariants. Knows no screen, no file system and no columns.

mod check;
mod consent;
mod edit;
mod finding;
mod fit;
mod guardrails;
mod id;
mod nesting;
mod plan;
mod rates;
mod rule;
mod scenario;
mod sending;
mod sequence;
mod step;
mod team;
mod tree;

pub use consent::{Basis, ConsentRule, ConsentState};
pub use edit::{Change, Diff, Put};
pub use finding::{
    Code, Effect, Fact, Facts, Finding, Fix, Flaw, ListEdit, Mend, Name, Part, Place, Severity, grouped,
};
pub use fit::{Draw, FitTest, Persona, Pilot, Score, Weighted};
pub use guardrails::{Guardrails, Made, Span, TouchLimit, allowed_from, loud_hours};
pub use id::{
    CalendarId, MessageId, OwnerId, PersonaId, ScenarioId, ScoreId, SegmentId, SenderId, SequenceId, StepId,
};
pub use nesting::MAX_SEGMENT_DEPTH;
pub use plan::{FORMAT, LaunchAnswer, Plan, SCHEMA, Settings, Silence};
pub use rates::{MissingRate, RateFault, rate_faults};
pub use rule::{
    Agreed, Condition, ConsentIs, Did, EventKind, Field, FieldKind, Happened, Period, Rule, StdField, Test,
    Way,
};
pub use scenario::{
    Delay, Denominator, Factor, Frailty, Ignorance, Probability, Rate, RateOf, Scenario, Source, SourceKind,
    Variance,
};
pub use sending::{Ramp, SendLimit, SendSpan};
pub use sequence::{Entry, EntryEvent, ExitRule, Goal, GoalMetric, Occurs, SenderRule, Sequence, Trigger};
pub use step::{
    Action, Arm, Await, Branch, By, Case, Channel, ChannelKind, FunnelStage, Length, NoDate, OnMissing,
    Repeat, Slot, Split, Step, StepKind, Touch, UntilDate, Wait,
};
pub use team::{Calendar, Holiday, Message, Owner, Segment, Sender, ZoneName, owner_key};
pub use tree::{List, MAX_DEPTH, Spot, Visit};
