//! The planned schedule (E6): the event loop with nobody reacting, and a walk over the lists that only a reaction leads into.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::each::Each;
use super::kernel::{Leave, Nobody, Run, Witness, World};
use super::numbers::{far_problems, opens_far};
use super::ways::Ways;
use super::{MoveCause, PlannedAction, PlannedExit, PlannedTouch, Schedule, SkipCause, When};
use crate::calendar::{Date, Instant, LAST_YEAR, OpenTimes};
use crate::lean::order::{Gather, sort_by_number_in_turns};
use crate::lean::turns::{A_TURN, at_once, straight_on};
use crate::model::{Code, Finding, Name, Part, Place, StepId};
use crate::program::{Arrivals, Cohort, Op, Program, Rails};

/// The touches if nobody reacts, with capacity; and for lists that depend on reactions each touch once per step and visit with
/// its guard, its earliest and its latest instant after windows and before capacity (E6).
///
/// Both dates of a guarded touch count from the touches before it as they are planned if nobody reacts. The guards are those of
/// the lists it stands in; what follows a list that ends is guarded by not having taken that list. A LinkedIn message after an
/// invitation stands behind the acceptance. What stands in a repeat is guarded by what ends it. What only those come to who stand at
/// the same point at another time (who left a touch out, joined from another list or were taken out of a repeat) is guarded by that,
/// and its dates are theirs.
///
/// Where events that nobody can foresee let contacts in, everybody is planned as if the event came at the first opening on the
/// entry's date, without capacity: then only the distances count, and [`Schedule::relative_to_entry`] says so.
///
/// It is not the heaviest load for people: replies and meetings add work that nothing here knows of.
///
/// What is too large to be planned ([`super::too_large_to_plan`]) is refused: the schedule is empty and its problems say why.
pub fn plan_schedule(program: &Program, cohort: &Cohort) -> Schedule {
    let (program, cohort) = (Arc::new(program.clone()), Arc::new(cohort.clone()));
    at_once(plan_in_turns(&program, &cohort, &mut straight_on))
}

/// As [`plan_schedule`], a piece at a time. Opening hours are laid out in one piece: `too_large_to_plan` bounds them.
///
/// # Errors
/// Where it was stopped.
pub async fn plan_in_turns<S>(
    program: &Arc<Program>,
    cohort: &Arc<Cohort>,
    turn: &mut impl AsyncFnMut() -> Result<(), S>,
) -> Result<Schedule, S> {
    let schedules = plan_together(&[(program.clone(), cohort.clone())], turn).await?;
    Ok(schedules.into_iter().next().unwrap_or_default())
}

/// The schedules of several sequences of one plan that run together: they share people, mailboxes and contacts (C5). One that cannot
/// run, or is too large, stands alone with its problems, and the others run without it.
///
/// # Errors
/// Where it was stopped.
pub async fn plan_together<S>(
    parts: &[(Arc<Program>, Arc<Cohort>)],
    turn: &mut impl AsyncFnMut() -> Result<(), S>,
) -> Result<Vec<Schedule>, S> {
    let mut schedules: Vec<Schedule> = Vec::with_capacity(parts.len());
    let mut running = Vec::new();
    for (place, (program, cohort)) in parts.iter().enumerate() {
        let (schedule, runs) = prepared(program, cohort);
        schedules.push(schedule);
        if runs {
            running.push(place);
        }
    }
    if running.is_empty() {
        return Ok(schedules);
    }
    turn().await?;
    let worlds = World::planned(running.iter().map(|place| parts[*place].clone()).collect());
    let mut trails = Each::of(worlds.iter().map(Trail::new).collect());
    let mut run = Run::new(&worlds);
    run.begin(&worlds);
    (0..worlds.len()).for_each(|part| run.let_in(&worlds, part));
    while !run.advance(&worlds, &mut Nobody, &mut trails, &mut ACTIVATIONS.clone()) {
        turn().await?;
    }
    drop(run);
    for ((trail, world), place) in trails.all.into_iter().zip(&worlds).zip(running) {
        walked(world, trail, &mut schedules[place], turn).await?;
    }
    Ok(schedules)
}

/// A schedule without touches, and whether there is something to plan.
fn prepared(program: &Program, cohort: &Cohort) -> (Schedule, bool) {
    let mut schedule = Schedule {
        held_back: cohort.held_back().to_vec(),
        standing: cohort.standing().clone(),
        problems: program.problems().iter().chain(cohort.problems()).cloned().collect(),
        ..Schedule::default()
    };
    // an error of the list is one before launch: nobody is touched because something was not understood (G8)
    if program.has_errors() || cohort.has_errors() {
        return (schedule, false);
    }
    if let Some(refusal) = super::too_large_to_plan(program, cohort) {
        schedule.problems.push(refusal);
        return (schedule, false);
    }
    if let Arrivals::Daily { days, .. } = program.arrivals {
        schedule.relative_to_entry = Some(program.entry_from);
        schedule.last_entry = Some(program.entry_from.plus_days(i32::from(days.max(1)) - 1));
    }
    (schedule, true)
}

/// Adds what a run has shown to its schedule.
async fn walked<S>(
    world: &World,
    mut trail: Trail<'_>,
    schedule: &mut Schedule,
    turn: &mut impl AsyncFnMut() -> Result<(), S>,
) -> Result<(), S> {
    let (program, cohort) = (&world.program, &world.cohort);
    schedule.last_entry = schedule.last_entry.or(trail.last_entry);
    // each log is dropped as soon as it is walked: it and its touches need not both be there for all
    let mut told = 0;
    for (member, log) in (0..).zip(std::mem::take(&mut trail.logs)) {
        if let Some(entered) = log.entered {
            Ways::new(world, &log, member, schedule).walk(entered);
        }
        let made = schedule.touches.len() + schedule.actions.len() + member as usize;
        if made - told > A_TURN / 4 {
            told = made;
            turn().await?;
        }
    }
    let by_touch = |t: &PlannedTouch| in_order(t.when.instant(), t.contact, t.step, t.visit);
    sort_by_number_in_turns(&mut schedule.touches, by_touch, turn).await?;
    let by_action = |a: &PlannedAction| in_order(a.when.instant(), a.contact, a.step, a.visit);
    sort_by_number_in_turns(&mut schedule.actions, by_action, turn).await?;
    schedule.exits = trail.exits;
    let by_exit = |exit: &PlannedExit| in_order(exit.at, exit.contact, StepId(0), 0);
    sort_by_number_in_turns(&mut schedule.exits, by_exit, turn).await?;
    schedule.problems.extend(world.timetable.problems.iter().cloned());
    schedule.problems.extend(far_problems(program, (0..).zip(trail.far)));
    schedule.problems.extend(stuck_problems(program, &trail.stuck));
    schedule.problems.extend(without_basis(program, cohort, schedule, turn).await?);
    Ok(())
}

/// Activations between two turns: two to five milliseconds.
const ACTIVATIONS: u32 = 20_000;

/// People whom the schedule would write to without what a new cold sequence asks for, where the sequence asks for nothing (G8).
async fn without_basis<S>(
    program: &Program,
    cohort: &Cohort,
    schedule: &Schedule,
    turn: &mut impl AsyncFnMut() -> Result<(), S>,
) -> Result<Vec<Finding>, S> {
    // by code the contacts and the first day
    let mut found: BTreeMap<Code, (BTreeSet<u32>, Date)> = BTreeMap::new();
    for (n, touch) in schedule.touches.iter().enumerate() {
        if n % A_TURN == A_TURN - 1 {
            turn().await?;
        }
        let Some(member) = cohort.member_of(touch.contact) else { continue };
        let lacks = cohort.without_basis(member).has(touch.channel.channel());
        if lacks && !matches!(touch.when, When::Skipped { .. }) {
            let zone = cohort.zones[usize::from(cohort.members[member as usize].zone)];
            let day = zone.local(touch.when.instant()).0;
            let unplaced = cohort.is_unplaced(touch.contact);
            let code = if unplaced { Code::ColdToUnknownCountry } else { Code::ColdWithoutBasis };
            let (contacts, first) = found.entry(code).or_insert_with(|| (BTreeSet::new(), day));
            contacts.insert(touch.contact);
            *first = day.min(*first);
        }
    }
    let finding = |(code, (contacts, first)): (Code, (BTreeSet<u32>, Date))| {
        Finding::new(code, Place::Sequence(program.sequence()))
            .of(Part::Consent)
            .with(Name::Contacts, contacts.len())
            .with(Name::FirstOn, first)
    };
    Ok(found.into_iter().map(finding).collect())
}

/// A number that orders by time, then contact, then step, then visit.
pub(super) fn in_order(at: Instant, contact: u32, step: StepId, visit: u16) -> u128 {
    let minute = at.0.cast_unsigned() ^ 1 << 31; // minutes before 1970 come first
    u128::from(minute) << 80 | u128::from(contact) << 48 | u128::from(step.0) << 16 | u128::from(visit)
}

/// What is said about contacts that wait beyond the time that is looked at: per touch step, or before and between touches.
pub(crate) fn stuck_problems(program: &Program, stuck: &BTreeMap<Option<u16>, u32>) -> Vec<Finding> {
    let problem = |(touch, n): (&Option<u16>, &u32)| {
        let touch = touch.and_then(|touch| program.touches.get(usize::from(touch)));
        let place = touch.map_or(Place::Sequence(program.sequence), |touch| Place::Step(touch.id));
        let finding = Finding::new(Code::WaitsForEver, place).with(Name::Contacts, *n);
        finding.with(Name::Limit, LAST_YEAR.unsigned_abs())
    };
    stuck.iter().map(problem).collect()
}

/// What happened to each member on the path where nobody reacts.
struct Trail<'a> {
    world: &'a World,
    logs: Vec<Log>,
    /// Steps that wait for a date of the contact.
    until_dates: BTreeSet<u16>,
    exits: Vec<PlannedExit>,
    stuck: BTreeMap<Option<u16>, u32>,
    last_entry: Option<Date>,
    /// Contacts by touch for whom it opens far from where it is due.
    far: Vec<u32>,
}

/// What happened to one member, step by step in order.
#[derive(Clone, Default)]
pub(super) struct Log {
    pub(super) entered: Option<Instant>,
    pub(super) entries: Vec<(u16, Logged)>,
}

/// What happened at a step.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Logged {
    Executed {
        due: Instant,
        joined: Instant,
        at: Instant,
    },
    Skipped {
        at: Instant,
        cause: SkipCause,
    },
    Took(u16),
    Acted(Instant),
    /// For a date of the contact.
    Waited(Instant),
}

impl<'a> Trail<'a> {
    fn new(world: &'a World) -> Trail<'a> {
        let logs = vec![Log::default(); world.cohort.members.len()];
        let until_date = |op: &Op| if let Op::UntilDate { step, .. } = op { Some(*step) } else { None };
        let until_dates = world.program.ops.iter().filter_map(until_date).into_set();
        Trail {
            world,
            logs,
            until_dates,
            exits: Vec::new(),
            stuck: BTreeMap::new(),
            last_entry: None,
            far: vec![0; world.program.touches.len()],
        }
    }

    fn touch(&mut self, member: u32, touch: u16, logged: Logged) {
        let step = self.world.program.touches[usize::from(touch)].step;
        self.logs[member as usize].entries.push((step, logged));
    }
}

impl Witness for Trail<'_> {
    fn entered(&mut self, member: u32, at: Instant) {
        self.logs[member as usize].entered = Some(at);
        let zone = self.world.timetable.zone(self.world.cohort.members[member as usize].zone);
        self.last_entry = self.last_entry.max(Some(zone.local(at).0));
    }

    fn waits(&mut self, member: u32, step: u16, _: Instant, until: Instant) {
        if self.until_dates.contains(&step) {
            self.logs[member as usize].entries.push((step, Logged::Waited(until)));
        }
    }

    fn took(&mut self, member: u32, step: u16, list: u16) {
        self.logs[member as usize].entries.push((step, Logged::Took(list)));
    }

    fn executed(&mut self, member: u32, touch: u16, due: Instant, joined: Instant, at: Instant) {
        self.far[usize::from(touch)] += u32::from(opens_far(due, joined));
        self.touch(member, touch, Logged::Executed { due, joined, at });
    }

    fn skipped(&mut self, member: u32, touch: u16, _: Instant, at: Instant, cause: SkipCause) {
        self.touch(member, touch, Logged::Skipped { at, cause });
    }

    fn acted(&mut self, member: u32, step: u16, _: u16, at: Instant) {
        self.logs[member as usize].entries.push((step, Logged::Acted(at)));
    }

    fn left(&mut self, member: u32, at: Instant, how: Leave) {
        let reason = match how {
            Leave::Stopped { reason, .. } => self.world.program.reasons[usize::from(reason)].clone(),
            Leave::MissingData { .. } => "missing data".to_owned(),
            Leave::NoDate { .. } => "no date to wait for".to_owned(),
            Leave::Finished | Leave::Rule(..) | Leave::Refused => return,
        };
        let member = &self.world.cohort.members[member as usize];
        let sequence = self.world.program.sequence;
        self.exits.push(PlannedExit { contact: member.number, row: member.row, sequence, at, reason });
    }

    fn stuck(&mut self, _: u32, touch: Option<u16>) {
        *self.stuck.entry(touch).or_default() += 1;
    }
}

/// Why a touch moved from `due` to `at` (T4), in order: the days it was moved over, then the queue.
pub(super) fn move_causes(
    world: &World,
    member: u32,
    touch: u16,
    (due, joined, at): (Instant, Instant, Instant),
) -> Vec<MoveCause> {
    let program = &world.program;
    let gate = world.timetable.gate(world.timetable.gate_number(touch, member));
    let calendar = world.timetable.calendar(world.cohort.members[member as usize].zone);
    let mut causes = Vec::new();
    let mut add = |cause| {
        if !causes.contains(&cause) {
            causes.push(cause);
        }
    };
    let facing = program.touches[usize::from(touch)].channel.is_contact_facing();
    let rails = program.rails.as_ref().filter(|_| facing);
    // what service makes due in the last open minute joins when its hours open next: that is no hold
    let is_held = rails.is_some_and(Rails::holds) && gate.next_open(due.plus_minutes(1)) != Some(joined);
    let open = if is_held { gate.next_open(due).unwrap_or(joined).min(joined) } else { joined };
    // one minute later is the order of a minute (C5), not a move
    if open > due.plus_minutes(1) || !gate.is_open(due) {
        if rails.is_some_and(|rails| rails.is_quiet(calendar.zone().local(due).1)) {
            add(MoveCause::QuietHours);
        }
        let own = program.team.calendars.get(usize::from(program.calendar));
        let region = world.cohort.members[member as usize].region;
        let local = world.cohort.regions.get(usize::from(region)).filter(|_| facing);
        let off = |date: Date| {
            let is_local = local.is_some_and(|off| off.binary_search(&date.days()).is_ok());
            // the calendar's own days off stand first
            let is_own = own.is_some_and(|own| own.holidays.contains(&date));
            is_own.then_some(MoveCause::Holiday).or(is_local.then_some(MoveCause::LocalHoliday))
        };
        for cause in closed_days(calendar, due, open, off) {
            add(cause);
        }
    }
    if joined > open.plus_minutes(1) {
        add(MoveCause::FrequencyCap);
    }
    if at > joined {
        add(MoveCause::Capacity);
    }
    causes
}

/// Why nothing was open from `due` until just before `open`, day by day of the contact's calendar.
fn closed_days(
    calendar: &OpenTimes,
    due: Instant,
    open: Instant,
    off: impl Fn(Date) -> Option<MoveCause>,
) -> Vec<MoveCause> {
    let (first, _) = calendar.zone().local(due);
    let (last, _) = calendar.zone().local(open);
    (first.days()..=last.days())
        .map(Date::from_days)
        .filter(|date| *date < last || first == last)
        .map(|date| {
            match off(date) {
                // a holiday at the place on a day without hours moves nothing
                Some(MoveCause::Holiday) => MoveCause::Holiday,
                Some(cause) if calendar.is_business_day(date) => cause,
                _ if calendar.is_business_day(date) => MoveCause::OutsideHours,
                _ => MoveCause::Weekend,
            }
        })
        .collect()
}
