//! When: waits, windows and working days of a program for the places its contacts, owners and mailboxes are in.
//!
//! Laid out once per run. A *place* is what decides about the hours of a touch besides its own window: the contact's zone,
//! the owner's hours and the hours of the contact's senders. Zones with the same rules count as one.

use std::collections::{BTreeMap, BTreeSet};

use super::code::{Arrivals, Hours, NONE, Op, Program, Rails, SENDING};
use super::{Cohort, Member};
use crate::calendar::{
    Clock, Date, Instant, LAST_YEAR, MINUTES_PER_DAY, OpenTimes, Zone, date_at, next_weekday_at, plus_days,
    plus_months, start_of_day,
};
use crate::lean::order::{self, Gather};
use crate::model::{Code, Finding, Length, Name, Part, Place};

/// The longest span that is laid out, in days.
pub(super) const MAX_SPAN: u32 = 20 * 366;

/// Days after which every clock change has come round again, and some weeks.
const A_YEAR: u32 = 400;

/// Answers of "when" for one program and cohort.
#[derive(Clone, Debug)]
pub(crate) struct Timetable {
    /// The first day of every table; all margins count from it.
    pub(crate) origin: Date,
    /// Nothing happens at or after this instant but what was drawn before.
    pub(crate) end: Instant,
    /// The sequence's calendar per distinct zone.
    calendars: Vec<OpenTimes>,
    /// The days of each distinct zone.
    days: Vec<LocalDays>,
    business: BusinessDays,
    /// Distinct zone of each of the cohort's zones.
    zone_of: Vec<u16>,
    /// Place of each member.
    place_of: Vec<u16>,
    n_places: usize,
    gates: Vec<OpenTimes>,
    /// Gate by touch and place.
    gate_of: Vec<u16>,
    /// Working hours of each owner in the owner's zone.
    owners: Vec<OpenTimes>,
    /// Members of each account with several members.
    account_ends: Vec<u32>,
    account_members: Vec<u32>,
    /// What cannot run at some place.
    pub(crate) problems: Vec<Finding>,
}

impl Timetable {
    /// Lays out the calendars of `program` for the places of `cohort`: over a year and more where the hours of some touch do not
    /// open all the time, as hours of two zones may meet only while the one has changed its clocks and the other has not.
    /// What else is in the run may keep people and mailboxes busy for so many days more.
    pub(crate) fn new(program: &Program, cohort: &Cohort, others: u32) -> Timetable {
        let span = span_days(program, cohort).saturating_add(others).min(most_days(program));
        let made = Timetable::laid_out(program, cohort, span);
        let last_weeks = made.end.plus_minutes(-60 * MINUTES_PER_DAY);
        let longer = (span + A_YEAR).min(most_days(program));
        let ends_early = |gate: &OpenTimes| gate.next_open(last_weeks).is_none();
        if longer > span && made.gates.iter().any(ends_early) {
            return Timetable::laid_out(program, cohort, longer);
        }
        made
    }

    fn laid_out(program: &Program, cohort: &Cohort, span: u32) -> Timetable {
        let origin = program.entry_from.plus_days(-2);
        let lay_out = |hours: u16, zone: Zone| match program.team.calendars.get(usize::from(hours)) {
            Some(Hours { hours, holidays }) => OpenTimes::new(zone, hours, holidays, origin, span),
            None => OpenTimes::always(zone, origin, span),
        };

        let mut distinct: Vec<Zone> = Vec::new();
        let zone_of: Vec<u16> = cohort
            .zones
            .iter()
            .map(|zone| match distinct.iter().position(|known| known.same_rules(*zone)) {
                Some(index) => index as u16,
                None => {
                    distinct.push(*zone);
                    (distinct.len() - 1) as u16
                }
            })
            .collect();
        let calendars: Vec<OpenTimes> =
            distinct.iter().map(|zone| lay_out(program.calendar, *zone)).collect();
        let owners: Vec<OpenTimes> =
            program.team.owners.iter().map(|owner| lay_out(owner.calendar, owner.zone)).collect();

        // hours of owners and senders that are ever closed: equal ones share a number
        let mut hours: Vec<(u16, Zone)> = Vec::new();
        let mut number = |calendar: u16, zone: Zone| {
            if calendar == NONE {
                return NONE;
            }
            let same = |(c, z): &(u16, Zone)| *c == calendar && z.same_rules(zone);
            hours.iter().position(same).unwrap_or_else(|| {
                hours.push((calendar, zone));
                hours.len() - 1
            }) as u16
        };
        let owner_hours: Vec<u16> = program.team.owners.iter().map(|o| number(o.calendar, o.zone)).collect();
        let sender_hours: Vec<u16> =
            program.team.senders.iter().map(|s| number(s.calendar, s.zone)).collect();
        let hours: Vec<OpenTimes> = hours.iter().map(|(calendar, zone)| lay_out(*calendar, *zone)).collect();

        let get = |table: &[u16], index: u16| table.get(usize::from(index)).copied().unwrap_or(NONE);
        type Where = (u16, u16, [u16; SENDING.len()], u16);
        let mut places: Vec<Where> = Vec::new();
        let mut place_index: BTreeMap<Where, u16> = BTreeMap::new();
        let place_of = cohort
            .members
            .iter()
            .map(|member| {
                let place = (
                    get(&zone_of, member.zone),
                    get(&owner_hours, member.owner),
                    member.senders.map(|sender| get(&sender_hours, sender)),
                    member.region,
                );
                *place_index.entry(place).or_insert_with(|| {
                    places.push(place);
                    (places.len() - 1) as u16
                })
            })
            .collect();

        let mut gates: Vec<OpenTimes> = Vec::new();
        let loud = program.rails.as_ref().and_then(Rails::loud);
        let mut gate_index: BTreeMap<(u16, u16, u16, u16, bool, u16), u16> = BTreeMap::new();
        let mut gate_of = Vec::with_capacity(program.touches.len() * places.len());
        let mut problems = Vec::new();
        for touch in &program.touches {
            let mut never: Vec<&str> = Vec::new();
            for (zone, owner, senders, region) in &places {
                let owner = if touch.by_owner { *owner } else { NONE };
                let sender = senders.get(usize::from(touch.sends_by)).copied().unwrap_or(NONE);
                let loud = loud.as_ref().filter(|_| touch.channel.is_contact_facing());
                let region = if touch.channel.is_contact_facing() { *region } else { NONE };
                let key = (touch.window, *zone, owner, sender, loud.is_some(), region);
                let gate = *gate_index.entry(key).or_insert_with(|| {
                    let mut gate = calendars[usize::from(*zone)].clone();
                    if let Some(window) = program.windows.get(usize::from(touch.window)) {
                        gate = gate.narrowed(*window);
                    }
                    if let Some(loud) = loud {
                        let zone = distinct[usize::from(*zone)];
                        gate = gate.intersect(&OpenTimes::new(zone, loud, &[], origin, span));
                    }
                    if let Some(off) = cohort.regions.get(usize::from(region)) {
                        let off: Vec<Date> = off.iter().map(|day| Date::from_days(*day)).collect();
                        let zone = distinct[usize::from(*zone)];
                        gate = gate.intersect(&OpenTimes::always_but(zone, &off, origin, span));
                    }
                    for other in [owner, sender] {
                        if let Some(other) = hours.get(usize::from(other)) {
                            gate = gate.intersect(other);
                        }
                    }
                    gates.push(gate);
                    (gates.len() - 1) as u16
                });
                if gates[usize::from(gate)].next_open(start_of_day(Zone::UTC, origin)).is_none() {
                    never.push(distinct[usize::from(*zone)].name());
                }
                gate_of.push(gate);
            }
            order::sort(&mut never);
            never.dedup();
            if !never.is_empty() {
                let who = if touch.by_owner { "their owner works" } else { "its sender sends" };
                let zones: Vec<String> = never.into_iter().map(str::to_owned).collect();
                problems.push(
                    Finding::new(Code::NeverOpen, Place::Step(touch.id))
                        .of(Part::Window)
                        .with(Name::Who, who)
                        .with(Name::Zones, zones),
                );
            }
        }

        let mut by_account: Vec<(u32, u32)> = (0..)
            .zip(&cohort.members)
            .filter(|(_, member)| member.account != u32::MAX)
            .map(|(index, member)| (member.account, index))
            .collect();
        order::sort_by_number(&mut by_account, |(account, _)| u128::from(*account));
        let account_ends = (0..cohort.n_accounts)
            .map(|account| by_account.partition_point(|(of, _)| *of <= account) as u32)
            .collect();

        let end = start_of_day(Zone::UTC, origin.plus_days(span as i32));
        Timetable {
            origin,
            end,
            days: distinct.iter().map(|zone| LocalDays::new(*zone, origin, end)).collect(),
            business: BusinessDays::new(calendars.first(), origin, span),
            calendars,
            zone_of,
            place_of,
            n_places: places.len(),
            gates,
            gate_of,
            owners,
            account_ends,
            account_members: by_account.into_iter().map(|(_, member)| member).collect(),
            problems,
        }
    }

    /// Bytes that the tables would take, at most: open times for every window, zone, owner's and sender's calendar that can meet,
    /// and the days of all zones.
    pub(crate) fn bytes(program: &Program, cohort: &Cohort) -> u64 {
        let days = u64::from(span_days(program, cohort));
        let lines =
            program.team.calendars.iter().map(|calendar| calendar.hours.len() as u64).max().unwrap_or(1);
        // an interval and its bucket a day and line
        let table = days * 16 * lines.max(1);
        let zones = cohort.zones.len() as u64;
        let people = (program.team.owners.len() + program.team.senders.len()) as u64;
        let known = |calendars: &mut dyn Iterator<Item = (u16, Zone)>| {
            let mut found: Vec<(u16, Zone)> = Vec::new();
            for (calendar, zone) in calendars.filter(|(calendar, _)| *calendar != NONE) {
                if found.len() < 1_000 && !found.contains(&(calendar, zone)) {
                    found.push((calendar, zone));
                }
            }
            found.len() as u64 + 1
        };
        let owners = known(&mut program.team.owners.iter().map(|owner| (owner.calendar, owner.zone)));
        let senders = known(&mut program.team.senders.iter().map(|sender| (sender.calendar, sender.zone)));
        let windows = (program.windows.len() + 1).min(program.touches.len() + 1) as u64;
        let windows = windows * if program.rails.is_some() { 2 } else { 1 };
        let total = |places: u64| {
            let gates = places.saturating_mul(windows).saturating_add(people + zones);
            gates
                .saturating_mul(table)
                .saturating_add((people + zones) * days * 4)
                .saturating_add(places.saturating_mul(program.touches.len() as u64 * 2))
        };
        let places = (zones * owners).saturating_mul(senders).saturating_mul(cohort.regions.len() as u64 + 1);
        let places = places.min(u64::from(cohort.n_contacts()).max(1));
        if total(places) < 1 << 28 {
            return total(places);
        }
        // owners and senders of a contact mostly do not meet those of all others: those that do are counted
        let owner =
            |of: u16| program.team.owners.get(usize::from(of)).map(|owner| (owner.calendar, owner.zone));
        let sender =
            |of: u16| program.team.senders.get(usize::from(of)).map(|sender| (sender.calendar, sender.zone));
        let place =
            |member: &Member| (member.zone, owner(member.owner), member.senders.map(sender), member.region);
        let met: BTreeSet<_> = cohort.members.iter().map(place).into_set();
        total(met.len() as u64)
    }

    /// The sequence's calendar at one of the cohort's zones.
    #[inline(always)]
    pub(crate) fn calendar(&self, zone: u16) -> &OpenTimes {
        &self.calendars[usize::from(self.zone_of[usize::from(zone)])]
    }

    /// The zone of one of the cohort's zones, or one with the same rules.
    pub(crate) fn zone(&self, zone: u16) -> Zone {
        self.calendar(zone).zone()
    }

    /// Number of the open times of a touch for a member.
    #[inline(always)]
    pub(crate) fn gate_number(&self, touch: u16, member: u32) -> u16 {
        self.gate_of[usize::from(touch) * self.n_places + usize::from(self.place_of[member as usize])]
    }

    /// Open times by number.
    #[inline(always)]
    pub(crate) fn gate(&self, number: u16) -> &OpenTimes {
        &self.gates[usize::from(number)]
    }

    /// Working hours of an owner.
    pub(crate) fn owner(&self, owner: u16) -> Option<&OpenTimes> {
        self.owners.get(usize::from(owner))
    }

    /// The members of an account.
    pub(crate) fn colleagues(&self, account: u32) -> &[u32] {
        let index = account as usize;
        let Some(end) = self.account_ends.get(index) else { return &[] };
        let start = if index == 0 { 0 } else { self.account_ends[index - 1] };
        &self.account_members[start as usize..*end as usize]
    }

    /// The first day on or after `date` on which contacts enter: a business day, or any day without a calendar.
    pub(crate) fn entry_day(&self, date: Date) -> Option<Date> {
        let calendar = self.calendars.first()?;
        let last = self.end.utc().0;
        let days = (0..).map(|n| date.plus_days(n)).take_while(|day| *day < last);
        days.into_iter().find(|day| calendar.is_business_day(*day))
    }

    /// Entry on `date` at a zone (S7): the calendar's first opening on or after it.
    pub(crate) fn entry(&self, date: Date, zone: u16) -> Option<Instant> {
        self.calendar(zone).next_open(start_of_day(self.zone(zone), date))
    }

    /// Entry by an event at a minute of a local day (S7); the first minute of the day for 0.
    pub(crate) fn event(&self, date: Date, minute: u16, zone: u16) -> Option<Instant> {
        let zone = self.zone(zone);
        let at = match Clock::from_minutes(minute) {
            Some(clock) if minute > 0 => zone.instant(date, clock),
            _ => start_of_day(zone, date),
        };
        Some(at).filter(|at| *at < self.end)
    }

    /// The earliest entry on `date` anywhere: when it is decided who enters.
    pub(crate) fn first_entry(&self, date: Date) -> Option<Instant> {
        self.calendars
            .iter()
            .filter_map(|calendar| calendar.next_open(start_of_day(calendar.zone(), date)))
            .min()
    }

    /// The end of a wait that began at `base` (T2, S3), for a contact that entered at `entered`; never before `base`.
    /// `None` = beyond what is laid out.
    pub(crate) fn wait(&self, op: &Op, base: Instant, entered: Instant, zone: u16) -> Option<Instant> {
        let calendar = self.calendar(zone);
        let end = match op {
            Op::For { length, .. } => self.after(*length, base, zone)?,
            Op::Day { n, .. } => {
                let (entry, _) = calendar.zone().local(entered);
                start_of_day(calendar.zone(), entry.plus_days(i32::from(*n).max(1) - 1)).max(base)
            }
            Op::UntilDay { date, at, .. } => calendar.zone().instant(*date, *at).max(base),
            Op::Until { days, at, not_same_day, .. } => {
                next_weekday_at(calendar.zone(), base, *days, *at, *not_same_day)?
            }
            _ => base,
        };
        (end < self.end).then_some(end)
    }

    /// When a wait for `date` [days] ends that began at `base` (S3); `None` where there is no date or the instant has passed.
    pub(crate) fn until_date(&self, op: &Op, date: Option<i32>, base: Instant, zone: u16) -> Option<Instant> {
        let Op::UntilDate { offset_days, at, yearly, .. } = op else { return None };
        let date = Date::from_days(date?);
        date_at(self.calendar(zone).zone(), base, date, *offset_days, *at, *yearly)
    }

    /// `base` plus a length (T2).
    pub(crate) fn after(&self, length: Length, base: Instant, zone: u16) -> Option<Instant> {
        let end = match length {
            Length::Minutes(n) => base.plus_minutes(i32::try_from(n).ok()?),
            Length::Hours(n) => base.plus_minutes(i32::try_from(n).ok()?.checked_mul(60)?),
            Length::BusinessHours(n) => self.calendar(zone).plus_open_minutes(base, n.checked_mul(60)?)?,
            _ => match self.same_clock(length, base, zone) {
                Some(end) => end,
                None => self.same_clock_over_changes(length, base, zone)?,
            },
        };
        (end < self.end).then_some(end)
    }

    /// `base` plus a length in days, where neither its day nor that of the end has a clock change: a look-up.
    fn same_clock(&self, length: Length, base: Instant, zone: u16) -> Option<Instant> {
        let days = &self.days[usize::from(self.zone_of[usize::from(zone)])];
        let today = days.day(base);
        let day = match length {
            Length::Days(n) => today.checked_add(n as usize)?,
            Length::Weeks(n) => today.checked_add((n as usize).checked_mul(7)?)?,
            Length::BusinessDays(n) => self.business.after(today, n as usize)?,
            Length::Minutes(_) | Length::Hours(_) | Length::BusinessHours(_) | Length::Months(_) => {
                return None;
            }
        };
        let (from, to) = (days.plain_day(today)?, days.plain_day(day)?);
        (from.0 <= base.0).then(|| Instant(to.0 + (base.0 - from.0)))
    }

    /// The same by the rules of zones, whatever lies between.
    fn same_clock_over_changes(&self, length: Length, base: Instant, zone: u16) -> Option<Instant> {
        let calendar = self.calendar(zone);
        match length {
            Length::Days(n) => Some(plus_days(calendar.zone(), base, i32::try_from(n).ok()?)),
            Length::Weeks(n) => {
                Some(plus_days(calendar.zone(), base, i32::try_from(n).ok()?.checked_mul(7)?))
            }
            Length::BusinessDays(n) => calendar.plus_business_days(base, n),
            Length::Months(n) => plus_months(calendar.zone(), base, n),
            Length::Minutes(_) | Length::Hours(_) | Length::BusinessHours(_) => None,
        }
    }
}

/// The business days of the sequence's calendar, counted: they are the same dates in every zone.
#[derive(Clone, Debug)]
struct BusinessDays {
    /// Business days up to and with each day from the origin.
    up_to: Vec<u32>,
    /// The business days in order, as days after the origin.
    nth: Vec<u32>,
}

impl BusinessDays {
    fn new(calendar: Option<&OpenTimes>, origin: Date, n_days: u32) -> BusinessDays {
        let mut business = BusinessDays { up_to: Vec::new(), nth: Vec::new() };
        for day in 0..n_days {
            if calendar.is_some_and(|calendar| calendar.is_business_day(origin.plus_days(day as i32))) {
                business.nth.push(day);
            }
            business.up_to.push(business.nth.len() as u32);
        }
        business
    }

    /// The `n`th business day strictly after `day`; `day` itself for 0 (T2).
    fn after(&self, day: usize, n: usize) -> Option<usize> {
        let Some(back) = n.checked_sub(1) else { return Some(day) };
        let index = (*self.up_to.get(day)? as usize).checked_add(back)?;
        self.nth.get(index).map(|day| *day as usize)
    }
}

/// The local days of a zone from a first one on, for counting by day without looking up offsets.
#[derive(Clone, Debug)]
pub(crate) struct LocalDays {
    starts: Vec<i32>,
}

impl LocalDays {
    /// The days from `origin` until some weeks after `end`: delays reach 30 days beyond the last touch.
    pub(crate) fn new(zone: Zone, origin: Date, end: Instant) -> LocalDays {
        let n_days = (end.0 - start_of_day(Zone::UTC, origin).0).max(0) / MINUTES_PER_DAY + 70;
        LocalDays { starts: (0..=n_days).map(|n| start_of_day(zone, origin.plus_days(n)).0).collect() }
    }

    /// The start of a day that is 24 hours long, so that its clock is the time since then.
    #[inline(always)]
    fn plain_day(&self, day: usize) -> Option<Instant> {
        let (start, end) = (*self.starts.get(day)?, *self.starts.get(day + 1)?);
        (end - start == MINUTES_PER_DAY).then_some(Instant(start))
    }

    /// The first minute of a day.
    pub(crate) fn start(&self, day: usize) -> Instant {
        Instant(self.starts.get(day).copied().unwrap_or(i32::MAX))
    }

    /// The day of `at`, counted from the origin; the first and the last day take what lies outside.
    #[inline(always)]
    pub(crate) fn day(&self, at: Instant) -> usize {
        let last = self.starts.len() - 1;
        let mut day = ((at.0 - self.starts[0]).max(0) / MINUTES_PER_DAY) as usize;
        day = day.min(last);
        // clock changes move the starts of days by an hour or so
        while day > 0 && self.starts[day] > at.0 {
            day -= 1;
        }
        while day < last && self.starts[day + 1] <= at.0 {
            day += 1;
        }
        day
    }
}

/// Days from the first one of the tables to the end of the last year whose clock changes are known, at most [`MAX_SPAN`].
fn most_days(program: &Program) -> u32 {
    let end = Date::new(LAST_YEAR + 1, 1, 1).map_or(0, Date::days);
    let days = end.saturating_sub(program.entry_from.days()).saturating_add(2);
    u32::try_from(days).unwrap_or(0).min(MAX_SPAN)
}

/// Days from the first entry to the last touch, generously: entry, waits, queues.
pub(crate) fn span_days(program: &Program, cohort: &Cohort) -> u32 {
    let open_days = |calendar: u16| {
        program
            .team
            .calendars
            .get(usize::from(calendar))
            .map_or(7, |hours| u64::from(hours.open_weekdays().max(1)))
    };
    let n = u64::from(cohort.n_contacts());
    let week = |days: u64, open: u64| days * 7 / open + 7;
    let entry = program
        .per_business_day
        .map_or(0, |per| week(n / u64::from(per.max(1)) + 1, open_days(program.calendar)));
    let mut sends = [0_u64; SENDING.len()];
    for touch in &program.touches {
        if let Some(count) = sends.get_mut(usize::from(touch.sends_by)) {
            *count += u64::from(touch.most_visits);
        }
    }
    let manual = || program.touches.iter().filter(|touch| touch.by_owner);
    let minutes: u64 =
        manual().map(|touch| u64::from(touch.most_visits) * u64::from(touch.effort_minutes)).sum();
    let tasks: u64 = manual().map(|touch| u64::from(touch.most_visits)).sum();
    let mut sends_of = vec![0_u64; program.team.senders.len()];
    let mut contacts_of = vec![0_u64; program.team.owners.len()];
    for member in &cohort.members {
        for (sender, n) in member.senders.iter().zip(sends) {
            if let Some(count) = sends_of.get_mut(usize::from(*sender)) {
                *count += n;
            }
        }
        if let Some(count) = contacts_of.get_mut(usize::from(member.owner)) {
            *count += 1;
        }
    }
    let sending = program.team.senders.iter().zip(&sends_of).filter_map(|(sender, sends)| {
        let open = open_days(sender.calendar).min(open_days(program.calendar));
        let by_day = match sender.ramp {
            None => sender.cap_per_day.map(|cap| week(sends / u64::from(cap.max(1)), open)),
            // one that nobody writes from may begin when it likes
            Some(_) if *sends == 0 => None,
            Some(ramp) => {
                let until = ramp.from.days().saturating_sub(program.entry_from.days()).max(0);
                Some(week(ramp.days_for(*sends, sender.cap_per_day), open) + u64::from(until.unsigned_abs()))
            }
        };
        let by_span = sender.limits.iter().map(|(most, span, _)| {
            let minutes = span.minutes().unwrap_or(31 * MINUTES_PER_DAY).max(MINUTES_PER_DAY);
            week(sends * u64::from(minutes.unsigned_abs() / 1_440) / u64::from(*most) + 1, open)
        });
        let spaced = (sender.spacing > 0).then(|| week(sends * u64::from(sender.spacing) / 240 + 1, open));
        // each day that it is behind either its day or another limit was used up
        let by_limits = by_span.chain(spaced).max();
        (by_day.is_some() || by_limits.is_some()).then(|| by_day.unwrap_or(0) + by_limits.unwrap_or(0))
    });
    let working = program.team.owners.iter().zip(&contacts_of).map(|(owner, contacts)| {
        let open = open_days(owner.calendar).min(open_days(program.calendar));
        let by_minutes = contacts * minutes / u64::from(owner.minutes_per_day.unwrap_or(480).clamp(1, 480));
        let by_tasks = owner.tasks_per_day.map_or(0, |cap| contacts * tasks / u64::from(cap.max(1)));
        week(by_minutes.max(by_tasks), open)
    });
    let queues = sending.chain(working).max().unwrap_or(0);
    // waits for a date end on days that are known, whenever they begin; who enters on a date enters then
    let latest = |date: u16, offset: i32| {
        let of_list =
            (0..cohort.n_contacts()).filter_map(|member| cohort.date(member, date, program.dates.len()));
        let set = program.set_dates.get(usize::from(date)).into_iter().flatten().filter_map(|(_, day)| *day);
        let after = |day: i32| day.saturating_add(offset).saturating_sub(program.entry_from.days());
        of_list.chain(set).map(after).filter(|days| *days < most_days(program) as i32).max()
    };
    let waits = program.ops.iter().filter_map(|op| match op {
        Op::UntilDate { date, offset_days, yearly: false, .. } => latest(*date, *offset_days),
        Op::UntilDay { date, .. } => {
            let after = date.days().saturating_sub(program.entry_from.days());
            Some(after).filter(|days| *days < most_days(program) as i32)
        }
        _ => None,
    });
    let last_day = waits.max().map_or(0, |days| days.max(0) as u64);
    let entry = match program.arrivals {
        Arrivals::Segment => entry,
        Arrivals::Daily { days, .. } => u64::from(days) + 1,
        Arrivals::On(date) => latest(date, 0).map_or(0, |days| days.max(0) as u64),
    };
    let entry = entry.max(last_day);
    let held = program.rails.as_ref().filter(|rails| rails.holds()).map_or(0, |rails| {
        let visits: u64 = program.touches.iter().map(|touch| u64::from(touch.most_visits)).sum();
        visits * (rails.hold / MINUTES_PER_DAY + 1).unsigned_abs() as u64
    });
    let days = (entry + u64::from(program.path_days) + queues + held) * 5 / 4;
    let within =
        |calendar: &Hours| u64::from(calendar.holidays_within(u32::try_from(days).unwrap_or(u32::MAX)));
    let local = cohort.regions.iter().map(|off| off.len() as u64).max().unwrap_or(0);
    let local = local * (days / 365 + 2) / u64::from(Cohort::REGION_YEARS);
    let days = days + program.team.calendars.iter().map(within).max().unwrap_or(0) + local + 120;
    days.min(u64::from(most_days(program))) as u32
}
