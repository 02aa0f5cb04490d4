//! A sequence: who enters when, the steps, and what takes people out.

use serde::{Deserialize, Serialize};

use super::{CalendarId, ConsentRule, EventKind, Field, Guardrails, SegmentId, StepId};
use crate::calendar::Date;

/// A sequence of steps over a segment.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sequence {
    /// Its name.
    pub name: String,
    /// Who enters; without one, everybody on the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<SegmentId>,
    /// When they enter (S7).
    pub entry: Entry,
    /// Working days and hours; without one, every minute is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<CalendarId>,
    /// The top list of steps.
    #[serde(default)]
    pub body: Vec<StepId>,
    /// What takes a contact out (S8).
    #[serde(default)]
    pub exits: Vec<ExitRule>,
    /// Which mailbox writes to whom.
    #[serde(default)]
    pub sender_rule: SenderRule,
    /// What counts as success.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<Goal>,
    /// What is asked for before somebody is touched (G8). Nothing in plans of schema 1.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consent: Vec<ConsentRule>,
    /// The last day of all its touches, on the contact's calendar: what would run later is left out (S3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_after: Option<Date>,
    /// What keeps touches of one person apart (S9).
    #[serde(default, skip_serializing_if = "Guardrails::is_empty")]
    #[cfg_attr(feature = "schema", schemars(extend("default" = { "hold_days": 5 })))]
    pub guardrails: Guardrails,
}

/// Entry of a segment at a date, all at once or some a business day, in the order of the list; or by an event (S7).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Entry {
    /// First day, a date of the sequence's calendar.
    pub from: Date,
    /// At most so many contacts enter on each business day; without it, all on the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_business_day: Option<u32>,
    /// The event that lets a contact of the segment in; without one, they enter at the date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<EntryEvent>,
}

/// Entry by an event (S7): a contact enters in the minute of the event, and at most once.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EntryEvent {
    /// What happens.
    pub trigger: Trigger,
    /// When it happens.
    pub when: Occurs,
}

/// When the events of an entry happen.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Occurs {
    /// As a Poisson process over the segment, from the entry's date on.
    Daily {
        /// Events a day, on average; more than 0.
        per_day: f64,
        /// For so many days: the horizon that such an entry must state (E1).
        days: u16,
    },
    /// On the contact's own date; who has none, or one before the entry's date, does not enter.
    On(Field),
}

macro_rules! triggers {
    ($($(#[$doc:meta])* $variant:ident $name:literal;)*) => {
        /// What lets a contact in (S7).
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum Trigger {
            $($(#[$doc])* $variant,)*
        }

        impl Trigger {
            /// All triggers, in the order they are offered.
            pub const ALL: &'static [Trigger] = &[$(Trigger::$variant,)*];

            /// The words of the outline.
            pub fn name(self) -> &'static str {
                match self { $(Trigger::$variant => $name,)* }
            }
        }
    };
}

triggers! {
    /// Somebody filled in a form.
    FormSubmitted "form submitted";
    /// Somebody left a filled cart.
    CartAbandoned "cart abandoned";
    /// Somebody signed up.
    SignedUp "signed up";
    /// Somebody bought.
    Purchase "purchase";
    /// Somebody downloaded content.
    ContentDownloaded "content downloaded";
    /// A price or a bundle changed.
    PriceChanged "price changed";
    /// The person changed jobs.
    JobChanged "job changed";
    /// The company was funded.
    Funding "funding";
    /// The company changed its technology.
    TechnologyChanged "technology changed";
    /// A date of the contact was reached.
    DateReached "date reached";
}

macro_rules! exits {
    ($($(#[$doc:meta])* $variant:ident $name:literal $label:literal;)*) => {
        /// An event that takes a contact out. An event at or before a touch's instant wins (S8).
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum ExitRule {
            $($(#[$doc])* $variant,)*
        }

        impl ExitRule {
            /// All rules, in the order they are offered.
            pub const ALL: &'static [ExitRule] = &[$(ExitRule::$variant,)*];

            /// The words of the outline.
            pub fn name(self) -> &'static str {
                match self { $(ExitRule::$variant => $name,)* }
            }

            /// The label on screen.
            pub fn label(self) -> &'static str {
                match self { $(ExitRule::$variant => $label,)* }
            }
        }
    };
}

exits! {
    /// Any human reply.
    Replied "replied" "Replied";
    /// A positive reply only.
    RepliedPositive "replied positive" "Replied positively";
    /// A meeting was booked.
    MeetingBooked "meeting booked" "Meeting booked";
    /// The first mail came back for good. Without this rule email is blocked and other channels go on.
    HardBounce "hard bounce" "Bounced";
    /// The person opted out. Without this rule the channel is blocked and others go on.
    OptedOut "opted out" "Opted out";
    /// A colleague at the same account replied or booked: stop, and the account's later entries are refused.
    ColleagueReplied "colleague replied" "Colleague replied";
    /// What the goal counts happened.
    GoalReached "goal reached" "Goal reached";
}

/// How the mailbox of an enrolment is chosen; it stays for the whole enrolment (S2).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SenderRule {
    /// The owner's mailboxes in turn; where the owner has none, all in turn.
    #[default]
    Owner,
    /// All mailboxes in turn, in entry order.
    RoundRobin,
}

/// The number that decides whether the sequence was worth it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Goal {
    /// What is counted.
    pub metric: GoalMetric,
    /// How many are wanted.
    pub target: u32,
}

/// What a goal counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum GoalMetric {
    /// Contacts with a human reply.
    Replies,
    /// Contacts with a positive reply.
    PositiveReplies,
    /// Contacts with a booked meeting.
    Meetings,
    /// Contacts who bought.
    Purchases,
    /// Contacts who finished setting up.
    Activations,
}

impl GoalMetric {
    /// All, in the order they are offered.
    pub const ALL: [GoalMetric; 5] = [
        GoalMetric::Replies,
        GoalMetric::PositiveReplies,
        GoalMetric::Meetings,
        GoalMetric::Purchases,
        GoalMetric::Activations,
    ];

    /// What must happen to a contact for it to count.
    pub fn event(self) -> EventKind {
        match self {
            GoalMetric::Replies => EventKind::Replied,
            GoalMetric::PositiveReplies => EventKind::RepliedPositive,
            GoalMetric::Meetings => EventKind::MeetingBooked,
            GoalMetric::Purchases => EventKind::Purchased,
            GoalMetric::Activations => EventKind::Activated,
        }
    }
}
