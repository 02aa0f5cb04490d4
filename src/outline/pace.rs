//! On which business day each touch of a sequence falls: the planned run of one contact in the plan's zone whom every channel reaches, if
//! nobody reacts. What the rows of an outline, the small score and the length of a sequence say. Knows no list and no capacity, and not
//! whose mailbox or working hours it will be: when a touch really runs, the schedule says.
//!
//! It counts instants as the run does, by the same calendar: windows, hours, weekends and days off, waits from what was executed, a minute
//! after service. A law holds it to the planned schedule of such a contact, touch by touch.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::{
    Clock, Date, Instant, LAST_YEAR, MINUTES_PER_DAY, OpenTimes, Window, Zone, next_weekday_at, plus_days,
    plus_months, start_of_day,
};
use crate::model::{
    Channel, ChannelKind, EventKind, Guardrails, Length, MAX_DEPTH, Made, Plan, Repeat, Rule, SequenceId,
    Slot, StepId, StepKind, Touch, Wait, allowed_from, loud_hours,
};

/// How long a way is followed [days].
const FAR: u32 = 4 * 366;

/// Touches that are gone through, those of every pass of a repeat: a way that goes round more often is not followed further.
const MOST: u32 = 5_000;

/// The day of a touch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pace {
    /// Business days since entry, from 1; every day counts where the sequence has no calendar.
    pub day: u32,
    /// The date for who enters first.
    pub date: Date,
    /// The clock time on it.
    pub time: Clock,
    /// An await or an event comes before it: it is this day or later.
    pub or_later: bool,
    /// It stands on the way that is gone where nobody reacts.
    pub on_path: bool,
}

/// The days of all touches of a sequence; those beyond what is followed have none.
pub fn pace(plan: &Plan, sequence: SequenceId) -> BTreeMap<StepId, Pace> {
    let Some(record) = plan.sequences.get(&sequence) else { return BTreeMap::new() };
    let zone = Zone::from_name(&plan.settings.zone.0).unwrap_or(Zone::UTC);
    pace_from(plan, sequence, zone, record.entry.from)
}

/// The same for who enters on that day, on the clocks of that zone.
pub fn pace_from(plan: &Plan, sequence: SequenceId, zone: Zone, from: Date) -> BTreeMap<StepId, Pace> {
    let mut days = BTreeMap::new();
    let Some(record) = plan.sequences.get(&sequence) else { return days };
    let last = Date::new(LAST_YEAR, 12, 31).unwrap_or(from);
    let n_days = FAR.min(last.days().saturating_sub(from.days()).max(0).unsigned_abs() + 1);
    let calendar = record.calendar.and_then(|id| plan.calendars.get(&id));
    let times = match calendar {
        Some(calendar) => {
            // hours over midnight may have opened the day before
            let first = from.plus_days(-1);
            let off = calendar.days_off(first, from.plus_days(n_days as i32));
            let off: Vec<Date> = off.into_iter().map(|day| day.date).collect();
            OpenTimes::new(zone, &calendar.hours, &off, first, n_days + 1)
        }
        None => OpenTimes::always(zone, from, n_days),
    };
    // a calendar that is never open lets nobody in: the first day stands for one
    let entered = times.next_open(start_of_day(zone, from)).unwrap_or(start_of_day(zone, from));
    let mut walker = Walker {
        plan,
        zone,
        first: zone.local(entered).0,
        times,
        entered,
        windows: Vec::new(),
        sequence,
        rails: &record.guardrails,
        not_after: record.not_after,
        made: Vec::new(),
        done: BTreeSet::new(),
        until_done: 0,
        left: MOST,
        days: &mut days,
    };
    let at = At {
        now: entered,
        base: entered,
        touched: entered,
        is_served: false,
        or_later: false,
        on_path: true,
    };
    walker.list(&record.body, at, 0);
    days
}

/// Business days of the longest way through a sequence; 0 where nothing is sent.
pub fn length_in_days(plan: &Plan, sequence: SequenceId) -> u32 {
    pace(plan, sequence).values().map(|pace| pace.day).max().unwrap_or(0)
}

/// Where the contact stands.
#[derive(Clone, Copy)]
struct At {
    now: Instant,
    /// What the next wait counts from.
    base: Instant,
    /// When its last touch was executed or passed over.
    touched: Instant,
    /// A touch was executed in this minute: what it makes due joins in the next one (C5).
    is_served: bool,
    or_later: bool,
    on_path: bool,
}

impl At {
    /// A wait ends.
    fn waited(self, end: Instant) -> At {
        if end > self.now {
            At { now: end, base: end, is_served: false, ..self }
        } else {
            At { base: end, ..self }
        }
    }
}

/// How the walk of a list went on.
enum Way {
    On(At),
    /// The contact left, or waits for ever.
    Out,
    /// A task ended the repeat around.
    Ended(At),
}

struct Walker<'a> {
    plan: &'a Plan,
    zone: Zone,
    times: OpenTimes,
    entered: Instant,
    first: Date,
    /// The calendar's times within each window that was met, without quiet hours for what reaches the contact.
    windows: Vec<((Option<Window>, bool), OpenTimes)>,
    sequence: SequenceId,
    rails: &'a Guardrails,
    not_after: Option<Date>,
    /// What the contact got on the way gone.
    made: Vec<Made>,
    /// Tasks that were done: they are when they are served, whoever reacts.
    done: BTreeSet<StepId>,
    /// Repeats around that end when a task is done.
    until_done: u32,
    left: u32,
    days: &'a mut BTreeMap<StepId, Pace>,
}

impl Walker<'_> {
    fn list(&mut self, steps: &[StepId], mut at: At, depth: usize) -> Way {
        for id in steps {
            match self.step(*id, at, depth) {
                Way::On(next) => at = next,
                other => return other,
            }
        }
        Way::On(at)
    }

    fn step(&mut self, id: StepId, at: At, depth: usize) -> Way {
        let plan = self.plan;
        let Some(step) = plan.steps.get(&id).filter(|_| depth <= MAX_DEPTH) else { return Way::On(at) };
        match &step.kind {
            StepKind::Touch(touch) => self.touch(id, touch, at),
            // the date hangs on the contact: on this day where it has passed
            StepKind::Wait { until: Wait::UntilDate(_) } => Way::On(At { or_later: true, ..at }),
            StepKind::Wait { until } => match self.wait(until, at.base) {
                Some(end) => Way::On(at.waited(end)),
                None => Way::Out,
            },
            StepKind::End { .. } => Way::Out,
            StepKind::Action { .. } => Way::On(at),
            StepKind::Repeat(repeat) => self.repeat(repeat, at, depth),
            StepKind::Await(_) | StepKind::Branch(_) | StepKind::Split(_) => self.group(id, at, depth),
        }
    }

    fn touch(&mut self, id: StepId, touch: &Touch, at: At) -> Way {
        let Some(left) = self.left.checked_sub(1) else { return Way::Out };
        self.left = left;
        let from = at.base.max(at.now);
        let due = if at.is_served { from.max(at.now.plus_minutes(1)) } else { from };
        let facing = touch.channel.is_contact_facing();
        let Some(open) = self.next_open(touch.window, facing, due) else { return Way::Out };
        let last = touch.not_after.into_iter().chain(self.not_after).min();
        let zone = self.zone;
        let is_late = |at: Instant| last.is_some_and(|last| zone.local(at).0 > last);
        if is_late(open) {
            // left out when it is due, which takes no time
            let (date, time) = self.zone.local(open);
            let day = self.times.business_days_between(self.first, date).max(0).unsigned_abs() + 1;
            self.days.entry(id).or_insert(Pace { day, date, time, or_later: at.or_later, on_path: false });
            return Way::On(At { base: from, touched: from, ..at });
        }
        // a message waits for an acceptance, which nobody gives: it is passed over when it is due, and takes no time
        let is_passed_over = touch.channel == ChannelKind::LinkedinMessage;
        let held_until = open.plus_minutes(i32::from(self.rails.hold_days) * MINUTES_PER_DAY);
        let allowed = if facing && !is_passed_over { self.allowed_from(touch, open) } else { Some(open) };
        let is_refused = allowed.is_none_or(|allowed| allowed > held_until);
        let open = if is_refused { held_until } else { allowed.unwrap_or(open) };
        let is_refused = is_refused || is_late(open);
        let (date, time) = self.zone.local(open);
        let day = self.times.business_days_between(self.first, date).max(0).unsigned_abs() + 1;
        let or_later = at.or_later || is_passed_over;
        // a repeat is dated by its first pass
        let on_path = at.on_path && !is_refused;
        self.days.entry(id).or_insert(Pace { day, date, time, or_later, on_path });
        if is_passed_over {
            return Way::On(At { base: from, touched: from, ..at });
        }
        if is_refused {
            // the wait after it counts from the skip (S3)
            return Way::On(At { now: open, base: open, touched: open, is_served: false, ..at });
        }
        if facing {
            let (channel, sequence) = (Some(touch.channel.channel()), Some(self.sequence));
            self.made.push(Made { at: open, channel, sequence });
        }
        let at = At { now: open, base: open, touched: open, is_served: true, ..at };
        if touch.channel.channel() == Channel::Task && at.on_path {
            self.done.insert(id);
            if self.until_done > 0 {
                return Way::Ended(at);
            }
        }
        Way::On(at)
    }

    /// Where nobody reacts every pass is made.
    fn repeat(&mut self, repeat: &Repeat, at: At, depth: usize) -> Way {
        let until_done = repeat.until == EventKind::Done;
        self.until_done += u32::from(until_done);
        let way = self.passes(repeat, at, depth);
        self.until_done -= u32::from(until_done);
        match way {
            // of several the outermost ends
            Way::Ended(at) if until_done && self.until_done == 0 => Way::On(at),
            way => way,
        }
    }

    fn passes(&mut self, repeat: &Repeat, mut at: At, depth: usize) -> Way {
        for pass in 0..repeat.times.clamp(1, Repeat::MAX_TIMES) {
            let began = at.base;
            match self.list(&repeat.body, at, depth + 1) {
                Way::On(next) => at = next,
                other => return other,
            }
            if pass + 1 < repeat.times.min(Repeat::MAX_TIMES) {
                // the pause runs from the last touch of the pass (S4); of a pass without one, from its beginning
                let Some(end) = self.after(repeat.every, began.max(at.touched)) else { return Way::Out };
                at = at.waited(at.base.max(end));
            }
        }
        Way::On(at)
    }

    /// Walks every list of a container; goes on from the one that is taken where nobody reacts.
    fn group(&mut self, id: StepId, at: At, depth: usize) -> Way {
        let plan = self.plan;
        let Some(step) = plan.steps.get(&id) else { return Way::On(at) };
        let taken = match &step.kind {
            StepKind::Branch(branch) => branch
                .cases
                .iter()
                .position(|case| self.holds(&case.when) == Some(true))
                .map_or(Slot::Otherwise, Slot::Case),
            StepKind::Await(wait) if wait.event == EventKind::Done && self.is_done(id, wait.of) => {
                Slot::Happened
            }
            StepKind::Await(_) => Slot::TimedOut,
            _ => Slot::Arm(0),
        };
        let mut after = Way::Out;
        for (slot, list) in step.kind.lists() {
            let is_taken = slot == taken;
            let from = match (&step.kind, slot) {
                (StepKind::Await(_), Slot::Happened) => At { or_later: at.or_later || !is_taken, ..at },
                (StepKind::Await(wait), _) => match self.after(wait.at_most, at.base) {
                    Some(end) => at.waited(end),
                    None => continue,
                },
                _ => at,
            };
            let from = At { on_path: at.on_path && is_taken, ..from };
            // what the contact got on a way that it does not go counts on that way alone
            let made = self.made.clone();
            let end = self.list(list, from, depth + 1);
            if !is_taken {
                self.made = made;
            }
            if is_taken {
                after = match end {
                    Way::On(end) => Way::On(At { on_path: at.on_path, ..end }),
                    other => other,
                };
            }
        }
        after
    }

    /// Whether a wait for a task that is done is over at once.
    fn is_done(&self, id: StepId, of: Option<StepId>) -> bool {
        let nearest = || {
            let (_, visit) = self.plan.find(id)?;
            self.plan.touches_before(visit.spot).last().copied()
        };
        of.or_else(nearest).is_some_and(|of| self.done.contains(&of))
    }

    fn next_open(&mut self, window: Option<Window>, facing: bool, due: Instant) -> Option<Instant> {
        let quiet = self.rails.quiet.filter(|_| facing);
        if window.is_none() && quiet.is_none() {
            return self.times.next_open(due);
        }
        let key = (window, quiet.is_some());
        let at = self.windows.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
            let mut times = window.map_or_else(|| self.times.clone(), |window| self.times.narrowed(window));
            if let Some(quiet) = quiet {
                let from = self.first.plus_days(-1);
                times = times.intersect(&OpenTimes::new(self.zone, &loud_hours(quiet), &[], from, FAR + 1));
            }
            self.windows.push((key, times));
            self.windows.len() - 1
        });
        self.windows[at].1.next_open(due)
    }

    /// When rests and limits allow a touch whose hours are open at `at` (S9).
    fn allowed_from(&mut self, touch: &Touch, mut at: Instant) -> Option<Instant> {
        let rails = self.rails;
        let of = (self.sequence, touch.channel.channel());
        loop {
            let rested = allowed_from((rails.gap_minutes(), &rails.limits), of, &self.made, self.zone, at);
            if rested == at {
                return Some(at);
            }
            at = self.next_open(touch.window, true, rested)?;
        }
    }

    fn wait(&self, wait: &Wait, base: Instant) -> Option<Instant> {
        match wait {
            Wait::For(length) => self.after(*length, base),
            Wait::Day(n) => {
                let entry = self.zone.local(self.entered).0;
                Some(start_of_day(self.zone, entry.plus_days(i32::from(*n).max(1) - 1)).max(base))
            }
            Wait::Until { days, at, not_same_day } => {
                next_weekday_at(self.zone, base, *days, *at, *not_same_day)
            }
            Wait::UntilDay { date, at } => Some(self.zone.instant(*date, *at).max(base)),
            // hangs on the contact
            Wait::UntilDate(_) => Some(base),
        }
    }

    /// `base` plus a length (T2).
    fn after(&self, length: Length, base: Instant) -> Option<Instant> {
        let n = |n: u32| i32::try_from(n).ok();
        match length {
            Length::Minutes(minutes) => Some(base.plus_minutes(n(minutes)?)),
            Length::Hours(hours) => Some(base.plus_minutes(n(hours)?.checked_mul(60)?)),
            Length::BusinessHours(hours) => self.times.plus_open_minutes(base, hours.checked_mul(60)?),
            Length::Days(days) => Some(plus_days(self.zone, base, n(days)?)),
            Length::Weeks(weeks) => Some(plus_days(self.zone, base, n(weeks)?.checked_mul(7)?)),
            Length::BusinessDays(days) => self.times.plus_business_days(base, days),
            Length::Months(months) => plus_months(self.zone, base, months),
        }
    }

    /// What a condition is worth where nobody reacts; `None` where it hangs on the contact.
    fn holds(&self, rule: &Rule) -> Option<bool> {
        let join = |rules: &[Rule], decided: bool| {
            let values: Vec<Option<bool>> = rules.iter().map(|rule| self.holds(rule)).collect();
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
            Rule::Happened(happened) => Some(
                happened.event == EventKind::Done
                    && happened.of.map_or(!self.done.is_empty(), |of| self.done.contains(&of)),
            ),
            Rule::Is(_)
            | Rule::Segment(_)
            | Rule::Has(_)
            | Rule::Did(_)
            | Rule::OnList(_)
            | Rule::Persona(_)
            | Rule::Fit(_)
            | Rule::Pilot(_)
            | Rule::Unread(_)
            | Rule::Consent(_) => None,
        }
    }
}
