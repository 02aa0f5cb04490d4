//! The planned schedule (E6): the event loop with nobody reacting, and a walk over the lists that only a reaction leads into.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::kernel::{Leave, Nobody, Run, Witness, World, arm_of, date_of, drawn_by, known, skip_cause};
use super::{Guard, MoveCause, PlannedExit, PlannedTouch, Schedule, SkipCause, When};
use crate::calendar::{Instant, OpenTimes};
use crate::model::{ChannelKind, EventKind, NoDate, OnMissing, Place, Problem, Rule, Severity};
use crate::program::{Cohort, NONE, Op, Program, mix};

/// The touches if nobody reacts, with capacity; and for lists that depend on reactions each touch once per step with its
/// guard, its earliest and its latest instant after windows and before capacity (E6).
///
/// Both dates of a guarded touch count from the touches before it as they are planned if nobody reacts. The guards are those of
/// the lists it stands in; what follows a list that ends is guarded by not having taken that list. A LinkedIn message after an
/// invitation stands behind the acceptance.
///
/// It is not the heaviest load for people: replies and meetings add work that nothing here knows of.
pub fn plan_schedule(program: &Program, cohort: &Cohort) -> Schedule {
    let mut schedule = Schedule {
        held_back: cohort.held_back().to_vec(),
        problems: program.problems().to_vec(),
        ..Schedule::default()
    };
    if program.has_errors() {
        return schedule;
    }
    let world = World::new(Arc::new(program.clone()), Arc::new(cohort.clone()));
    let mut trail = Trail::new(&world);
    let mut run = Run::new(&world);
    run.begin(&world);
    while !run.advance(&world, &mut Nobody, &mut trail, &mut u32::MAX.clone()) {}

    for member in 0..cohort.n_contacts() {
        let mut walk = Walk {
            world: &world,
            trail: &trail,
            member,
            reached: BTreeMap::new(),
            out: &mut schedule.touches,
        };
        if let Some(entered) = trail.entered[member as usize] {
            let start = Path {
                earliest: entered,
                latest: entered,
                is_trodden: true,
                skips_next: false,
                last: NONE,
                before: None,
            };
            walk.list(0, program.ops.len(), start, &mut Vec::new());
        }
    }
    schedule.touches.sort_by_key(|touch| (touch.when.instant(), touch.contact, touch.step));
    schedule.exits = trail.exits;
    schedule.exits.sort_by_key(|exit| (exit.at, exit.contact));
    schedule.problems.extend(world.timetable.problems.iter().cloned());
    schedule.problems.extend(stuck_problems(program, &trail.stuck));
    schedule
}

/// What is said about contacts that wait for ever: per touch step, or before and between touches.
pub(crate) fn stuck_problems(program: &Program, stuck: &BTreeMap<Option<u16>, u32>) -> Vec<Problem> {
    let problem = |(touch, n): (&Option<u16>, &u32)| {
        let who = if *n == 1 { "1 contact waits".to_owned() } else { format!("{n} contacts wait") };
        let touch = touch.and_then(|touch| program.touches.get(usize::from(touch)));
        let place = touch.map_or(Place::Sequence(program.sequence), |touch| Place::Step(touch.id));
        let message = format!("{who} here for ever: nothing is free within the time that was looked at");
        Problem { severity: Severity::Warning, place, message }
    };
    stuck.iter().map(problem).collect()
}

/// Identity of a touch: stable over re-planning (X1).
fn touch_id(program: &Program, contact: u32, step: u32, visit: u16) -> u64 {
    let word = mix(u64::from(contact) << 32 | u64::from(program.sequence.0));
    mix(word ^ (u64::from(step) << 16 | u64::from(visit)))
}

/// What happened to each member on the path where nobody reacts.
struct Trail<'a> {
    world: &'a World,
    n_touches: usize,
    n_steps: usize,
    entered: Vec<Option<Instant>>,
    /// Per member and touch.
    touches: Vec<Trodden>,
    /// Per member and step the list that was taken, plus one.
    taken: Vec<u16>,
    exits: Vec<PlannedExit>,
    stuck: BTreeMap<Option<u16>, u32>,
}

#[derive(Clone, Copy)]
enum Trodden {
    Not,
    Executed { due: Instant, joined: Instant, at: Instant },
    Skipped { at: Instant, cause: SkipCause },
}

impl<'a> Trail<'a> {
    fn new(world: &'a World) -> Trail<'a> {
        let n = world.cohort.members.len();
        let (n_touches, n_steps) = (world.program.touches.len(), world.program.steps.len());
        Trail {
            world,
            n_touches,
            n_steps,
            entered: vec![None; n],
            touches: vec![Trodden::Not; n * n_touches],
            taken: vec![0; n * n_steps],
            exits: Vec::new(),
            stuck: BTreeMap::new(),
        }
    }

    fn touch(&self, member: u32, touch: u16) -> Trodden {
        self.touches[member as usize * self.n_touches + usize::from(touch)]
    }

    fn taken(&self, member: u32, step: u16) -> Option<usize> {
        usize::from(self.taken[member as usize * self.n_steps + usize::from(step)]).checked_sub(1)
    }
}

impl Witness for Trail<'_> {
    fn entered(&mut self, member: u32, at: Instant) {
        self.entered[member as usize] = Some(at);
    }

    fn took(&mut self, member: u32, step: u16, list: u16) {
        self.taken[member as usize * self.n_steps + usize::from(step)] = list + 1;
    }

    fn executed(&mut self, member: u32, touch: u16, due: Instant, joined: Instant, at: Instant) {
        self.touches[member as usize * self.n_touches + usize::from(touch)] =
            Trodden::Executed { due, joined, at };
    }

    fn skipped(&mut self, member: u32, touch: u16, _: Instant, at: Instant, cause: SkipCause) {
        self.touches[member as usize * self.n_touches + usize::from(touch)] = Trodden::Skipped { at, cause };
    }

    fn left(&mut self, member: u32, at: Instant, how: Leave) {
        let reason = match how {
            Leave::Stopped { reason, .. } => self.world.program.reasons[usize::from(reason)].clone(),
            Leave::MissingData { .. } => "missing data".to_owned(),
            Leave::NoDate { .. } => "no date to wait for".to_owned(),
            Leave::Finished | Leave::Rule(..) | Leave::Refused => return,
        };
        let member = &self.world.cohort.members[member as usize];
        self.exits.push(PlannedExit { contact: member.number, row: member.row, at, reason });
    }

    fn stuck(&mut self, _: u32, touch: Option<u16>) {
        *self.stuck.entry(touch).or_default() += 1;
    }
}

/// A contact at a point of the program.
#[derive(Clone, Copy)]
struct Path {
    /// What the next wait counts from, at the earliest and at the latest.
    earliest: Instant,
    latest: Instant,
    /// Whether it is the path where nobody reacts.
    is_trodden: bool,
    /// Whether the next touch is left out: the wait before it had no date.
    skips_next: bool,
    /// The nearest touch before, or [`NONE`].
    last: u16,
    /// Id of the nearest touch that was not skipped.
    before: Option<u64>,
}

/// One contact's walk over all lists it can come to.
struct Walk<'a, 'b> {
    world: &'a World,
    trail: &'a Trail<'a>,
    member: u32,
    /// Touches that can have been executed, and when at the earliest.
    reached: BTreeMap<u16, Instant>,
    out: &'b mut Vec<PlannedTouch>,
}

/// A list of a container that can be taken: where it stands, what must hold, what holds for who did not take it, and its path.
struct Way {
    from: usize,
    to: usize,
    guard: Vec<Guard>,
    if_it_ends: Option<Guard>,
    path: Path,
}

impl Walk<'_, '_> {
    /// Walks over operations `from..to`; `None` if the path ends or never goes on.
    fn list(&mut self, from: usize, to: usize, mut path: Path, guard: &mut Vec<Guard>) -> Option<Path> {
        let program: &Program = &self.world.program;
        let zone = self.world.cohort.members[self.member as usize].zone;
        let entered = self.trail.entered[self.member as usize].unwrap_or(path.earliest);
        let mut at = from;
        while at < to {
            match &program.ops[at] {
                Op::Touch(touch) => path = self.touch(*touch, path, guard)?,
                op @ (Op::For { .. } | Op::Day { .. } | Op::Until { .. }) => {
                    path.earliest = self.world.timetable.wait(op, path.earliest, entered, zone)?;
                    path.latest = self.world.timetable.wait(op, path.latest, entered, zone)?;
                }
                op @ Op::UntilDate { date, or_else, .. } => {
                    let date = date_of(self.world, self.member, *date);
                    let until = |base| self.world.timetable.until_date(op, date, base, zone);
                    match (until(path.earliest), until(path.latest), or_else) {
                        (Some(first), Some(last), _) => (path.earliest, path.latest) = (first, last),
                        // who comes too late goes on at once, or not to what follows
                        (Some(first), None, NoDate::Continue) => path.earliest = first.min(path.latest),
                        (Some(first), None, _) => (path.earliest, path.latest) = (first, first),
                        (None, _, NoDate::Continue) => {}
                        (None, _, NoDate::SkipNextTouch) => path.skips_next = true,
                        (None, _, NoDate::Exit) => return None,
                    }
                    if path.latest >= self.world.timetable.end {
                        return None;
                    }
                }
                Op::Await { step, event, of, at_most, timed_out, join } => {
                    let touch = if *of == NONE { path.last } else { *of };
                    let after = |base| self.world.timetable.after(*at_most, base, zone);
                    let (first_end, last_end) = (after(path.earliest)?, after(path.latest)?);
                    let out = Path { earliest: first_end, latest: last_end, ..path };
                    // of a touch, or of the contact since entry: then of the first touch that can bring it about
                    let causes =
                        |touch: &u16| program.touches[usize::from(*touch)].channel.events().contains(event);
                    let can = if *of == NONE && event.is_of_contact() {
                        self.reached.iter().find(|(touch, _)| causes(touch)).map(|(touch, at)| (*touch, *at))
                    } else {
                        self.reached.get(&touch).filter(|_| causes(&touch)).map(|at| (touch, *at))
                    };
                    let mut ways = Vec::new();
                    let mut out_guard = (Vec::new(), None);
                    if let Some((touch, executed)) = can {
                        let id = program.touches[usize::from(touch)].id;
                        let at_once =
                            matches!(event, EventKind::Connected | EventKind::Talked | EventKind::Done);
                        let first = executed.plus_minutes(i32::from(!at_once)).max(path.earliest);
                        ways.push(Way {
                            from: at + 1,
                            to: *timed_out as usize - 1,
                            guard: vec![Guard::Happened(*event, id)],
                            if_it_ends: Some(Guard::TimedOut(*event, id)),
                            path: Path { earliest: first, latest: last_end.max(first), ..path },
                        });
                        out_guard = (vec![Guard::TimedOut(*event, id)], Some(Guard::Happened(*event, id)));
                    }
                    let (from, to) = (*timed_out as usize, *join as usize);
                    ways.push(Way { from, to, guard: out_guard.0, if_it_ends: out_guard.1, path: out });
                    let trodden = self.trodden_way(path, *step, &ways, if can.is_some() { 0 } else { 1 });
                    path = self.join(ways, trodden, guard)?;
                    at = *join as usize;
                    continue;
                }
                Op::Branch { step, cases, rules, otherwise, join } => {
                    let rules = &program.cases[usize::from(*rules)].0;
                    let end =
                        |index: usize| cases.get(index + 1).map_or(*otherwise, |case| case.1) as usize - 1;
                    let (mut ways, mut open): (Vec<Way>, Vec<Rule>) = (Vec::new(), Vec::new());
                    let mut numbers = Vec::new();
                    let mut sure = false;
                    for (index, (expr, start)) in cases.iter().enumerate() {
                        let value =
                            known(&program.exprs[usize::from(*expr)], self.world, self.member, path.earliest);
                        if value == Some(false) {
                            continue;
                        }
                        let rule = rules.get(index).cloned().unwrap_or_default();
                        let mut needs = Vec::new();
                        if !open.is_empty() {
                            needs.push(Guard::Otherwise(open.clone()));
                        }
                        let mut if_it_ends = (!open.is_empty()).then(|| Guard::When(Rule::Any(open.clone())));
                        if value.is_none() {
                            needs.push(Guard::When(rule.clone()));
                            if_it_ends = Some(Guard::Otherwise(vec![rule.clone()]));
                            open.push(rule);
                        }
                        numbers.push(index);
                        ways.push(Way {
                            from: *start as usize,
                            to: end(index),
                            guard: needs,
                            if_it_ends,
                            path,
                        });
                        if value == Some(true) {
                            sure = true;
                            break;
                        }
                    }
                    if !sure {
                        let needs =
                            if open.is_empty() { Vec::new() } else { vec![Guard::Otherwise(open.clone())] };
                        let if_it_ends = (!open.is_empty()).then_some(Guard::When(Rule::Any(open)));
                        numbers.push(cases.len());
                        let (from, to) = (*otherwise as usize, *join as usize);
                        ways.push(Way { from, to, guard: needs, if_it_ends, path });
                    }
                    let taken = self.trail.taken(self.member, *step).filter(|_| path.is_trodden);
                    let trodden = taken.and_then(|list| numbers.iter().position(|number| *number == list));
                    path = self.join(ways, trodden, guard)?;
                    at = *join as usize;
                    continue;
                }
                Op::Split { step, per_account, arms, join } => {
                    let id = program.steps[usize::from(*step)].id;
                    let drawn_by = drawn_by(self.world, self.member, *per_account);
                    let arm = arm_of(arms, program.seed, id.0, drawn_by);
                    if let Some((_, start)) = arms.get(arm) {
                        let end = arms.get(arm + 1).map_or(*join, |next| next.1) as usize - 1;
                        path = self.list(*start as usize, end, path, guard)?;
                    }
                    at = *join as usize;
                    continue;
                }
                Op::Jump(target) => {
                    at = *target as usize;
                    continue;
                }
                Op::End { .. } => return None,
                Op::Finish => break,
            }
            at += 1;
        }
        Some(path)
    }

    /// Which of the two ways of an await was taken where nobody reacts. `first` is the list of the first way.
    fn trodden_way(&self, path: Path, step: u16, ways: &[Way], first: usize) -> Option<usize> {
        let taken = self.trail.taken(self.member, step).filter(|_| path.is_trodden)?;
        taken.checked_sub(first).filter(|way| *way < ways.len())
    }

    /// Walks all ways and goes on where they join: on the trodden one if it is among them, else between the first and the
    /// last of them. Who took a way that ends does not come here: that is part of what guards the rest.
    fn join(&mut self, ways: Vec<Way>, trodden: Option<usize>, guard: &mut Vec<Guard>) -> Option<Path> {
        let depth = guard.len();
        let mut joined: Option<Path> = None;
        let mut ended = Vec::new();
        for (index, way) in ways.into_iter().enumerate() {
            guard.extend(way.guard);
            let path = Path { is_trodden: trodden == Some(index), ..way.path };
            let end = self.list(way.from, way.to, path, guard);
            guard.truncate(depth);
            joined = match (joined, end) {
                (known, None) => {
                    ended.extend(way.if_it_ends);
                    known
                }
                (None, Some(end)) => Some(end),
                (Some(known), Some(_)) if known.is_trodden => Some(known),
                (Some(_), Some(end)) if end.is_trodden => Some(end),
                (Some(known), Some(end)) => {
                    let first = if end.earliest < known.earliest { end } else { known };
                    Some(Path { latest: known.latest.max(end.latest), ..first })
                }
            };
        }
        if joined.is_some() {
            guard.extend(ended);
        }
        joined
    }

    fn touch(&mut self, touch: u16, path: Path, guard: &[Guard]) -> Option<Path> {
        let program: &Program = &self.world.program;
        let info = &program.touches[usize::from(touch)];
        let member = &self.world.cohort.members[self.member as usize];
        let number = self.world.timetable.gate_number(touch, self.member);
        let gate = self.world.timetable.gate(number);
        let id = touch_id(program, member.number, info.id.0, 0);
        let mut guard = guard.to_vec();
        // a condition that only the run can answer guards the touch; one that is answered does not
        let condition = program.exprs.get(usize::from(info.skip_if));
        let left_out = condition.map(|expr| known(expr, self.world, self.member, path.earliest));
        let is_open = left_out == Some(None);
        if is_open {
            let rules = program.cases.get(usize::from(info.skip_rule));
            guard.push(Guard::Otherwise(rules.map_or_else(Vec::new, |rules| rules.0.clone())));
        }
        let mut next = Path { last: touch, before: Some(id), skips_next: false, ..path };
        let between = |earliest: Instant, latest: Instant| {
            Some(When::Between { earliest: gate.next_open(earliest)?, latest: gate.next_open(latest)? })
        };
        let when = if path.is_trodden {
            match self.trail.touch(self.member, touch) {
                Trodden::Not => return None,
                Trodden::Executed { due, joined, at } => {
                    (next.earliest, next.latest) = (at, at);
                    let moved_by = move_causes(self.world, self.member, touch, (due, joined, at));
                    When::At { due, planned: at, moved_by }
                }
                Trodden::Skipped { at, cause } => {
                    (next.earliest, next.latest) = (at, at);
                    // goes out after all if the invitation was accepted by then
                    let invitation = self.reached.keys().rev().find(|touch| {
                        program.touches[usize::from(**touch)].channel == ChannelKind::LinkedinInvite
                    });
                    let invitation = invitation.copied().filter(|_| cause == SkipCause::NotConnected);
                    match invitation.and_then(|invitation| Some((invitation, between(at, at)?))) {
                        Some((invitation, when)) => {
                            let id = program.touches[usize::from(invitation)].id;
                            guard.push(Guard::Happened(EventKind::Accepted, id));
                            self.reached.insert(touch, at);
                            when
                        }
                        None if cause == SkipCause::SkipIf && is_open => {
                            self.reached.insert(touch, at);
                            between(at, at)?
                        }
                        None => When::Skipped { at, cause },
                    }
                }
            }
        } else if path.skips_next || left_out == Some(Some(true)) {
            return Some(Path { last: touch, skips_next: false, ..path });
        } else if skip_cause(info, member.reach, member.owner, member.sender(info)).is_some() {
            return (info.on_missing == OnMissing::Skip).then_some(Path { last: touch, ..path });
        } else {
            between(path.earliest, path.latest)?
        };
        match &when {
            When::At { planned, .. } => {
                self.reached.insert(touch, *planned);
            }
            When::Between { earliest, latest } if !path.is_trodden => {
                (next.earliest, next.latest) = (*earliest, *latest);
                self.reached.insert(touch, *earliest);
            }
            When::Between { .. } => next.before = path.before,
            When::Skipped { cause, .. } => {
                next.before = path.before;
                if cause.is_missing_data() && info.on_missing == OnMissing::Exit {
                    self.push(touch, id, when, guard, path.before);
                    return None;
                }
            }
        }
        self.push(touch, id, when, guard, path.before);
        Some(next)
    }

    fn push(&mut self, touch: u16, id: u64, when: When, guard: Vec<Guard>, before: Option<u64>) {
        let program = &self.world.program;
        let info = &program.touches[usize::from(touch)];
        let member = &self.world.cohort.members[self.member as usize];
        let sender = program.senders.get(usize::from(member.sender(info)));
        let owner = program.owners.get(usize::from(member.owner)).filter(|_| info.by_owner);
        self.out.push(PlannedTouch {
            id,
            contact: member.number,
            row: member.row,
            step: info.id,
            visit: 0,
            channel: info.channel,
            owner: owner.map(|owner| owner.id),
            sender: sender.map(|sender| sender.id),
            when,
            guard,
            depends_on: before.into_iter().collect(),
        });
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
    // one minute later is the order of a minute (C5), not a move
    if joined > due.plus_minutes(1) || !gate.is_open(due) {
        for cause in closed_days(calendar, due, joined, |date| {
            program.calendars.get(usize::from(program.calendar)).is_some_and(|c| c.holidays.contains(&date))
        }) {
            add(cause);
        }
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
    is_holiday: impl Fn(crate::calendar::Date) -> bool,
) -> Vec<MoveCause> {
    let (first, _) = calendar.zone().local(due);
    let (last, _) = calendar.zone().local(open);
    (first.days()..=last.days())
        .map(crate::calendar::Date::from_days)
        .filter(|date| *date < last || first == last)
        .map(|date| {
            if calendar.is_business_day(date) {
                MoveCause::OutsideHours
            } else if is_holiday(date) {
                MoveCause::Holiday
            } else {
                MoveCause::Weekend
            }
        })
        .collect()
}
