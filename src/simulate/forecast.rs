//! What a simulation answers: ranges over replications (E3), never one number.

use serde::{Deserialize, Serialize};

use crate::calendar::Date;
use crate::model::{
    Channel, EventKind, ExitRule, Finding, FunnelStage, GoalMetric, OwnerId, SenderId, StepId,
};
use crate::schedule::{HoldCause, SkipCause};

/// A quantity over the replications: shown as the 10–90 % range ("8 in 10 futures").
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Range {
    /// Mean.
    pub mean: f64,
    /// Standard deviation between replications.
    pub sd: f64,
    /// 5 % quantile.
    pub q05: f64,
    /// 10 %.
    pub q10: f64,
    /// 25 %.
    pub q25: f64,
    /// Median.
    pub q50: f64,
    /// 75 %.
    pub q75: f64,
    /// 90 %.
    pub q90: f64,
    /// 95 %.
    pub q95: f64,
}

/// The answer of a run, complete or partial.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Forecast {
    /// Seed of the plan.
    pub seed: u32,
    /// Replications done.
    pub replications: u32,
    /// Replications asked for; more than done = partial.
    pub asked: u32,
    /// Contacts enrolled.
    pub enrolled: u32,
    /// Contacts of the segment that never enter, by cause.
    pub held_back: Vec<(HoldCause, u32)>,
    /// KPIs (spec §7), each with what it is a share of.
    pub kpis: Vec<Kpi>,
    /// Per calendar day of the contact's zone: touches, replies, meetings.
    pub days: Vec<Day>,
    /// Per sender: mails by day of the sender's zone against its cap.
    pub senders: Vec<SenderLoad>,
    /// Per owner: minutes and tasks by day of the owner's zone against the caps.
    pub owners: Vec<OwnerLoad>,
    /// Per step in reading order.
    pub steps: Vec<StepForecast>,
    /// Contacts by the reason they left, largest first.
    pub exits: Vec<(Exit, Range)>,
    /// Contacts that had not entered by the end of the time simulated: no event came for them, or no place became free.
    pub not_entered: Range,
    /// The goal of the sequence, if it has one.
    pub goal: Option<GoalForecast>,
    /// What the run could not do as written.
    pub problems: Vec<Finding>,
    /// What the ranges contain beside luck.
    pub spread: SpreadUsed,
}

/// How unlike the contacts were and how wrong the rates may have been (B2, B4).
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct SpreadUsed {
    /// Variance of how ready contacts are to respond; 0 = all alike.
    pub frailty: f64,
    /// Eight in ten campaigns lie between the median divided by and multiplied by this; 1 = the rates are exact.
    pub ignorance: f64,
}

impl Default for SpreadUsed {
    fn default() -> SpreadUsed {
        SpreadUsed { frailty: 0.0, ignorance: 1.0 }
    }
}

/// A KPI of spec §7.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Kpi {
    /// Which.
    pub kind: KpiKind,
    /// Its value: a count, a share 0–1, or minutes, by kind.
    pub value: Range,
    /// Numerator (contacts, or messages).
    pub numerator: Range,
    /// Denominator.
    pub denominator: Range,
    /// Monte-Carlo standard error of the mean.
    pub error: f64,
}

/// KPI kinds of the first thread. Contacts whose first touch executed are the denominator unless said otherwise.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KpiKind {
    /// Contacts with a human reply.
    ReplyRate,
    /// Contacts with a positive reply.
    PositiveReplyRate,
    /// Contacts with a booked meeting; as a share (shown per 100).
    MeetingRate,
    /// Median minutes from first touch to first response, over those who respond.
    TimeToFirstResponse,
    /// Contacts who received every step they were due.
    EffectiveFollowUp,
    /// Contacts whose mail bounced for good.
    BounceRate,
    /// Contacts who opted out.
    OptOutRate,
    /// Contacts who bought.
    ConversionRate,
    /// Median minutes from first touch to the purchase, over those who buy.
    TimeToConversion,
    /// Contacts who finished setting up.
    ActivationRate,
    /// Median minutes from first touch to activation, over those who get there.
    TimeToActivation,
    /// Of the contacts who received a touch of that funnel stage, those who engaged with one: clicked, saw it in the product,
    /// replied, talked, accepted, booked, bought or activated. Opened mails do not count: they say nothing since 2021.
    StageEngagement(FunnelStage),
}

/// One day.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// Touches executed, by channel.
    pub touches: Vec<(Channel, Range)>,
    /// Touches that were due by the end of the day and had to wait for capacity.
    pub waiting: Range,
    /// Contacts with a reply, from the beginning to the end of this day.
    pub replies_so_far: Range,
    /// Contacts with a meeting, from the beginning to the end of this day.
    pub meetings_so_far: Range,
}

/// A mailbox over the days.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SenderLoad {
    /// Which.
    pub sender: SenderId,
    /// Mails a day it may send.
    pub cap: Option<u32>,
    /// Mails sent, by day.
    pub days: Vec<(Date, Range)>,
}

/// An owner over the days.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct OwnerLoad {
    /// Which.
    pub owner: OwnerId,
    /// Minutes a day.
    pub cap: Option<u32>,
    /// Minutes spent by day and channel.
    pub days: Vec<(Date, Vec<(Channel, Range)>)>,
    /// Tasks a day.
    pub task_cap: Option<u32>,
    /// Tasks done by day and channel; empty unless tasks are limited.
    pub tasks: Vec<(Date, Vec<(Channel, Range)>)>,
    /// Tasks left over at the end of the day.
    pub waiting: Vec<(Date, Range)>,
}

/// One step.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct StepForecast {
    /// Which.
    pub step: StepId,
    /// Contacts that came to it.
    pub reached: Range,
    /// Touches executed (touch steps).
    pub done: Range,
    /// Touches skipped, by cause.
    pub skipped: Vec<(SkipCause, Range)>,
    /// What followed from its touches, in this order of [`EventKind`]; each contact counts once.
    pub outcomes: Vec<(EventKind, Range)>,
    /// Contacts that left the sequence because of what followed from it, or at it.
    pub left: Range,
    /// Days between due and done, the largest of each replication.
    pub slip_days: Range,
    /// For containers: contacts that took each list, in the order of the lists.
    pub taken: Vec<Range>,
}

/// How a contact left.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exit {
    /// Went through to the last step.
    Finished,
    /// By an exit rule.
    Rule(ExitRule),
    /// By a `stop` step, with its reason.
    Stopped(String),
    /// A touch with `exit` on missing data.
    MissingData,
    /// A wait for a date with `exit` where there is none any more.
    NoDate,
}

/// The goal over the replications.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct GoalForecast {
    /// What is counted.
    pub metric: GoalMetric,
    /// How many are wanted.
    pub target: u32,
    /// Share of replications that reach it.
    pub probability: f64,
    /// The count in each replication, in replication order: for the dots.
    pub values: Vec<u32>,
}
