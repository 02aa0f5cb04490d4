//! The program: flat operations with their step numbers.
//!
//! Everything here is plain data that goes through postcard, so no type of the model that leaves fields out when it is
//! written may stand in it; rules travel as JSON text.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::calendar::{Clock, Date, OpenHours, Weekdays, Window, Zone, open_weekdays};
use crate::lean::{json, order};
use crate::model::{
    Channel, ChannelKind, Code, Denominator, EventKind, ExitRule, Field, Finding, FunnelStage, GoalMetric,
    Length, Name, NoDate, OnMissing, OwnerId, Part, Place, Ramp, Rule, SendSpan, SenderId, SenderRule,
    SequenceId, StepId, Test, TouchLimit, loud_hours,
};
use crate::segment::{date_holds, number_holds};

/// "No such index" in tables of `u16`.
pub(crate) const NONE: u16 = u16::MAX;

/// Who does the work, whatever the sequence: equal for all programs of one plan but for the order of the calendars.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Team {
    pub(crate) owners: Vec<OwnerInfo>,
    pub(crate) senders: Vec<SenderInfo>,
    /// Calendars that the team or the sequence uses.
    pub(crate) calendars: Vec<Hours>,
}

impl Team {
    /// What a sender may send on each of so many days from `from`, where it is warmed up.
    pub(crate) fn ramp(&self, sender: &SenderInfo, from: Date, days: usize) -> Option<Vec<u32>> {
        let ramp = sender.ramp?;
        let calendar = self.calendars.get(usize::from(sender.calendar));
        let is_open = |date: Date| calendar.is_none_or(|calendar| calendar.is_open_on(date));
        let cap = sender.cap_per_day.unwrap_or(u32::MAX);
        // further back than any ramp lasts nothing changes
        let start = ramp.from.days().max(from.days() - 4 * 366);
        let mut nth = (start..from.days()).filter(|day| is_open(Date::from_days(*day))).count() as u32;
        let on = |date: Date| {
            if date < ramp.from {
                return 0;
            }
            let today = ramp.on(nth).min(cap);
            nth += u32::from(is_open(date));
            today
        };
        Some((0..days as i32).map(|day| from.plus_days(day)).map(on).collect())
    }
}

/// A sequence compiled: what the schedule, the simulation and the guards read.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Program {
    pub(crate) seed: u32,
    pub(crate) sequence: SequenceId,
    pub(crate) ops: Vec<Op>,
    /// All steps in reading order.
    pub(crate) steps: Vec<StepInfo>,
    pub(crate) touches: Vec<TouchInfo>,
    /// Distinct own windows of touches.
    pub(crate) windows: Vec<Window>,
    /// Conditions of branches.
    pub(crate) exprs: Vec<Expr>,
    /// What the cohort's bits mean: rules that nothing in the run can change.
    pub(crate) fixed: Rules,
    /// What the cohort's dates mean.
    pub(crate) dates: Vec<Field>,
    /// Tests of those dates against the simulated day.
    pub(crate) dated: Vec<DatedTest>,
    /// The rules of each branch, case by case, as the user wrote them: for guards.
    pub(crate) cases: Vec<Rules>,
    /// Per touch and event the bit that remembers it, [`NONE`] where nobody asks.
    pub(crate) marks: Vec<[u16; EVENTS]>,
    /// The same for waits: of the latest visit of touches that are repeated, else the same bit.
    pub(crate) latest: Vec<[u16; EVENTS]>,
    /// Per event the bit that remembers it of any touch.
    pub(crate) any_marks: [u16; EVENTS],
    /// Bits a contact needs for all these, and for what actions have set: those come first.
    pub(crate) n_marks: u16,
    /// Bits that only actions change.
    pub(crate) n_set: u16,
    /// Repeats.
    pub(crate) turns: Vec<Loop>,
    /// Touches that are repeated.
    pub(crate) n_repeated: u16,
    pub(crate) actions: Vec<ActionInfo>,
    /// Tests of the list's tags without those that actions change.
    pub(crate) probes: Vec<TagProbe>,
    /// Tests of a score that actions change.
    pub(crate) score_tests: Vec<Test>,
    /// Per date of the program what actions set it to: the bit, and the day [days].
    pub(crate) set_dates: Vec<Vec<(u16, Option<i32>)>>,
    /// What keeps touches of one person apart; `None` where nothing does, and nothing is remembered for it.
    pub(crate) rails: Option<Rails>,
    pub(crate) exits: Vec<ExitRule>,
    /// Reasons of `stop` steps.
    pub(crate) reasons: Vec<String>,
    pub(crate) team: Team,
    /// The sequence's own, [`NONE`] = always open.
    pub(crate) calendar: u16,
    /// Whether the holidays of contacts' places move what reaches them (T4b).
    pub(crate) local_holidays: bool,
    pub(crate) sender_rule: SenderRule,
    pub(crate) entry_from: Date,
    pub(crate) per_business_day: Option<u32>,
    pub(crate) arrivals: Arrivals,
    pub(crate) goal: Option<(GoalMetric, u32)>,
    /// Days that all waits together can last at most, roughly; lays out the timetable.
    pub(crate) path_days: u32,
    pub(crate) assumptions: Assumptions,
    pub(crate) problems: Vec<Finding>,
    /// What the assumptions do not say and the sequence needs: said of forecasts, not of schedules.
    pub(crate) unsaid: Vec<Finding>,
}

/// Number of event kinds.
pub(crate) const EVENTS: usize = EventKind::ALL.len();

/// One operation. Lists of containers are laid out one after the other and jump to the join.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) enum Op {
    Touch(u16),
    For {
        step: u16,
        length: Length,
    },
    Day {
        step: u16,
        n: u16,
    },
    Until {
        step: u16,
        days: Weekdays,
        at: Clock,
        not_same_day: bool,
    },
    UntilDay {
        step: u16,
        date: Date,
        at: Clock,
    },
    /// `date` is an index into the program's dates.
    UntilDate {
        step: u16,
        date: u16,
        offset_days: i32,
        at: Clock,
        yearly: bool,
        or_else: NoDate,
    },
    /// The happened list follows, the timed-out list begins at `timed_out`. `of` is a touch or [`NONE`] for the nearest.
    Await {
        step: u16,
        event: EventKind,
        of: u16,
        at_most: Length,
        timed_out: u32,
        join: u32,
    },
    /// Index of the condition and where its list begins, in order.
    Branch {
        step: u16,
        cases: Vec<(u16, u32)>,
        rules: u16,
        otherwise: u32,
        join: u32,
    },
    /// Upper ends of the arms' shares (of the last one: the sum of weights) and where their lists begin.
    Split {
        step: u16,
        per_account: bool,
        arms: Vec<(u64, u32)>,
        join: u32,
    },
    /// A pass begins; its list follows.
    Repeat {
        step: u16,
        turn: u16,
    },
    /// The end of a pass.
    Again {
        turn: u16,
    },
    Act {
        step: u16,
        action: u16,
    },
    Jump(u32),
    End {
        step: u16,
        reason: u16,
    },
    Finish,
}

/// What keeps touches of one person apart (S9).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Rails {
    /// Rest between two touches [minutes].
    pub(crate) gap: i32,
    pub(crate) limits: Vec<TouchLimit>,
    pub(crate) quiet: Option<Window>,
    /// How long a touch is held [minutes].
    pub(crate) hold: i32,
    /// Index into the dates of when a person was last contacted before launch.
    pub(crate) contacted: u16,
}

impl Rails {
    /// Whether a rest or a limit may ever hold a touch.
    pub(crate) fn holds(&self) -> bool {
        self.gap > 0 || !self.limits.is_empty()
    }

    /// The hours that are not quiet, on every day.
    pub(crate) fn loud(&self) -> Option<Vec<OpenHours>> {
        self.quiet.map(loud_hours)
    }

    /// Whether a clock stands in the quiet hours.
    pub(crate) fn is_quiet(&self, clock: Clock) -> bool {
        self.quiet.is_some_and(|Window { from, to }| {
            if from < to { from <= clock && clock < to } else { from <= clock || clock < to }
        })
    }
}

/// A repeat.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Loop {
    pub(crate) step: u16,
    pub(crate) times: u16,
    pub(crate) every: Length,
    pub(crate) until: EventKind,
    /// Its first and its last operation; where it is left stands after the last.
    pub(crate) start: u32,
    pub(crate) again: u32,
}

impl Loop {
    /// Whether who stands at `op` has entered it and not left.
    #[inline(always)]
    pub(crate) fn holds(&self, op: u32) -> bool {
        self.start < op && op <= self.again
    }
}

/// What an action changes of what later conditions see.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct ActionInfo {
    /// Its step.
    pub(crate) id: StepId,
    pub(crate) set: Vec<u16>,
    pub(crate) clear: Vec<u16>,
    pub(crate) score: ScoreChange,
    /// Whether the contact's owner is told.
    pub(crate) tells_owner: bool,
}

/// What an action does to the score, where conditions look at it.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) enum ScoreChange {
    No,
    By(i32),
    To(Option<f64>),
}

impl ScoreChange {
    /// The score after it; who had none begins at 0.
    pub(crate) fn after(self, score: Option<f64>) -> Option<f64> {
        match self {
            ScoreChange::No => score,
            ScoreChange::By(n) => Some(score.unwrap_or(0.0) + f64::from(n)),
            ScoreChange::To(score) => score,
        }
    }
}

/// A test of tags over the list, without some of them.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct TagProbe {
    pub(crate) test: Test,
    /// In lower case.
    pub(crate) without: Vec<String>,
}

/// When contacts enter (S7).
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) enum Arrivals {
    /// From the entry's date on.
    Segment,
    /// As events of a Poisson process.
    Daily { per_day: f64, days: u16 },
    /// On their own date, an index into the dates.
    On(u16),
}

/// A step as the results name it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct StepInfo {
    pub(crate) id: StepId,
    /// The funnel stage it works on (§7).
    pub(crate) stage: Option<FunnelStage>,
    /// Child lists.
    pub(crate) lists: u16,
    /// Its touch, or [`NONE`].
    pub(crate) touch: u16,
}

/// A touch step.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct TouchInfo {
    pub(crate) id: StepId,
    /// Index into the steps.
    pub(crate) step: u16,
    pub(crate) channel: ChannelKind,
    /// Days for which an ad runs; 0 for everything else.
    pub(crate) days: u16,
    pub(crate) by_owner: bool,
    /// Own window, or [`NONE`] for the calendar's hours.
    pub(crate) window: u16,
    pub(crate) on_missing: OnMissing,
    pub(crate) effort_minutes: u16,
    /// Condition under which it is left out, or [`NONE`].
    pub(crate) skip_if: u16,
    /// The same as the user wrote it, as an index into the cases, or [`NONE`].
    pub(crate) skip_rule: u16,
    /// Its last day [days]; `i32::MAX` = none.
    pub(crate) until: i32,
    /// Which of a contact's senders it goes out of, or [`NO_SENDER`].
    pub(crate) sends_by: u8,
    /// Its place among the repeated touches, or [`NONE`].
    pub(crate) repeated: u16,
    /// Visits at most.
    pub(crate) most_visits: u32,
}

/// The channels that go through senders; a contact has one of each (S2).
pub(crate) const SENDING: [Channel; 4] = [Channel::Email, Channel::Linkedin, Channel::Whatsapp, Channel::Sms];

/// "Goes through no sender" in [`TouchInfo::sends_by`].
pub(crate) const NO_SENDER: u8 = SENDING.len() as u8;

/// The place of a channel in [`SENDING`].
pub(crate) fn sends_by(channel: Channel) -> u8 {
    SENDING.iter().position(|sending| *sending == channel).map_or(NO_SENDER, |place| place as u8)
}

/// A condition: fixed bits of the contact, dates against the simulated day, things that happened in this run.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) enum Expr {
    All(Vec<Expr>),
    Any(Vec<Expr>),
    None(Vec<Expr>),
    Fixed(u16),
    Dated(u16),
    Seen(u16),
    /// A test of the list's tags without those that actions change.
    Probe(u16),
    /// A dated test of a day that an action has set.
    DatedAt(u16, i32),
    /// A test of the score as it is now.
    Score(u16),
}

/// A test of a date field that depends on the day on which it is asked.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct DatedTest {
    /// Index into the program's dates.
    pub(crate) date: u16,
    pub(crate) test: Test,
}

impl DatedTest {
    /// Whether the date `value` [days] passes on each day from the first to the last of `today` [days]; `None` = on some.
    pub(crate) fn holds(&self, value: i32, today: (i32, i32)) -> Option<bool> {
        let n = |days: u32| i32::try_from(days).unwrap_or(i32::MAX);
        let (first, last) = match self.test {
            Test::WithinLast(days) => (value, value.saturating_add(n(days))),
            Test::WithinNext(days) => (value.saturating_sub(n(days)), value),
            Test::MoreThanAgo(days) => (value.saturating_add(n(days)).saturating_add(1), i32::MAX),
            _ => return self.holds_each_day(value, today),
        };
        if last < today.0 || first > today.1 {
            return Some(false);
        }
        (first <= today.0 && today.1 <= last).then_some(true)
    }

    /// The same day by day, for tests that hold again and again.
    fn holds_each_day(&self, value: i32, today: (i32, i32)) -> Option<bool> {
        let holds = |day: i32| date_holds(&self.test, Date::from_days(value), Date::from_days(day));
        let first = holds(today.0);
        // what comes round within the year is true on some days of one, and false on others
        let last = today.1.min(today.0.saturating_add(366));
        (today.0.saturating_add(1)..=last).all(|day| holds(day) == first).then_some(first)
    }
}

/// Somebody who does manual touches.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct OwnerInfo {
    pub(crate) id: OwnerId,
    pub(crate) zone: Zone,
    pub(crate) minutes_per_day: Option<u32>,
    pub(crate) tasks_per_day: Option<u32>,
    /// Index into the calendars; [`NONE`] = never closed.
    pub(crate) calendar: u16,
}

/// A mailbox, a number or a seat.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct SenderInfo {
    pub(crate) id: SenderId,
    pub(crate) channel: Channel,
    pub(crate) zone: Zone,
    pub(crate) cap_per_day: Option<u32>,
    pub(crate) limits: Vec<(u32, SendSpan, Option<ChannelKind>)>,
    /// Minutes between two touches.
    pub(crate) spacing: u16,
    pub(crate) ramp: Option<Ramp>,
    /// Index into the owners, or [`NONE`].
    pub(crate) owner: u16,
    /// Index into the calendars; [`NONE`] = never closed.
    pub(crate) calendar: u16,
}

/// A calendar as written; laid out per zone where it is used.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Hours {
    pub(crate) hours: Vec<OpenHours>,
    /// Closed days over all years that are ever laid out, in order.
    pub(crate) holidays: Vec<Date>,
}

impl Hours {
    /// Closed days that can fall into a span of so many days, at most.
    pub(crate) fn holidays_within(&self, days: u32) -> u32 {
        let mut years: Vec<i32> = self.holidays.iter().map(|date| date.ymd().0).collect();
        order::sort(&mut years);
        let most = years.chunk_by(|a, b| a == b).map(<[i32]>::len).max().unwrap_or(0) as u32;
        // a span may begin at the end of one year and end at the beginning of another
        most.saturating_mul(days / 365 + 2).min(self.holidays.len() as u32)
    }

    /// Weekdays with open hours, 0 to 7.
    pub(crate) fn open_weekdays(&self) -> u32 {
        open_weekdays(&self.hours)
    }

    /// Whether anything is open on a day.
    pub(crate) fn is_open_on(&self, date: Date) -> bool {
        let open = |line: &OpenHours| line.days.contains(date.weekday()) && line.line().is_some();
        self.hours.iter().any(open) && self.holidays.binary_search(&date).is_err()
    }

    /// Open minutes of a week, where lines that overlap count twice.
    pub(crate) fn minutes_per_week(&self) -> u32 {
        let minutes = |line: &OpenHours| {
            let minutes = line.line().map_or(0, |(from, to)| to - from);
            line.days.iter().count() as u32 * minutes.unsigned_abs()
        };
        self.hours.iter().map(minutes).fold(0, u32::saturating_add)
    }
}

/// The rates and delays of the scenario in force, as numbers.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Assumptions {
    pub(crate) rates: Vec<AssumedRate>,
    pub(crate) delays: Vec<AssumedDelay>,
    /// Variance of readiness; 0 = all alike.
    pub(crate) frailty: f64,
    /// Factor of ignorance; at most 1 = none.
    pub(crate) ignorance: f64,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct AssumedRate {
    pub(crate) of: RatedTouches,
    pub(crate) outcome: EventKind,
    pub(crate) value: f64,
    pub(crate) per: Denominator,
}

#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) enum RatedTouches {
    Channel(ChannelKind),
    Nth(ChannelKind, u16),
    Touch(u16),
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct AssumedDelay {
    pub(crate) channel: ChannelKind,
    pub(crate) outcome: EventKind,
    pub(crate) median_minutes: f64,
    pub(crate) sigma: f64,
}

/// Rules that survive postcard: as JSON text.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Rules(pub(crate) Vec<Rule>);

impl Serialize for Rules {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&json::text(&self.0).map_err(serde::ser::Error::custom)?)
    }
}

impl<'de> Deserialize<'de> for Rules {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        json::read(&text).map(Rules).map_err(de::Error::custom)
    }
}

/// Bytes that are no program, cohort or batch of this version.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Damaged;

impl std::fmt::Display for Damaged {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the bytes between workers are damaged or of another version")
    }
}

impl std::error::Error for Damaged {}

impl Program {
    /// Whether events that nobody can foresee let contacts in: then dates are distances from an entry (E6).
    pub fn is_by_event(&self) -> bool {
        matches!(self.arrivals, Arrivals::Daily { .. })
    }

    /// What was found while compiling.
    pub fn problems(&self) -> &[Finding] {
        &self.problems
    }

    /// The same with more that stands in the way of running it: it then runs nothing.
    #[must_use]
    pub fn refused(mut self, problems: Vec<Finding>) -> Program {
        self.problems.extend(problems);
        self
    }

    /// Whether something stands in the way of running it.
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.is_error())
    }

    /// Says what is found once it is known which day it is: contacts that would have entered before.
    pub fn notice_today(&mut self, today: Date) {
        if self.entry_from >= today || matches!(self.arrivals, Arrivals::On(_)) {
            return;
        }
        let finding = Finding::new(Code::StartInPast, Place::Sequence(self.sequence)).of(Part::Entry);
        self.problems.push(finding.with(Name::Date, self.entry_from).with(Name::Today, today));
    }

    /// The sequence it was compiled from.
    pub fn sequence(&self) -> SequenceId {
        self.sequence
    }

    /// Its steps in reading order.
    pub fn steps(&self) -> impl Iterator<Item = StepId> {
        self.steps.iter().map(|step| step.id)
    }

    /// The rules over the list that its branches ask about and that nothing in the run can change.
    pub fn fixed_rules(&self) -> &[Rule] {
        &self.fixed.0
    }

    /// The date fields that its conditions compare with the simulated day and that its waits count from.
    pub fn dated_fields(&self) -> impl Iterator<Item = &Field> {
        self.dates.iter()
    }

    /// Touch steps on it.
    pub fn n_touches(&self) -> usize {
        self.touches.len()
    }

    /// The program as bytes, for another worker.
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// The program in `bytes`.
    ///
    /// # Errors
    /// [`Damaged`] unless they come from [`Program::to_bytes`] of this version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Program, Damaged> {
        postcard::from_bytes(bytes).map_err(|_| Damaged)
    }

    /// The same with its rates taken as exact: luck only (B2).
    pub fn with_exact_rates(mut self) -> Program {
        self.assumptions.ignorance = 1.0;
        self
    }

    /// Whether a test of the score holds for it.
    pub(crate) fn score_holds(&self, test: u16, score: Option<f64>) -> bool {
        self.score_tests.get(usize::from(test)).is_some_and(|test| number_holds(test, score))
    }

    /// Per step whether a contact can come to it again, or can take its list again: what stands in a repeat, and repeats themselves.
    pub(crate) fn looped(&self) -> Vec<bool> {
        let mut looped = vec![false; self.steps.len()];
        for turn in &self.turns {
            let inside = self.ops.get(turn.start as usize + 1..turn.again as usize).unwrap_or_default();
            let steps = inside.iter().filter_map(|op| self.step_of(op)).chain([turn.step]);
            for step in steps {
                if let Some(is) = looped.get_mut(usize::from(step)) {
                    *is = true;
                }
            }
        }
        looped
    }

    /// The step that an operation is of; none where it only leads on.
    pub(crate) fn step_of(&self, op: &Op) -> Option<u16> {
        match op {
            Op::Touch(touch) => self.touches.get(usize::from(*touch)).map(|touch| touch.step),
            Op::For { step, .. }
            | Op::Day { step, .. }
            | Op::Until { step, .. }
            | Op::UntilDay { step, .. }
            | Op::UntilDate { step, .. }
            | Op::Await { step, .. }
            | Op::Branch { step, .. }
            | Op::Split { step, .. }
            | Op::Repeat { step, .. }
            | Op::Act { step, .. }
            | Op::End { step, .. } => Some(*step),
            Op::Again { .. } | Op::Jump(_) | Op::Finish => None,
        }
    }

    /// Whether the rule takes contacts out.
    pub(crate) fn exits_on(&self, rule: ExitRule) -> bool {
        self.exits.contains(&rule)
    }
}
