//! A note that is moved: which wait changes, and into what. Each kind of wait is moved in its own unit or is locked with its reason.
//!
//! | what stands before the touch | a day earlier or later | an hour earlier or later |
//! |---|---|---|
//! | nothing, a touch, the end of a group | later puts a wait of business days there | its own hours |
//! | days, business days, weeks | fewer or more of them (weeks become days) | its own hours |
//! | hours, minutes | 24 hours | one hour |
//! | business hours | locked | one hour |
//! | day N | another N | its own hours |
//! | until a weekday | another weekday; of several, locked | its clock time |
//! | until a date of the contact | locked | its clock time |
//!
//! A touch with hours of its own is moved in the day by these hours, whatever stands before it.

use crate::calendar::{Clock, Date, Weekday, Weekdays, Window};
use crate::model::{Diff, Length, Plan, SequenceId, Spot, Step, StepId, StepKind, Touch, Visit, Wait};
use crate::outline::{Pace, pace};

/// What a move changes.
#[derive(Clone, PartialEq, Debug)]
pub struct Shifted {
    /// The change of the plan.
    pub diff: Diff,
    /// When the touch is after it, for who enters first.
    pub to: Pace,
}

/// Why an hour is not changed: there is no hour to change.
pub const TO_A_BUSINESS_DAY: &str =
    "It goes out when its day opens. Give it hours of its own to move it within the day";
const FIRST: &str = "It cannot come earlier: nothing is waited for before it";
const ONE_DAY: &str = "It cannot come earlier: take the wait before it out to send both on one day";
const BY_THE_HOUR: &str = "It waits for business hours: move it by the hour";
const BY_THE_MONTH: &str = "It waits for months: change them in its fields";
const BY_THE_CONTACT: &str = "It waits for a date of each contact: change that in its fields";
const SEVERAL: &str = "It waits for the first of several weekdays: change them in its fields";
const END_OF_DAY: &str = "Its hours end with the day";
const TOO_FAR: &str = "No wait of this kind brings it there";

/// So far a note is moved (days of waiting).
const FAR: u32 = 366;

/// What stands before a touch, which a move changes.
enum Before {
    Wait(StepId, Wait),
    Nothing(Spot),
}

struct Moving<'a> {
    plan: &'a Plan,
    sequence: SequenceId,
    step: StepId,
    record: &'a Step,
    touch: &'a Touch,
    before: Before,
    now: Pace,
}

impl<'a> Moving<'a> {
    fn of(plan: &'a Plan, sequence: SequenceId, step: StepId) -> Option<Moving<'a>> {
        let record = plan.steps.get(&step)?;
        let StepKind::Touch(touch) = &record.kind else { return None };
        let (_, Visit { spot, .. }) = plan.find(step)?;
        let list = plan.list(spot.list)?;
        let wait = spot.index.checked_sub(1).and_then(|at| list.get(at)).and_then(|id| {
            match &plan.steps.get(id)?.kind {
                StepKind::Wait { until } => Some(Before::Wait(*id, until.clone())),
                _ => None,
            }
        });
        let now = *pace(plan, sequence).get(&step)?;
        let before = wait.unwrap_or(Before::Nothing(spot));
        Some(Moving { plan, sequence, step, record, touch, before, now })
    }

    /// The change, and when the touch is after it.
    fn tried(&self, diff: Diff) -> Option<Shifted> {
        let mut after = self.plan.clone();
        diff.apply(&mut after);
        let to = *pace(&after, self.sequence).get(&self.step)?;
        Some(Shifted { diff, to })
    }

    fn with_wait(&self, id: StepId, until: Wait) -> Option<Shifted> {
        let step = self.plan.steps.get(&id)?;
        let step = Step { kind: StepKind::Wait { until }, ..step.as_ref().clone() };
        self.tried(Diff::put(self.plan, id, Some(step)))
    }

    fn with_window(&self, window: Window) -> Option<Shifted> {
        let touch = Touch { window: Some(window), ..self.touch.clone() };
        let step = Step { kind: StepKind::Touch(touch), ..self.record.clone() };
        self.tried(Diff::put(self.plan, self.step, Some(step)))
    }

    /// The ways to wait.
    fn ladder(&self) -> Result<Ladder<'_>, &'static str> {
        let lengths = |id: StepId, now: u32, least: u32, length: Box<dyn Fn(u32) -> Option<Length>>| Ladder {
            now,
            least,
            most: now.saturating_add(FAR),
            put: Box::new(move |n| self.with_wait(id, Wait::For(length(n)?))),
        };
        Ok(match &self.before {
            Before::Nothing(spot) => {
                let spot = *spot;
                let put = move |n: u32| {
                    let id = StepId(self.plan.fresh_number());
                    let wait = Step::unnamed(StepKind::Wait { until: Wait::For(Length::BusinessDays(n)) });
                    self.tried(self.plan.insert(spot, &[id], vec![(id, wait)])?)
                };
                Ladder { now: 0, least: 0, most: FAR, put: Box::new(put) }
            }
            Before::Wait(id, Wait::For(length)) => match *length {
                Length::Days(n) => lengths(*id, n, 1, Box::new(|n| Some(Length::Days(n)))),
                Length::Weeks(n) => lengths(*id, n.saturating_mul(7), 1, Box::new(|n| Some(Length::Days(n)))),
                Length::BusinessDays(n) => lengths(*id, n, 1, Box::new(|n| Some(Length::BusinessDays(n)))),
                Length::Hours(n) => {
                    let hours =
                        move |days: u32| Some(Length::Hours(days.checked_mul(24)?.checked_add(n % 24)?));
                    lengths(*id, n / 24, u32::from(n % 24 == 0), Box::new(hours))
                }
                Length::Minutes(n) => {
                    let minutes = move |days: u32| {
                        Some(Length::Minutes(days.checked_mul(1440)?.checked_add(n % 1440)?))
                    };
                    lengths(*id, n / 1440, u32::from(n % 1440 == 0), Box::new(minutes))
                }
                Length::BusinessHours(_) => return Err(BY_THE_HOUR),
                Length::Months(_) => return Err(BY_THE_MONTH),
            },
            Before::Wait(id, Wait::Day(n)) => {
                let id = *id;
                let put = move |n: u32| self.with_wait(id, Wait::Day(u16::try_from(n).ok()?));
                Ladder { now: u32::from(*n), least: 1, most: u32::from(*n) + FAR, put: Box::new(put) }
            }
            Before::Wait(_, Wait::Until { days, .. }) if days.iter().count() != 1 => return Err(SEVERAL),
            Before::Wait(id, Wait::Until { days, at, not_same_day }) => {
                let (id, at, not_same_day) = (*id, *at, *not_same_day);
                let put = move |n: u32| {
                    let days = Weekdays::default().with(Weekday::ALL[n as usize % 7]);
                    self.with_wait(id, Wait::Until { days, at, not_same_day })
                };
                // to each weekday there are six others, and which of them comes first is the calendar's matter
                let now = days.iter().next().map_or(0, |day| day.index() as u32);
                Ladder { now: now + 7, least: now + 1, most: now + 6, put: Box::new(put) }
            }
            Before::Wait(id, Wait::UntilDay { date, at }) => {
                let (id, at, first) = (*id, *at, date.plus_days(-(FAR as i32)));
                let put =
                    move |n: u32| self.with_wait(id, Wait::UntilDay { date: first.plus_days(n as i32), at });
                Ladder { now: FAR, least: 0, most: 2 * FAR, put: Box::new(put) }
            }
            Before::Wait(_, Wait::UntilDate(_)) => return Err(BY_THE_CONTACT),
        })
    }

    fn at_the_end(&self) -> &'static str {
        match self.before {
            Before::Nothing(_) => FIRST,
            Before::Wait(_, Wait::Until { .. }) => TOO_FAR,
            Before::Wait(..) => ONE_DAY,
        }
    }
}

/// Ways to wait, one above the other: the longer, the later the touch, but for weekdays.
struct Ladder<'a> {
    now: u32,
    least: u32,
    most: u32,
    put: Box<dyn Fn(u32) -> Option<Shifted> + 'a>,
}

impl Ladder<'_> {
    /// The other weekdays on which the touch runs: not those whose end is moved to another one.
    fn weekdays(&self) -> Option<impl Iterator<Item = Shifted> + '_> {
        (self.most < self.now).then(|| {
            (self.least..=self.most).filter_map(|n| {
                (self.put)(n).filter(|shifted| shifted.to.date.weekday().index() as u32 == n % 7)
            })
        })
    }
}

/// The touch on the next day that it can be on, or the one before.
///
/// # Errors
/// Why it is not moved, as a sentence without its full stop.
pub fn by_step(
    plan: &Plan,
    sequence: SequenceId,
    step: StepId,
    later: bool,
) -> Result<Shifted, &'static str> {
    let moving = Moving::of(plan, sequence, step).ok_or(TOO_FAR)?;
    let ladder = moving.ladder()?;
    let from = moving.now.date;
    let is_on = |shifted: &Shifted| if later { shifted.to.date > from } else { shifted.to.date < from };
    if let Some(others) = ladder.weekdays() {
        let far = |shifted: &Shifted| shifted.to.date.days().abs_diff(from.days());
        return others.filter(is_on).min_by_key(far).ok_or(TOO_FAR);
    }
    let mut n = ladder.now;
    // over a weekend and days off several waits come to the same day
    for _ in 0..21 {
        n = match n.checked_sub(1).filter(|n| *n >= ladder.least) {
            _ if later => n + 1,
            Some(n) => n,
            None => return Err(moving.at_the_end()),
        };
        let shifted = (ladder.put)(n).ok_or(TOO_FAR)?;
        if is_on(&shifted) {
            return Ok(shifted);
        }
    }
    Err(TOO_FAR)
}

/// The touch on a day, or on the day nearest to it that a wait of its kind can bring it to.
///
/// # Errors
/// Why it is not moved.
pub fn to_day(plan: &Plan, sequence: SequenceId, step: StepId, day: Date) -> Result<Shifted, &'static str> {
    let moving = Moving::of(plan, sequence, step).ok_or(TOO_FAR)?;
    let ladder = moving.ladder()?;
    let now = moving.now.date;
    let distance = |shifted: &Shifted| shifted.to.date.days().abs_diff(day.days());
    let nearer = |shifted: Option<Shifted>| {
        shifted.filter(|shifted| distance(shifted) < now.days().abs_diff(day.days())).ok_or(TOO_FAR)
    };
    if let Some(others) = ladder.weekdays() {
        return nearer(others.min_by_key(distance));
    }
    if day < now && ladder.now <= ladder.least {
        return Err(moving.at_the_end());
    }
    // the longer the wait, the later the touch: half of what is left is left out each time
    let (mut low, mut high) = if day > now { (ladder.now, ladder.most) } else { (ladder.least, ladder.now) };
    while low < high {
        let middle = u32::midpoint(low, high);
        // beyond what is followed there is no day
        match (ladder.put)(middle) {
            Some(shifted) if shifted.to.date < day => low = middle + 1,
            _ => high = middle,
        }
    }
    nearer(
        [low, low.saturating_sub(1).max(ladder.least)]
            .into_iter()
            .filter(|n| *n != ladder.now)
            .filter_map(ladder.put)
            .min_by_key(distance),
    )
}

/// The touch an hour later in its day, or earlier: by its own hours, else by the wait before it.
///
/// # Errors
/// Why it is not moved.
pub fn by_hour(
    plan: &Plan,
    sequence: SequenceId,
    step: StepId,
    later: bool,
) -> Result<Shifted, &'static str> {
    let moving = Moving::of(plan, sequence, step).ok_or(TOO_FAR)?;
    let moved = |clock: Clock| {
        let minutes = clock.minutes() + if later { 60 } else { -60 };
        u16::try_from(minutes).ok().and_then(Clock::from_minutes).ok_or(END_OF_DAY)
    };
    let more = |n: u32, by: u32| {
        let n = if later { n.checked_add(by) } else { n.checked_sub(by) };
        n.filter(|n| *n > 0).ok_or(ONE_DAY)
    };
    if let Some(window) = moving.touch.window {
        let window = Window { from: moved(window.from)?, to: moved(window.to)? };
        return moving.with_window(window).ok_or(TOO_FAR);
    }
    let Before::Wait(id, wait) = &moving.before else { return Err(TO_A_BUSINESS_DAY) };
    let wait = match wait {
        Wait::For(Length::Hours(n)) => Wait::For(Length::Hours(more(*n, 1)?)),
        Wait::For(Length::Minutes(n)) => Wait::For(Length::Minutes(more(*n, 60)?)),
        Wait::For(Length::BusinessHours(n)) => Wait::For(Length::BusinessHours(more(*n, 1)?)),
        Wait::Until { days, at, not_same_day } => {
            Wait::Until { days: *days, at: moved(*at)?, not_same_day: *not_same_day }
        }
        Wait::UntilDay { date, at } => Wait::UntilDay { date: *date, at: moved(*at)? },
        Wait::UntilDate(date) => {
            Wait::UntilDate(crate::model::UntilDate { at: moved(date.at)?, ..date.clone() })
        }
        Wait::For(_) | Wait::Day(_) => return Err(TO_A_BUSINESS_DAY),
    };
    moving.with_wait(*id, wait).ok_or(TOO_FAR)
}
