//! The numbers of a schedule, each defined once: moved, late, left over at the end of a day, and what a planned schedule adds up to. What
//! simulations, screens and files say about any of these comes from here. Knows no chance and no words.

use std::collections::BTreeMap;

use super::{HeldBack, HoldCause, PlannedDay, PlannedTouch, SkipCause, When};
use crate::calendar::{Date, Instant, MINUTES_PER_DAY, OpenTimes, Zone};
use crate::lean::order;
use crate::model::{Channel, Code, Finding, Name, Part, Place};
use crate::program::{LocalDays, Program};

/// Days by which a touch is **late**: from the local day of the contact on which its own hours and place were open first, to that on
/// which it is done. What closed hours, weekends and holidays move is not late, and neither is a queue within a day.
pub fn late_days(open_day: i32, done_day: i32) -> u32 {
    done_day.saturating_sub(open_day).max(0).unsigned_abs()
}

/// The days of a queue, counted from the origin, at whose end a touch **waits for capacity**: it is still in the queue, and its own
/// hours were open on that day too. So nothing waits on a day on which nobody works.
pub(crate) fn days_waited<'a>(
    gate: &'a OpenTimes,
    days: &'a LocalDays,
    joined: Instant,
    until: Instant,
) -> impl Iterator<Item = usize> + 'a {
    let last = days.day(until);
    let next = move |from: usize| {
        let open = gate.next_open(days.start(from))?;
        // beyond the days that are counted everything stands on the last one
        Some(days.day(open).max(from)).filter(|day| *day < last)
    };
    // it joined in a minute in which its hours were open
    std::iter::successors(Some(days.day(joined)).filter(|day| *day < last), move |day| next(day + 1))
}

impl When {
    /// Days by which it is late on the clock of its contact; 0 where it is not, or where nobody knows yet.
    pub fn late_days(&self, zone: Zone) -> u32 {
        let When::At { open, planned, .. } = self else { return 0 };
        late_days(zone.local(*open).0.days(), zone.local(*planned).0.days())
    }

    /// Days by which closed hours, weekends and holidays **moved** it: from the local day on which it is due to that on which it is open.
    /// Within a day it is not worth a mark.
    pub fn moved_days(&self, zone: Zone) -> u32 {
        let When::At { due, open, .. } = self else { return 0 };
        late_days(zone.local(*due).0.days(), zone.local(*open).0.days())
    }
}

/// What a planned schedule adds up to, or a part of it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct PlannedNumbers {
    /// Touches planned: executed if nobody reacts.
    pub touches: u32,
    /// Touches behind a condition, beside those.
    pub guarded: u32,
    /// Touches passed over if nobody reacts, by cause, the most frequent first.
    pub skipped: Vec<(SkipCause, u32)>,
    /// Touches planned that closed hours move to another day.
    pub moved: u32,
    /// Touches planned that are late.
    pub late: u32,
    /// The days with a touch planned, in order, on the contacts' calendars.
    pub days: Vec<PlannedDay>,
    /// Contacts held back, by cause, the most frequent first.
    pub held_back: Vec<(HoldCause, u32)>,
}

/// A count under way, touch by touch.
#[derive(Clone, Debug, Default)]
pub struct PlannedCount {
    numbers: PlannedNumbers,
    skipped: BTreeMap<SkipCause, u32>,
    days: BTreeMap<Date, (BTreeMap<Channel, u32>, u32)>,
}

impl PlannedCount {
    /// Counts a touch of a contact who lives by that zone.
    pub fn add(&mut self, touch: &PlannedTouch, zone: Zone) {
        match &touch.when {
            When::At { planned, .. } => {
                self.numbers.touches += 1;
                self.numbers.moved += u32::from(touch.when.moved_days(zone) > 0);
                let is_late = touch.when.late_days(zone) > 0;
                self.numbers.late += u32::from(is_late);
                let day = self.days.entry(zone.local(*planned).0).or_default();
                *day.0.entry(touch.channel.channel()).or_default() += 1;
                day.1 += u32::from(is_late);
            }
            When::Between { .. } => self.numbers.guarded += 1,
            When::Skipped { cause, .. } => *self.skipped.entry(*cause).or_default() += 1,
        }
    }

    /// What it adds up to, with these contacts held back.
    pub fn done<'a>(self, held_back: impl IntoIterator<Item = &'a HeldBack>) -> PlannedNumbers {
        let day = |(date, (touches, late)): (Date, (BTreeMap<Channel, u32>, u32))| PlannedDay {
            date,
            touches: touches.into_iter().collect(),
            late,
        };
        PlannedNumbers {
            days: self.days.into_iter().map(day).collect(),
            skipped: by_count(self.skipped),
            held_back: held_by_cause(held_back),
            ..self.numbers
        }
    }
}

impl PlannedNumbers {
    /// Touches given up because they were not done in time.
    pub fn given_up(&self) -> u32 {
        self.skipped.iter().filter(|(cause, _)| cause.is_given_up()).map(|(_, n)| n).sum()
    }

    /// Touches passed over, all causes.
    pub fn n_skipped(&self) -> u32 {
        self.skipped.iter().map(|(_, n)| n).sum()
    }
}

impl PlannedDay {
    /// Touches of the day, all channels.
    pub fn total(&self) -> u32 {
        self.touches.iter().map(|(_, n)| n).sum()
    }
}

/// Contacts held back by cause, the most frequent first.
pub fn held_by_cause<'a>(held_back: impl IntoIterator<Item = &'a HeldBack>) -> Vec<(HoldCause, u32)> {
    let mut counts: BTreeMap<HoldCause, u32> = BTreeMap::new();
    for held in held_back {
        *counts.entry(held.cause).or_default() += 1;
    }
    by_count(counts)
}

fn by_count<K: Ord + Copy>(counts: BTreeMap<K, u32>) -> Vec<(K, u32)> {
    let mut counts: Vec<(K, u32)> = counts.into_iter().collect();
    order::sort_by_key(&mut counts, |(cause, n)| (std::cmp::Reverse(*n), *cause));
    counts
}

/// A touch that is open for the first time so many days after it is due is not where its author thinks it is.
const FAR_DAYS: i32 = 5;

/// Whether a touch **opens far** from where it is due: over five days later.
pub(crate) fn opens_far(due: Instant, open: Instant) -> bool {
    open.0.saturating_sub(due.0) > FAR_DAYS * MINUTES_PER_DAY
}

/// What is said of touches that open far from where they are due, by touch: how many contacts, at most.
pub(crate) fn far_problems(program: &Program, far: impl Iterator<Item = (u16, u32)>) -> Vec<Finding> {
    let finding = |(touch, n): (u16, u32)| {
        let touch = program.touches.get(usize::from(touch))?;
        let finding = Finding::new(Code::OpensFar, Place::Step(touch.id)).of(Part::Window);
        Some(finding.with(Name::Contacts, n).with(Name::Days, FAR_DAYS.unsigned_abs()))
    };
    far.filter(|(_, n)| *n > 0).filter_map(finding).collect()
}
