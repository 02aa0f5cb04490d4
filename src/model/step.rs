//! Steps: the nodes of a sequence. They form a tree; containers hold lists that join after them (S1).

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::Value;

use super::{EventKind, Field, MessageId, Rule, SequenceId, StepId};
use crate::calendar::{Clock, Date, Weekdays, Window};
use crate::lean::json;

/// One node of a sequence.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Step {
    /// Its name; waits and containers may leave it empty. Unique among the touches of a sequence for the text form.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The funnel stage it works on; without one, its responses count for no stage (§7).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<FunnelStage>,
    /// What it does.
    #[serde(flatten)]
    pub kind: StepKind,
}

impl Step {
    /// A step without a name.
    pub fn unnamed(kind: StepKind) -> Step {
        Step::named("", kind)
    }

    /// A step with a name.
    pub fn named(name: impl Into<String>, kind: StepKind) -> Step {
        Step { name: name.into(), stage: None, kind }
    }
}

/// The words of `kind`.
const KINDS: &[&str] = &["touch", "wait", "await", "branch", "split", "repeat", "action", "end"];

/// What every step has.
#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    name: String,
    #[serde(default)]
    stage: Option<FunnelStage>,
    kind: String,
}

#[derive(Deserialize)]
struct WaitPart {
    until: Wait,
}

#[derive(Deserialize)]
struct ActionPart {
    what: Action,
}

#[derive(Deserialize)]
struct EndPart {
    reason: String,
}

/// Read by hand: for what is flattened and tagged `serde` makes a second reader of every type inside.
impl<'de> Deserialize<'de> for Step {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Step, D::Error> {
        let tree = Value::deserialize(deserializer)?;
        Step::noting(&tree, &mut Vec::new()).map_err(|misread| de::Error::custom(misread.why))
    }
}

impl Step {
    /// Reads a step; adds the paths of the keys that its kind does not know to `unread`.
    ///
    /// # Errors
    /// The first thing that does not read, with its place in the step.
    pub fn noting(tree: &Value, unread: &mut Vec<String>) -> Result<Step, json::Misread> {
        let Head { name, stage, kind } = json::noting(tree, &mut Vec::new())?;
        // keys that the kind does not know: among them those of the head
        let mut own = Vec::new();
        let kind = match kind.as_str() {
            "touch" => StepKind::Touch(json::noting(tree, &mut own)?),
            "wait" => {
                let WaitPart { until } = json::noting(tree, &mut own)?;
                StepKind::Wait { until }
            }
            "await" => StepKind::Await(json::noting(tree, &mut own)?),
            "branch" => StepKind::Branch(json::noting(tree, &mut own)?),
            "split" => StepKind::Split(json::noting(tree, &mut own)?),
            "repeat" => StepKind::Repeat(json::noting(tree, &mut own)?),
            "action" => {
                let ActionPart { what } = json::noting(tree, &mut own)?;
                StepKind::Action { what }
            }
            "end" => {
                let EndPart { reason } = json::noting(tree, &mut own)?;
                StepKind::End { reason }
            }
            other => {
                let why = json::Fault::unknown(other, KINDS);
                return Err(json::Misread { path: "kind".to_owned(), why });
            }
        };
        unread.extend(own.into_iter().filter(|key| !["name", "stage", "kind"].contains(&key.as_str())));
        Ok(Step { name, stage, kind })
    }
}

/// What a step does.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StepKind {
    /// Reach the contact, or do something about the contact (S2).
    Touch(Touch),
    /// Let time pass (S3).
    Wait {
        /// How much, or until when.
        until: Wait,
    },
    /// Wait for an event, but not for ever (S3).
    Await(Await),
    /// Go one of several ways by what is true now (S4).
    Branch(Branch),
    /// Go one of several ways by chance that is fixed per contact (S5).
    Split(Split),
    /// Do a list again and again, until something happens (S4).
    Repeat(Repeat),
    /// Change the contact, tell somebody, or hand over (S6).
    Action {
        /// Which.
        what: Action,
    },
    /// Leave the sequence here (S1).
    End {
        /// Why, in the user's words; counted under this name.
        reason: String,
    },
}

/// Where on the way to a purchase a step works (§7).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FunnelStage {
    /// They learn that you exist.
    Awareness,
    /// They weigh it.
    Consideration,
    /// They buy.
    Purchase,
}

impl FunnelStage {
    /// All stages, from first to last.
    pub const ALL: [FunnelStage; 3] =
        [FunnelStage::Awareness, FunnelStage::Consideration, FunnelStage::Purchase];

    /// The word of the outline.
    pub fn name(self) -> &'static str {
        match self {
            FunnelStage::Awareness => "awareness",
            FunnelStage::Consideration => "consideration",
            FunnelStage::Purchase => "purchase",
        }
    }

    /// The label on screen.
    pub fn label(self) -> &'static str {
        match self {
            FunnelStage::Awareness => "Awareness",
            FunnelStage::Consideration => "Consideration",
            FunnelStage::Purchase => "Purchase",
        }
    }
}

/// One execution of a channel for a contact (S2).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Touch {
    /// By which channel and how.
    pub channel: ChannelKind,
    /// Who does it.
    pub by: By,
    /// The text; a touch without one is allowed (a call without a script).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageId>,
    /// Its own hours in the contact's zone; else the sequence calendar's (T4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
    /// What if the address, number or profile is missing.
    #[serde(default)]
    pub on_missing: OnMissing,
    /// The owner's minutes for it (manual touches).
    #[serde(default, skip_serializing_if = "is_zero")]
    pub effort_minutes: u16,
    /// The email this one replies to: same thread and subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<StepId>,
    /// Judged when the touch is due: where it holds the touch is left out, which takes no time and no capacity (S3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skip_if: Option<Rule>,
    /// Its last day, on the contact's calendar: where it would run later it is left out, which takes no time and no capacity (S3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_after: Option<Date>,
    /// Days for which the contact belongs to the ad's audience (ads only; B1).
    #[serde(default, skip_serializing_if = "is_zero")]
    pub days: u16,
}

impl Touch {
    /// A touch without a message, at the calendar's hours.
    pub fn new(channel: ChannelKind, by: By) -> Touch {
        Touch {
            channel,
            by,
            message: None,
            window: None,
            on_missing: OnMissing::Skip,
            effort_minutes: 0,
            reply_to: None,
            skip_if: None,
            not_after: None,
            days: 0,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(minutes: &u16) -> bool {
    *minutes == 0
}

/// Channel and kind of a touch.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    /// A mail.
    Email,
    /// A dial.
    Call,
    /// A LinkedIn invitation, with or without a note.
    LinkedinInvite,
    /// A LinkedIn message; needs an accepted invitation.
    LinkedinMessage,
    /// A WhatsApp message; needs a mobile number.
    Whatsapp,
    /// A text message; needs a mobile number.
    Sms,
    /// A message inside the product, seen at the next visit.
    InApp,
    /// Membership of an ad's audience for some days.
    Ad,
    /// Something to do that does not reach the contact (research).
    Task,
}

impl ChannelKind {
    /// All kinds, in the order they are offered.
    pub const ALL: [ChannelKind; 9] = [
        ChannelKind::Email,
        ChannelKind::Call,
        ChannelKind::LinkedinInvite,
        ChannelKind::LinkedinMessage,
        ChannelKind::Whatsapp,
        ChannelKind::Sms,
        ChannelKind::InApp,
        ChannelKind::Ad,
        ChannelKind::Task,
    ];

    /// The channel it belongs to.
    pub fn channel(self) -> Channel {
        match self {
            ChannelKind::Email => Channel::Email,
            ChannelKind::Call => Channel::Call,
            ChannelKind::LinkedinInvite | ChannelKind::LinkedinMessage => Channel::Linkedin,
            ChannelKind::Whatsapp => Channel::Whatsapp,
            ChannelKind::Sms => Channel::Sms,
            ChannelKind::InApp => Channel::InApp,
            ChannelKind::Ad => Channel::Ad,
            ChannelKind::Task => Channel::Task,
        }
    }

    /// Who usually does it: the tool where it can send by itself, else the owner.
    pub fn usual_by(self) -> By {
        match self {
            ChannelKind::Email
            | ChannelKind::Whatsapp
            | ChannelKind::Sms
            | ChannelKind::InApp
            | ChannelKind::Ad => By::Automatic,
            ChannelKind::Call
            | ChannelKind::LinkedinInvite
            | ChannelKind::LinkedinMessage
            | ChannelKind::Task => By::Owner,
        }
    }

    /// What it is sent for; without a rate for it a forecast says nothing (B7).
    pub fn main_outcome(self) -> Option<EventKind> {
        match self {
            ChannelKind::Email | ChannelKind::LinkedinMessage | ChannelKind::Whatsapp | ChannelKind::Sms => {
                Some(EventKind::Replied)
            }
            ChannelKind::Call => Some(EventKind::Connected),
            ChannelKind::LinkedinInvite => Some(EventKind::Accepted),
            ChannelKind::InApp => Some(EventKind::Opened),
            ChannelKind::Ad => Some(EventKind::Clicked),
            ChannelKind::Task => None,
        }
    }

    /// Whether the contact notices it: only such touches count as touches in KPIs and gaps.
    pub fn is_contact_facing(self) -> bool {
        self != ChannelKind::Task
    }

    /// The words of the outline: `email`, `call`, `linkedin invite`, `linkedin message`, `whatsapp`, `sms`, `in-app`, `ad`, `task`.
    pub fn name(self) -> &'static str {
        match self {
            ChannelKind::Email => "email",
            ChannelKind::Call => "call",
            ChannelKind::LinkedinInvite => "linkedin invite",
            ChannelKind::LinkedinMessage => "linkedin message",
            ChannelKind::Whatsapp => "whatsapp",
            ChannelKind::Sms => "sms",
            ChannelKind::InApp => "in-app",
            ChannelKind::Ad => "ad",
            ChannelKind::Task => "task",
        }
    }

    /// The label on screen.
    pub fn label(self) -> &'static str {
        match self {
            ChannelKind::Email => "Email",
            ChannelKind::Call => "Call",
            ChannelKind::LinkedinInvite => "LinkedIn invitation",
            ChannelKind::LinkedinMessage => "LinkedIn message",
            ChannelKind::Whatsapp => "WhatsApp message",
            ChannelKind::Sms => "SMS",
            ChannelKind::InApp => "In-app message",
            ChannelKind::Ad => "Ad",
            ChannelKind::Task => "Task",
        }
    }

    /// What a touch of this kind can bring about.
    pub fn events(self) -> &'static [EventKind] {
        use EventKind::*;
        match self {
            ChannelKind::Email => &[
                Bounced,
                Opened,
                Clicked,
                Replied,
                RepliedPositive,
                RepliedNeutral,
                RepliedNegative,
                OptedOut,
                MeetingBooked,
                Purchased,
                Activated,
            ],
            ChannelKind::Call => &[Connected, Talked, MeetingBooked, OptedOut, Purchased, Activated],
            ChannelKind::LinkedinInvite => &[Accepted],
            ChannelKind::LinkedinMessage => &[
                Replied,
                RepliedPositive,
                RepliedNeutral,
                RepliedNegative,
                MeetingBooked,
                Purchased,
                Activated,
            ],
            ChannelKind::Whatsapp | ChannelKind::Sms => &[
                Clicked,
                Replied,
                RepliedPositive,
                RepliedNeutral,
                RepliedNegative,
                OptedOut,
                MeetingBooked,
                Purchased,
                Activated,
            ],
            ChannelKind::InApp => &[Opened, Clicked, Purchased, Activated],
            ChannelKind::Ad => &[Clicked, Purchased, Activated],
            ChannelKind::Task => &[Done],
        }
    }
}

/// A channel: has a colour, a glyph and a staff.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Email.
    Email,
    /// Phone.
    Call,
    /// LinkedIn.
    Linkedin,
    /// WhatsApp.
    Whatsapp,
    /// Text messages.
    Sms,
    /// Messages inside the product.
    InApp,
    /// Ads.
    Ad,
    /// Tasks.
    Task,
}

impl Channel {
    /// All channels, in the order they are drawn.
    pub const ALL: [Channel; 8] = [
        Channel::Email,
        Channel::Call,
        Channel::Linkedin,
        Channel::Whatsapp,
        Channel::Sms,
        Channel::InApp,
        Channel::Ad,
        Channel::Task,
    ];

    /// The label on screen.
    pub fn label(self) -> &'static str {
        match self {
            Channel::Email => "Email",
            Channel::Call => "Call",
            Channel::Linkedin => "LinkedIn",
            Channel::Whatsapp => "WhatsApp",
            Channel::Sms => "SMS",
            Channel::InApp => "In-app",
            Channel::Ad => "Ads",
            Channel::Task => "Task",
        }
    }
}

/// Who executes a touch.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The tool that sends.
    Automatic,
    /// The contact's owner, by hand; takes the owner's minutes.
    Owner,
}

/// What happens when what the touch needs is missing. A skip takes no time and no capacity (S3).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OnMissing {
    /// Go on without this touch.
    #[default]
    Skip,
    /// Leave the sequence.
    Exit,
}

/// A wait (S3).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Wait {
    /// A length of time after the base.
    For(Length),
    /// The start of the day N − 1 days after the day of entry; day 1 is the day of entry; past = at once.
    Day(u16),
    /// The first of these weekdays at this clock time, at or after the base, in the contact's zone.
    Until {
        /// The weekdays.
        days: Weekdays,
        /// The clock time.
        at: Clock,
        /// Never on the base's own day.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        not_same_day: bool,
    },
    /// Some days from a date of the contact, at a clock time in the contact's zone.
    UntilDate(UntilDate),
    /// A fixed date, the same for everybody: launch day, the end of a sale. Past = at once.
    UntilDay {
        /// The date.
        date: Date,
        /// The clock time, in the contact's zone.
        at: Clock,
    },
}

/// A wait for a date of the contact (S3): `until renewal date − 14 days at 9:00`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UntilDate {
    /// The date field.
    pub field: Field,
    /// Days after it; negative = before it.
    #[serde(default, skip_serializing_if = "is_zero_days")]
    pub offset_days: i32,
    /// The clock time.
    pub at: Clock,
    /// The next anniversary at or after the base instead of the date itself; 29 February falls on the 28th in other years.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub yearly: bool,
    /// What if the field is empty, or the instant has passed.
    pub or_else: NoDate,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero_days(days: &i32) -> bool {
    *days == 0
}

/// What a wait for a date does where there is no such date any more; a choice that must be made (S3).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum NoDate {
    /// Go on at once.
    Continue,
    /// Go on at once and leave out the next touch.
    SkipNextTouch,
    /// Leave the sequence.
    Exit,
}

impl NoDate {
    /// All choices, in the order they are offered.
    pub const ALL: [NoDate; 3] = [NoDate::Continue, NoDate::SkipNextTouch, NoDate::Exit];

    /// The words of the outline.
    pub fn name(self) -> &'static str {
        match self {
            NoDate::Continue => "continue",
            NoDate::SkipNextTouch => "skip next touch",
            NoDate::Exit => "exit",
        }
    }
}

/// A length of time (T2).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Length {
    /// Elapsed minutes.
    Minutes(u32),
    /// Elapsed hours.
    Hours(u32),
    /// Hours in which the sequence's calendar is open in the contact's zone.
    BusinessHours(u32),
    /// Days that keep the local clock time.
    Days(u32),
    /// Business days of the sequence's calendar that keep the local clock time.
    BusinessDays(u32),
    /// Weeks that keep the local clock time.
    Weeks(u32),
    /// Months that keep the day of the month, or else end on its last, and the local clock time.
    Months(u32),
}

impl Length {
    /// The longest length accepted, in days: keeps every date inside the zone table.
    pub const MAX_DAYS: u32 = 730;

    /// Whether no time passes.
    pub fn is_nothing(self) -> bool {
        use Length::{BusinessDays, BusinessHours, Days, Hours, Minutes, Months, Weeks};
        let (Minutes(n) | Hours(n) | BusinessHours(n) | Days(n) | BusinessDays(n) | Weeks(n) | Months(n)) =
            self;
        n == 0
    }

    /// Whether it is at most [`Length::MAX_DAYS`].
    pub fn is_sane(self) -> bool {
        let max = Length::MAX_DAYS;
        match self {
            Length::Minutes(n) => n <= max * 24 * 60,
            Length::Hours(n) => n <= max * 24,
            Length::BusinessHours(n) => n <= max * 8,
            Length::Days(n) | Length::BusinessDays(n) => n <= max,
            Length::Weeks(n) => n <= max / 7,
            Length::Months(n) => n <= max * 12 / 365,
        }
    }
}

/// Wait for an event of a touch, at most so long (S3).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Await {
    /// The event waited for.
    pub event: EventKind,
    /// Of this touch; without one, of the nearest touch before it on the path taken, or since entry for what no single
    /// touch brings about (purchased, activated).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<StepId>,
    /// Then it times out.
    pub at_most: Length,
    /// Steps when it happened.
    #[serde(default)]
    pub happened: Vec<StepId>,
    /// Steps when it did not.
    #[serde(default)]
    pub timed_out: Vec<StepId>,
}

/// Cases tried in order; the first that holds is taken (S4).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Branch {
    /// The cases in order.
    pub cases: Vec<Case>,
    /// Steps when no case holds.
    #[serde(default)]
    pub otherwise: Vec<StepId>,
}

/// One case of a branch.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Case {
    /// When it is taken.
    pub when: Rule,
    /// Its steps.
    #[serde(default)]
    pub body: Vec<StepId>,
}

/// Arms taken by a hash of contact, step and the plan's seed: the same in every replication (S5).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Split {
    /// Everybody of an account goes the same way.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub per_account: bool,
    /// The arms.
    pub arms: Vec<Arm>,
}

/// One arm of a split.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Arm {
    /// Its name; `hold-out` by convention for the arm that gets nothing.
    pub name: String,
    /// Its share of the contacts, relative to the sum of the weights.
    pub weight: u32,
    /// Its steps.
    #[serde(default)]
    pub body: Vec<StepId>,
}

/// The one bounded loop (S1, S4): the pause runs from the last touch of the pass; the event counts from entering the loop,
/// ends it at once, cancels the body's open touch and is the next base; there is no pause after the last pass.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Repeat {
    /// Passes at most, 1 to [`Repeat::MAX_TIMES`].
    pub times: u16,
    /// The pause between passes.
    pub every: Length,
    /// What ends it early.
    pub until: EventKind,
    /// The steps of a pass.
    #[serde(default)]
    pub body: Vec<StepId>,
}

impl Repeat {
    /// Passes at most.
    pub const MAX_TIMES: u16 = 50;
}

/// What an action does (S6). Later conditions see what a run set.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Puts a tag on the contact.
    AddTag(String),
    /// Takes a tag off the contact.
    RemoveTag(String),
    /// Puts the contact on a list; lists and tags are read as one field.
    AddToList(String),
    /// Takes the contact off a list.
    RemoveFromList(String),
    /// Sets a field.
    SetField {
        /// Which.
        field: Field,
        /// To what, as text; a number, date or yes/no is read by the field's type.
        value: String,
    },
    /// Sets the lifecycle stage.
    SetStage(String),
    /// Adds to the fit score; negative takes away.
    AddScore(i32),
    /// Tells the contact's owner something; merge fields are filled.
    Notify(String),
    /// Enrols the contact in another sequence of the plan.
    Enrol(SequenceId),
    /// Hands off a quote: a URL template whose merge fields are filled from the contact.
    Quote(String),
}

/// One of the child lists of a container.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Slot {
    /// An await's happened list.
    Happened,
    /// An await's timed-out list.
    TimedOut,
    /// A branch's case by position.
    Case(usize),
    /// A branch's otherwise list.
    Otherwise,
    /// A split's arm by position.
    Arm(usize),
    /// The steps of a pass of a repeat.
    Pass,
}

impl StepKind {
    /// The child lists in order.
    pub fn lists(&self) -> Vec<(Slot, &Vec<StepId>)> {
        match self {
            StepKind::Touch(_) | StepKind::Wait { .. } | StepKind::Action { .. } | StepKind::End { .. } => {
                Vec::new()
            }
            StepKind::Repeat(repeat) => vec![(Slot::Pass, &repeat.body)],
            StepKind::Await(a) => vec![(Slot::Happened, &a.happened), (Slot::TimedOut, &a.timed_out)],
            StepKind::Branch(b) => b
                .cases
                .iter()
                .enumerate()
                .map(|(i, case)| (Slot::Case(i), &case.body))
                .chain([(Slot::Otherwise, &b.otherwise)])
                .collect(),
            StepKind::Split(s) => {
                s.arms.iter().enumerate().map(|(i, arm)| (Slot::Arm(i), &arm.body)).collect()
            }
        }
    }

    /// The child list at `slot`, if the step has one there.
    pub fn list_mut(&mut self, slot: Slot) -> Option<&mut Vec<StepId>> {
        match (self, slot) {
            (StepKind::Await(a), Slot::Happened) => Some(&mut a.happened),
            (StepKind::Await(a), Slot::TimedOut) => Some(&mut a.timed_out),
            (StepKind::Branch(b), Slot::Case(i)) => b.cases.get_mut(i).map(|case| &mut case.body),
            (StepKind::Branch(b), Slot::Otherwise) => Some(&mut b.otherwise),
            (StepKind::Split(s), Slot::Arm(i)) => s.arms.get_mut(i).map(|arm| &mut arm.body),
            (StepKind::Repeat(repeat), Slot::Pass) => Some(&mut repeat.body),
            _ => None,
        }
    }

    /// The steps it refers to: reply threads, awaited touches, conditions. Not its own lists.
    pub fn references(&self) -> Vec<StepId> {
        match self {
            StepKind::Touch(touch) => touch.reply_to.into_iter().chain(self.conditions()).collect(),
            StepKind::Await(a) => a.of.into_iter().collect(),
            _ => self.conditions().collect(),
        }
    }

    /// The steps that its conditions name.
    fn conditions(&self) -> impl Iterator<Item = StepId> + '_ {
        self.rules().into_iter().flat_map(Rule::steps)
    }

    /// Its conditions: a branch's cases, what leaves a touch out.
    pub fn rules(&self) -> Vec<&Rule> {
        match self {
            StepKind::Touch(touch) => touch.skip_if.iter().collect(),
            StepKind::Branch(branch) => branch.cases.iter().map(|case| &case.when).collect(),
            _ => Vec::new(),
        }
    }

    /// As [`StepKind::rules`], to change them.
    pub fn rules_mut(&mut self) -> Vec<&mut Rule> {
        match self {
            StepKind::Touch(touch) => touch.skip_if.iter_mut().collect(),
            StepKind::Branch(branch) => branch.cases.iter_mut().map(|case| &mut case.when).collect(),
            _ => Vec::new(),
        }
    }

    /// The sequence it enrols in.
    pub fn enrols_in(&self) -> Option<SequenceId> {
        match self {
            StepKind::Action { what: Action::Enrol(id) } => Some(*id),
            _ => None,
        }
    }

    /// Forgets references to steps that are gone.
    pub(crate) fn clear_references(&mut self, gone: &BTreeSet<StepId>) {
        match self {
            StepKind::Touch(touch) => touch.reply_to = touch.reply_to.filter(|id| !gone.contains(id)),
            StepKind::Await(a) => a.of = a.of.filter(|id| !gone.contains(id)),
            _ => {}
        }
        self.rules_mut().into_iter().for_each(|rule| rule.clear_steps(gone));
    }

    /// The touch, if it is one.
    pub fn touch(&self) -> Option<&Touch> {
        match self {
            StepKind::Touch(touch) => Some(touch),
            _ => None,
        }
    }
}
