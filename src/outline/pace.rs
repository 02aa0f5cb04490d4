//! On which business day each touch of a sequence falls where nobody reacts: what the rows of an outline say. Knows no list, no
//! capacity and no window, so it counts days only; when a touch really runs, the schedule says.

use std::collections::BTreeMap;

use crate::calendar::{Date, Weekday};
use crate::model::{
    Calendar, Length, MAX_DEPTH, Plan, Repeat, Rule, SequenceId, Slot, StepId, StepKind, Wait,
};

/// How far ahead an open day is looked for (days).
const FAR: i32 = 366;

/// The day of a touch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pace {
    /// Business days since entry, from 1; every day counts where the sequence has no calendar.
    pub day: u32,
    /// The date for who enters first.
    pub date: Date,
    /// An await or an event comes before it: it is this day or later.
    pub or_later: bool,
    /// It stands on the way that is gone where nobody reacts.
    pub on_path: bool,
}

/// The days of all touches of a sequence.
pub fn pace(plan: &Plan, sequence: SequenceId) -> BTreeMap<StepId, Pace> {
    let mut days = BTreeMap::new();
    if let Some(record) = plan.sequences.get(&sequence) {
        // days off by rule, for as long as a path can last
        let until = record.entry.from.plus_days(5 * FAR);
        let calendar = record.calendar.and_then(|id| plan.calendars.get(&id));
        let calendar = calendar.map(|calendar| calendar.laid_out(record.entry.from, until));
        let calendar = calendar.as_ref();
        let first = next_open(calendar, record.entry.from);
        let mut walker = Walker { plan, calendar, first, days: &mut days };
        walker.list(&record.body, At { date: first, or_later: false, on_path: true }, 0);
    }
    days
}

/// Business days of the longest way through a sequence; 0 where nothing is sent.
pub fn length_in_days(plan: &Plan, sequence: SequenceId) -> u32 {
    pace(plan, sequence).values().map(|pace| pace.day).max().unwrap_or(0)
}

#[derive(Clone, Copy)]
struct At {
    date: Date,
    or_later: bool,
    on_path: bool,
}

struct Walker<'a> {
    plan: &'a Plan,
    calendar: Option<&'a Calendar>,
    first: Date,
    days: &'a mut BTreeMap<StepId, Pace>,
}

impl Walker<'_> {
    /// Walks a list; `None` where it ends the sequence.
    fn list(&mut self, steps: &[StepId], mut at: At, depth: usize) -> Option<At> {
        for id in steps {
            at = self.step(*id, at, depth)?;
        }
        Some(at)
    }

    fn step(&mut self, id: StepId, at: At, depth: usize) -> Option<At> {
        let Some(step) = self.plan.steps.get(&id).filter(|_| depth <= MAX_DEPTH) else { return Some(at) };
        match &step.kind {
            StepKind::Touch(_) => {
                let date = next_open(self.calendar, at.date);
                let day = business_days(self.calendar, self.first, date) + 1;
                self.days.insert(id, Pace { day, date, or_later: at.or_later, on_path: at.on_path });
                Some(At { date, ..at })
            }
            // the date hangs on the contact: on this day where it has passed
            StepKind::Wait { until: Wait::UntilDate(_) } => Some(At { or_later: true, ..at }),
            StepKind::Wait { until } => Some(At { date: self.wait(until, at.date), ..at }),
            StepKind::End { .. } => None,
            StepKind::Action { .. } => Some(at),
            // where nobody reacts every pass is made; the steps are dated by the first
            StepKind::Repeat(repeat) => {
                let first = self.list(&repeat.body, at, depth + 1)?;
                let mut date = first.date;
                let pass = i64::from(first.date.days()) - i64::from(at.date.days());
                for _ in 1..repeat.times.min(Repeat::MAX_TIMES) {
                    date = self.wait(&Wait::For(repeat.every), date);
                    date = date.plus_days(i32::try_from(pass).unwrap_or(0));
                }
                Some(At { date, ..first })
            }
            StepKind::Await(_) | StepKind::Branch(_) | StepKind::Split(_) => self.group(id, at, depth),
        }
    }

    /// Walks every list of a container; goes on from the one that is taken where nobody reacts.
    fn group(&mut self, id: StepId, at: At, depth: usize) -> Option<At> {
        let step = self.plan.steps.get(&id)?;
        let taken = match &step.kind {
            StepKind::Branch(branch) => branch
                .cases
                .iter()
                .position(|case| holds(&case.when) == Some(true))
                .map_or(Slot::Otherwise, Slot::Case),
            StepKind::Await(_) => Slot::TimedOut,
            _ => Slot::Arm(0),
        };
        let mut after = None;
        for (slot, list) in step.kind.lists() {
            let from = match (&step.kind, slot) {
                (StepKind::Await(_), Slot::Happened) => At { or_later: true, ..at },
                (StepKind::Await(a), _) => At { date: self.wait(&Wait::For(a.at_most), at.date), ..at },
                _ => at,
            };
            let from = At { on_path: at.on_path && slot == taken, ..from };
            let end = self.list(list, from, depth + 1);
            if slot == taken {
                after = end.map(|end| At { on_path: at.on_path, ..end });
            }
        }
        after
    }

    fn wait(&self, wait: &Wait, from: Date) -> Date {
        match wait {
            Wait::For(Length::Minutes(n)) => from.plus_days((n / (24 * 60)) as i32),
            Wait::For(Length::Hours(n)) => from.plus_days((n / 24) as i32),
            Wait::For(Length::BusinessHours(n)) => {
                let a_day = self.calendar.map_or(24, open_hours_a_day);
                (0..*n / a_day).fold(from, |date, _| next_open(self.calendar, date.plus_days(1)))
            }
            Wait::For(Length::Days(n)) => from.plus_days(*n as i32),
            Wait::For(Length::Weeks(n)) => from.plus_days(*n as i32 * 7),
            Wait::For(Length::BusinessDays(n)) => {
                (0..*n).fold(from, |date, _| next_open(self.calendar, date.plus_days(1)))
            }
            Wait::Day(n) => from.max(self.first.plus_days(i32::from(*n) - 1)),
            Wait::Until { days, not_same_day, .. } => {
                let start = from.plus_days(i32::from(*not_same_day));
                (0..7).map(|n| start.plus_days(n)).find(|date| days.contains(date.weekday())).unwrap_or(from)
            }
            // hangs on the contact
            Wait::UntilDate(_) => from,
        }
    }
}

/// Open hours of a working day, at least 1: of the longest.
fn open_hours_a_day(calendar: &Calendar) -> u32 {
    let of = |day: Weekday| {
        let lines = calendar.hours.iter().filter(|line| line.days.contains(day) && line.from < line.to);
        lines.map(|line| (line.to.minutes() - line.from.minutes()).unsigned_abs()).sum::<u32>()
    };
    (Weekday::ALL.into_iter().map(of).max().unwrap_or(0) / 60).max(1)
}

/// What a condition is worth where nobody reacts; `None` where it hangs on the contact.
fn holds(rule: &Rule) -> Option<bool> {
    let join = |rules: &[Rule], decided: bool| {
        let values: Vec<Option<bool>> = rules.iter().map(holds).collect();
        if values.contains(&Some(decided)) {
            Some(decided)
        } else {
            values.iter().all(Option::is_some).then_some(!decided)
        }
    };
    match rule {
        Rule::All(rules) => join(rules, false),
        Rule::Any(rules) => join(rules, true),
        Rule::None(rules) => join(rules, true).map(|any| !any),
        Rule::Happened(_) => Some(false),
        Rule::Is(_) | Rule::Segment(_) | Rule::Has(_) | Rule::Did(_) | Rule::OnList(_) | Rule::Unread(_) => {
            None
        }
    }
}

fn is_open(calendar: Option<&Calendar>, date: Date) -> bool {
    calendar.is_none_or(|calendar| {
        calendar.hours.iter().any(|hours| hours.days.contains(date.weekday()))
            && !calendar.holidays.iter().any(|holiday| holiday.date == date)
    })
}

/// The first open day at or after `from`; `from` itself where a calendar has none within a year.
fn next_open(calendar: Option<&Calendar>, from: Date) -> Date {
    (0..FAR).map(|n| from.plus_days(n)).find(|date| is_open(calendar, *date)).unwrap_or(from)
}

fn business_days(calendar: Option<&Calendar>, from: Date, to: Date) -> u32 {
    (from.days()..to.days()).filter(|day| is_open(calendar, Date::from_days(*day))).count() as u32
}
