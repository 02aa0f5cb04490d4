//! The planned schedule as data (E6): the touches if nobody reacts, with capacity, and the guarded ones of behavioural branches.

use serde::{Deserialize, Serialize};

use crate::calendar::{Date, Instant};
use crate::model::{Channel, ChannelKind, EventKind, Finding, OwnerId, Rule, SenderId, SequenceId, StepId};
use crate::program::{HeldBack, Standing};

/// A planned schedule.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Schedule {
    /// Touches in the order (instant, contact number, step number); guarded ones by their earliest instant.
    pub touches: Vec<PlannedTouch>,
    /// What actions do, in the order (instant, contact number, step number); guarded ones by their earliest instant.
    pub actions: Vec<PlannedAction>,
    /// Entry is by events that nobody can foresee: all dates count from an entry at the calendar's first opening on this day, as
    /// distances, and nothing has waited for capacity (E6).
    pub relative_to_entry: Option<Date>,
    /// The last day on which somebody enters, on the contacts' calendars; of an entry by events, the last one on which they come.
    pub last_entry: Option<Date>,
    /// Who never enters, and why; by contact number.
    pub held_back: Vec<HeldBack>,
    /// How the contacts of the segment stand: who can be reached by which channel, who must not be and why.
    pub standing: Standing,
    /// Who leaves without a reaction (`stop` on the path, missing data with exit).
    pub exits: Vec<PlannedExit>,
    /// What stood in the way of compiling or running; errors come alone.
    pub problems: Vec<Finding>,
}

/// One touch of one contact.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PlannedTouch {
    /// Hash of (contact number, sequence, step, visit): stable over re-planning (X1).
    pub id: u64,
    /// Contact number.
    pub contact: u32,
    /// Row of the list it was planned over.
    pub row: u32,
    /// The step.
    pub step: StepId,
    /// Arrivals of this contact at this step before this one.
    pub visit: u16,
    /// Channel and kind.
    pub channel: ChannelKind,
    /// Who does it, if it is manual.
    pub owner: Option<OwnerId>,
    /// From which mailbox, number or seat, where it goes out of one.
    pub sender: Option<SenderId>,
    /// When.
    pub when: When,
    /// What must have happened for it to run at all: the conditions of the lists it stands in, outermost first. Empty = nobody reacts.
    pub guard: Vec<Guard>,
    /// Ids of the touches that must come before it.
    pub depends_on: Vec<u64>,
}

impl PlannedTouch {
    /// A number that orders touches by instant, then contact, then step, then visit.
    pub fn in_order(&self) -> u128 {
        super::plan::in_order(self.when.instant(), self.contact, self.step, self.visit)
    }
}

/// One action for one contact (S6). What it does stands in the plan, under its step.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PlannedAction {
    /// Hash of (contact number, sequence, step, visit): stable over re-planning (X1).
    pub id: u64,
    /// Contact number.
    pub contact: u32,
    /// Row of the list it was planned over.
    pub row: u32,
    /// The step.
    pub step: StepId,
    /// Arrivals of this contact at this step before this one.
    pub visit: u16,
    /// Who is told, where somebody is.
    pub owner: Option<OwnerId>,
    /// When. Nothing moves an action: due and planned are the same.
    pub when: When,
    /// What must have happened for it to be done at all, as of a touch.
    pub guard: Vec<Guard>,
    /// Ids of the touches that must come before it.
    pub depends_on: Vec<u64>,
}

/// When a touch runs.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// On the path where nobody reacts.
    At {
        /// What the wait said.
        due: Instant,
        /// When its own hours and place were open first.
        open: Instant,
        /// After windows, limits and queues.
        planned: Instant,
        /// Why it moved, in order.
        moved_by: Vec<MoveCause>,
    },
    /// Behind a guard: after windows, before capacity.
    Between {
        /// Not before.
        earliest: Instant,
        /// Not after.
        latest: Instant,
    },
    /// Skipped on the path where nobody reacts.
    Skipped {
        /// When that was decided.
        at: Instant,
        /// Why.
        cause: SkipCause,
    },
}

impl When {
    /// The instant it is sorted and filtered by.
    pub fn instant(&self) -> Instant {
        match self {
            When::At { planned, .. } => *planned,
            When::Between { earliest, .. } => *earliest,
            When::Skipped { at, .. } => *at,
        }
    }

    /// Not later than this.
    pub(crate) fn latest(&self) -> Instant {
        match self {
            When::Between { latest, .. } => *latest,
            other => other.instant(),
        }
    }
}

/// A condition of a list that a touch stands in.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Guard {
    /// The event happened to that touch within the awaited time.
    Happened(EventKind, StepId),
    /// It did not.
    TimedOut(EventKind, StepId),
    /// The case's rule held.
    When(Rule),
    /// None of the rules before held.
    Otherwise(Vec<Rule>),
    /// The event has not happened since that repeat was entered.
    Repeating(EventKind, StepId),
    /// The event happened in that repeat and ended it.
    RepeatEnded(EventKind, StepId),
}

/// Why a touch runs later than its due instant (T4).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MoveCause {
    /// A day of the week without opening hours.
    Weekend,
    /// A holiday.
    Holiday,
    /// Before opening or after closing.
    OutsideHours,
    /// The mailbox or the owner was full.
    Capacity,
    /// Quiet hours of the person (S9).
    QuietHours,
    /// Too soon after, or one too many beside, what the person got before (S9).
    FrequencyCap,
    /// A public holiday of the contact's place (T4b).
    LocalHoliday,
}

impl MoveCause {
    /// Whether what it moves to another day is late; else it is moved by hours, weekends and holidays.
    pub fn makes_late(self) -> bool {
        self == MoveCause::Capacity
    }

    /// The words on screen and in files.
    pub fn label(self) -> &'static str {
        match self {
            MoveCause::Weekend => "weekend",
            MoveCause::Holiday => "holiday",
            MoveCause::OutsideHours => "outside hours",
            MoveCause::Capacity => "capacity",
            MoveCause::QuietHours => "quiet hours",
            MoveCause::FrequencyCap => "frequency cap",
            MoveCause::LocalHoliday => "holiday at the contact's place",
        }
    }
}

/// Why a touch did not run although the contact came to it (S3).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SkipCause {
    /// No usable address.
    NoEmail,
    /// No number to call.
    NoPhone,
    /// No LinkedIn profile.
    NoProfile,
    /// The invitation was not accepted.
    NotConnected,
    /// The person opted out of the channel, or must not be called.
    OptedOut,
    /// The address bounced.
    Bounced,
    /// Nobody to do it: no owner and no sender.
    NobodyToDoIt,
    /// Not done in time: skipped after five working days of the owner (T3).
    Stale,
    /// No mobile number.
    NoMobile,
    /// The touch's own condition for leaving it out held when it was due.
    SkipIf,
    /// The wait before it was for a date that is not known or has passed.
    NoDate,
    /// It was due when the repeat that it stands in ended.
    RepeatEnded,
    /// No basis that the sequence asks for was known on that day, or it had ended (G8).
    NoConsent,
    /// A rest or a limit on touches of the person did not allow it in time (S9).
    FrequencyCap,
    /// It would have run after its last day (S3).
    Deadline,
}

impl SkipCause {
    /// Whether what the touch needs is missing on the list (S2).
    pub(crate) fn is_missing_data(self) -> bool {
        matches!(self, SkipCause::NoEmail | SkipCause::NoPhone | SkipCause::NoProfile | SkipCause::NoMobile)
    }

    /// Whether the touch was given up: not done in time (C4).
    pub fn is_given_up(self) -> bool {
        self == SkipCause::Stale
    }

    /// The words on screen and in files.
    pub fn label(self) -> &'static str {
        match self {
            SkipCause::NoEmail => "no email",
            SkipCause::NoPhone => "no phone",
            SkipCause::NoProfile => "no profile",
            SkipCause::NotConnected => "not connected",
            SkipCause::OptedOut => "opted out",
            SkipCause::Bounced => "bounced",
            SkipCause::NobodyToDoIt => "nobody to do it",
            SkipCause::Stale => "not done in time",
            SkipCause::NoMobile => "no mobile number",
            SkipCause::SkipIf => "skip condition",
            SkipCause::NoDate => "no date to wait for",
            SkipCause::RepeatEnded => "repeat ended",
            SkipCause::NoConsent => "no consent",
            SkipCause::FrequencyCap => "frequency cap",
            SkipCause::Deadline => "deadline",
        }
    }
}

/// A contact that leaves by the design alone.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PlannedExit {
    /// Contact number.
    pub contact: u32,
    /// Row of the list.
    pub row: u32,
    /// The sequence that it leaves.
    pub sequence: SequenceId,
    /// When.
    pub at: Instant,
    /// The reason given by the step.
    pub reason: String,
}

/// What one day of the planned schedule holds, in the contacts' own dates: for calendars and strips.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PlannedDay {
    /// The day.
    pub date: Date,
    /// Touches by channel.
    pub touches: Vec<(Channel, u32)>,
    /// Of these, those that are late: done on a later day than their own hours and place allowed.
    pub late: u32,
}
