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
    /// Contacts of the segment that may enter: all but those held back.
    pub may_enter: u32,
    /// Contacts of the segment that may not or cannot enter, by cause.
    pub held_back: Vec<(HoldCause, u32)>,
    /// Contacts that enter within the time simulated: all who may, or those for whom the event comes and a place is free.
    pub enters: Range,
    /// KPIs (spec §7), each with what it is a share of.
    pub kpis: Vec<Kpi>,
    /// Per calendar day of the contact's zone: touches, replies, meetings.
    pub days: Vec<Day>,
    /// Per sender: mails by day of the sender's zone against its cap, of all sequences that ran together.
    pub senders: Vec<SenderLoad>,
    /// Per owner: minutes and tasks by day of the owner's zone against the caps, of all sequences that ran together.
    pub owners: Vec<OwnerLoad>,
    /// What all sequences that ran together had done; absent where one ran alone, which has it in `days`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whole: Option<Work>,
    /// Per step in reading order.
    pub steps: Vec<StepForecast>,
    /// Contacts by the reason they left, largest first.
    pub exits: Vec<(Exit, Range)>,
    /// Contacts that had not entered by the end of the time simulated: no event came for them, or no place became free.
    pub not_entered: Range,
    /// The last day on which somebody enters, on the contacts' calendars.
    pub last_entry: Option<DateRange>,
    /// The last day on which a touch is executed, on the contacts' calendars.
    pub last_touch: Option<DateRange>,
    /// Touches done late, in all.
    pub late: Range,
    /// Touches given up because they were not done in time, in all.
    pub given_up: Range,
    /// Share of the replications in which a mail waits for its mailbox at the end of a day, on which its own hours were open; of all
    /// sequences that ran together.
    pub mails_wait: f64,
    /// The same for work that waits for its owner.
    pub tasks_wait: f64,
    /// The goal of the sequence, if it has one.
    pub goal: Option<GoalForecast>,
    /// What the run could not do as written.
    pub problems: Vec<Finding>,
    /// What the ranges contain beside luck.
    pub spread: SpreadUsed,
}

/// A day over the replications.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DateRange {
    /// 10 % quantile.
    pub q10: Date,
    /// Median.
    pub q50: Date,
    /// 90 %.
    pub q90: Date,
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
    /// The numerator as a share of everybody in the segment, those held back too: reply rates are told both ways (§7).
    pub of_segment: Option<Range>,
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
    /// Touches executed in all: what the parts add up to in each replication.
    pub total: Range,
    /// Touches that wait for capacity: still in a queue at the end of the queue's day, on which their own hours were open.
    pub waiting: Range,
    /// Touches done on this day that are late.
    pub late: Range,
    /// Touches given up on this day because they were not done in time.
    pub given_up: Range,
    /// Contacts with a reply, from the beginning to the end of this day.
    pub replies_so_far: Range,
    /// Contacts with a meeting, from the beginning to the end of this day.
    pub meetings_so_far: Range,
}

/// What is done by day, of all sequences that ran together.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Work {
    /// How many sequences.
    pub sequences: u32,
    /// Day by day.
    pub days: Vec<WorkDay>,
    /// Touches done late, in all.
    pub late: Range,
    /// Touches given up because they were not done in time, in all.
    pub given_up: Range,
}

/// What is done on a day.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct WorkDay {
    /// The day.
    pub date: Date,
    /// Touches executed, by channel.
    pub touches: Vec<(Channel, Range)>,
    /// Touches executed in all.
    pub total: Range,
    /// Touches that wait for capacity, as of a [`Day`].
    pub waiting: Range,
    /// Touches done on this day that are late.
    pub late: Range,
    /// Touches given up on this day because they were not done in time.
    pub given_up: Range,
}

impl From<Day> for WorkDay {
    fn from(day: Day) -> WorkDay {
        let Day { date, touches, total, waiting, late, given_up, .. } = day;
        WorkDay { date, touches, total, waiting, late, given_up }
    }
}

impl Forecast {
    /// What is done by day in the run: of all sequences that ran together.
    pub fn work(&self) -> Work {
        self.whole.clone().unwrap_or_else(|| Work {
            sequences: 1,
            days: self.days.iter().cloned().map(WorkDay::from).collect(),
            late: self.late,
            given_up: self.given_up,
        })
    }
}

/// The **busiest day**: that with the greatest median of what is named; of several alike the first, and how many they are.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Busiest {
    /// The day.
    pub date: Date,
    /// How much.
    pub amount: Range,
    /// Days with the same median, itself among them.
    pub alike: u32,
}

/// The busiest of some days; `None` where the median is nothing on each.
pub fn busiest(days: impl Iterator<Item = (Date, Range)>) -> Option<Busiest> {
    let mut found: Option<Busiest> = None;
    for (date, amount) in days.filter(|(_, amount)| amount.q50 > 0.0) {
        match &mut found {
            Some(most) if most.amount.q50 == amount.q50 => most.alike += 1,
            Some(most) if most.amount.q50 > amount.q50 => {}
            _ => found = Some(Busiest { date, amount, alike: 1 }),
        }
    }
    found
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
    /// Mails that wait for it at the end of the day.
    pub waiting: Vec<(Date, Range)>,
    /// How it was used over the days.
    pub use_of: Use,
}

/// How a sender or an owner was used over the days.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Use {
    /// Days on which something was done.
    pub days: Range,
    /// Of these, those on which all that may be done was.
    pub full: Range,
    /// Touches that it did late.
    pub late: Range,
    /// Touches that it gave up because they were not done in time.
    pub given_up: Range,
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
    /// What the minutes, or where tasks are limited the tasks, of a day add up to in each replication.
    pub totals: Vec<(Date, DayTotals)>,
    /// Tasks that wait at the end of the day.
    pub waiting: Vec<(Date, Range)>,
    /// How the owner was used over the days.
    pub use_of: Use,
}

/// What the parts of an owner's day add up to.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct DayTotals {
    /// Minutes.
    pub minutes: Range,
    /// Tasks; zero unless tasks are limited.
    pub tasks: Range,
}

/// One step.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct StepForecast {
    /// Which.
    pub step: StepId,
    /// People at it: contacts that came to it at least once.
    pub reached: Range,
    /// Visits to it, where a repeat brings people back; else the people are the visits.
    pub visits: Option<Range>,
    /// Touches executed (touch steps).
    pub done: Range,
    /// Touches skipped, by cause.
    pub skipped: Vec<(SkipCause, Range)>,
    /// What followed from its touches, in this order of [`EventKind`]: each contact counts once, however often it came.
    pub outcomes: Vec<(EventKind, Range)>,
    /// Contacts that left the sequence because of what followed from it, or at it.
    pub left: Range,
    /// Contacts that came to it and did not leave because of it.
    pub stayed: Range,
    /// Of its touches, those done late.
    pub late: Range,
    /// Days by which the latest of each replication was late.
    pub late_days: Range,
    /// For containers: contacts that took each list at least once, in the order of the lists.
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

impl Forecast {
    /// Contacts in the segment: those held back and those who may enter.
    pub fn in_segment(&self) -> u32 {
        self.may_enter + self.n_held_back()
    }

    /// Contacts held back, all causes.
    pub fn n_held_back(&self) -> u32 {
        self.held_back.iter().map(|(_, n)| n).sum()
    }

    /// A KPI, where the plan is about it.
    pub fn kpi(&self, kind: KpiKind) -> Option<&Kpi> {
        self.kpis.iter().find(|kpi| kpi.kind == kind)
    }
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

impl GoalForecast {
    /// Replications that reach a target.
    pub fn n_reaching(&self, target: u32) -> usize {
        self.values.iter().filter(|value| **value >= target).count()
    }
}
