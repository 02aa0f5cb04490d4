//! All ways that one contact can come through a program, for the planned schedule (E6): along what happened where nobody reacts,
//! and into every list, pass and touch that only a reaction leads to. Knows no queue and no draw.

use std::collections::BTreeMap;

use super::kernel::{Seen, World, arm_of, drawn_by, known, skip_cause};
use super::plan::{Log, Logged, move_causes};
use super::{Guard, PlannedAction, PlannedTouch, Schedule, SkipCause, When};
use crate::calendar::{Date, Instant};
use crate::model::{ChannelKind, Condition, EventKind, Happened, NoDate, OnMissing, Rule, StepId, Test};
use crate::program::{Expr, NONE, Op, Program, mix};

/// Identity of a touch or an action: stable over re-planning (X1).
fn id_of(program: &Program, contact: u32, step: u32, visit: u16) -> u64 {
    let word = mix(u64::from(contact) << 32 | u64::from(program.sequence.0));
    mix(word ^ (u64::from(step) << 16 | u64::from(visit)))
}

/// A contact at a point of the program.
#[derive(Clone)]
struct Path {
    /// What the next wait counts from, at the earliest and at the latest.
    earliest: Instant,
    latest: Instant,
    /// The same of the nearest touch before, for pauses.
    touched: (Instant, Instant),
    /// Whether it is the path where nobody reacts.
    is_trodden: bool,
    /// Whether the next touch is left out: the wait before it had no date.
    skips_next: bool,
    /// The nearest touch before, or [`NONE`].
    last: u16,
    /// Id of the nearest touch that was not skipped.
    before: Option<u64>,
    /// What actions have set, as far as it is sure.
    set: Vec<Option<bool>>,
    /// The score, if it is sure.
    score: Option<Option<f64>>,
}

impl Path {
    fn seen(&self) -> Seen<'_> {
        Seen { set: &self.set, score: self.score }
    }

    /// Forgets what actions have set otherwise on another way that leads to the same point.
    fn forget(&mut self, other: &Path) {
        for (bit, other) in self.set.iter_mut().zip(&other.set) {
            if *bit != *other {
                *bit = None;
            }
        }
        if self.score != other.score {
            self.score = None;
        }
    }
}

/// One contact's walk over all lists it can come to.
pub(super) struct Ways<'a, 'b> {
    world: &'a World,
    log: &'a Log,
    /// The next entry of the log: the trodden path meets them in order.
    next: usize,
    member: u32,
    /// Where the trodden path was at the last entry.
    trodden: Option<Path>,
    /// Repeats that the walk is in.
    depth: u32,
    /// Visits by step, where there are repeats.
    visits: BTreeMap<u16, u16>,
    /// Touches that can have been executed, and when at the earliest.
    reached: BTreeMap<u16, Instant>,
    out: &'b mut Schedule,
}

/// A list of a container that can be taken: where it stands, what must hold, what holds for who did not take it, and its path.
struct Way {
    from: usize,
    to: usize,
    guard: Vec<Guard>,
    if_it_ends: Option<Guard>,
    path: Path,
}

impl<'a, 'b> Ways<'a, 'b> {
    pub(super) fn new(world: &'a World, log: &'a Log, member: u32, out: &'b mut Schedule) -> Self {
        let (visits, reached) = (BTreeMap::new(), BTreeMap::new());
        Ways { world, log, next: 0, member, trodden: None, depth: 0, visits, reached, out }
    }

    /// Walks all ways of a contact that entered then.
    pub(super) fn walk(mut self, entered: Instant) {
        let start = Path {
            earliest: entered,
            latest: entered,
            touched: (entered, entered),
            is_trodden: true,
            skips_next: false,
            last: NONE,
            before: None,
            set: vec![Some(false); usize::from(self.world.program.n_set)],
            score: Some(self.world.cohort.scores.get(self.member as usize).copied().flatten()),
        };
        self.list(0, self.world.program.ops.len(), start, &mut Vec::new());
    }

    /// What happened at a step on the trodden path, if that is what happened next there.
    fn peek(&self, step: u16) -> Option<Logged> {
        self.log.entries.get(self.next).filter(|(of, _)| *of == step).map(|(_, logged)| *logged)
    }

    /// The same; the next question is about what happened after it.
    fn take(&mut self, step: u16) -> Option<Logged> {
        let logged = self.peek(step)?;
        self.next += 1;
        Some(logged)
    }

    fn taken(&mut self, path: &Path, step: u16) -> Option<usize> {
        match path.is_trodden.then(|| self.take(step))?? {
            Logged::Took(list) => Some(usize::from(list)),
            _ => None,
        }
    }

    fn known(&self, expr: &Expr, path: &Path) -> Option<bool> {
        known(expr, self.world, self.member, path.earliest, path.seen())
    }

    /// Arrivals at a step before this one.
    fn visit(&mut self, step: u16) -> u16 {
        if self.depth == 0 {
            return 0;
        }
        let visits = self.visits.entry(step).or_default();
        *visits = visits.saturating_add(1);
        *visits - 1
    }

    /// Walks over operations `from..to`; `None` if the path ends or never goes on.
    fn list(&mut self, from: usize, to: usize, mut path: Path, guard: &mut Vec<Guard>) -> Option<Path> {
        let program: &Program = &self.world.program;
        let zone = self.world.cohort.members[self.member as usize].zone;
        let mut at = from;
        while at < to {
            match &program.ops[at] {
                Op::Touch(touch) => path = self.touch(*touch, path, guard)?,
                Op::Act { step, action } => path = self.act(*step, *action, path, guard),
                op @ (Op::For { .. } | Op::Day { .. } | Op::Until { .. }) => {
                    let entered = self.log.entered.unwrap_or(path.earliest);
                    path.earliest = self.world.timetable.wait(op, path.earliest, entered, zone)?;
                    path.latest = self.world.timetable.wait(op, path.latest, entered, zone)?;
                }
                op @ Op::UntilDate { .. } => path = self.until_date(op, path, guard)?,
                Op::Await { step, event, of, at_most, timed_out, join } => {
                    let touch = if *of == NONE { path.last } else { *of };
                    let after = |base| self.world.timetable.after(*at_most, base, zone);
                    let (first_end, last_end) = (after(path.earliest)?, after(path.latest)?);
                    let out = Path { earliest: first_end, latest: last_end, ..path.clone() };
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
                        let first = executed.plus_minutes(i32::from(!is_at_once(*event))).max(path.earliest);
                        ways.push(Way {
                            from: at + 1,
                            to: *timed_out as usize - 1,
                            guard: vec![Guard::Happened(*event, id)],
                            if_it_ends: Some(Guard::TimedOut(*event, id)),
                            path: Path { earliest: first, latest: last_end.max(first), ..path.clone() },
                        });
                        out_guard = (vec![Guard::TimedOut(*event, id)], Some(Guard::Happened(*event, id)));
                    }
                    let (from, to) = (*timed_out as usize, *join as usize);
                    ways.push(Way { from, to, guard: out_guard.0, if_it_ends: out_guard.1, path: out });
                    let first = usize::from(can.is_none());
                    let trodden = self.taken(&path, *step).and_then(|list| list.checked_sub(first));
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
                        let value = self.known(&program.exprs[usize::from(*expr)], &path);
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
                        let (from, to, path) = (*start as usize, end(index), path.clone());
                        ways.push(Way { from, to, guard: needs, if_it_ends, path });
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
                        let (from, to, path) = (*otherwise as usize, *join as usize, path.clone());
                        ways.push(Way { from, to, guard: needs, if_it_ends, path });
                    }
                    let taken = self.taken(&path, *step);
                    let trodden = taken.and_then(|list| numbers.iter().position(|number| *number == list));
                    path = self.join(ways, trodden, guard)?;
                    at = *join as usize;
                    continue;
                }
                Op::Split { step, per_account, arms, join } => {
                    let id = program.steps[usize::from(*step)].id;
                    let drawn_by = drawn_by(self.world, self.member, *per_account);
                    let arm = arm_of(arms, program.seed, id.0, drawn_by);
                    self.taken(&path, *step);
                    if let Some((_, start)) = arms.get(arm) {
                        let end = arms.get(arm + 1).map_or(*join, |next| next.1) as usize - 1;
                        path = self.list(*start as usize, end, path, guard)?;
                    }
                    at = *join as usize;
                    continue;
                }
                Op::Repeat { turn, .. } => {
                    path = self.repeat(*turn, path, guard)?;
                    at = program.turns[usize::from(*turn)].again as usize;
                }
                Op::Jump(target) => {
                    at = *target as usize;
                    continue;
                }
                Op::End { .. } => return None,
                Op::Again { .. } | Op::Finish => break,
            }
            at += 1;
        }
        Some(path)
    }

    /// A wait for a date. What an action may have set is one date more that it may be; on the trodden path it is known.
    fn until_date(&mut self, op: &Op, mut path: Path, guard: &mut Vec<Guard>) -> Option<Path> {
        let Op::UntilDate { step, date, or_else, .. } = op else { return Some(path) };
        if path.is_trodden
            && let Some(Logged::Waited(until)) = self.peek(*step)
        {
            self.next += 1;
            (path.earliest, path.latest) = (until, until);
            return Some(path);
        }
        if path.is_trodden && *or_else != NoDate::Exit {
            path.skips_next = *or_else == NoDate::SkipNextTouch;
            return Some(path);
        }
        let program = &self.world.program;
        let zone = self.world.cohort.members[self.member as usize].zone;
        let set = program.set_dates.get(usize::from(*date)).into_iter().flatten();
        let state = |bit: u16| path.set.get(usize::from(bit)).copied().flatten();
        let sure = set.clone().find(|(bit, _)| state(*bit) == Some(true));
        let days: Vec<Option<i32>> = match sure {
            Some((_, day)) => vec![*day],
            None => set
                .filter(|(bit, _)| state(*bit).is_none())
                .map(|(_, day)| *day)
                .chain([self.world.cohort.date(self.member, *date, program.dates.len())])
                .collect(),
        };
        let until = |day: Option<i32>, base| self.world.timetable.until_date(op, day, base, zone);
        let first = days.iter().filter_map(|day| until(*day, path.earliest)).min();
        let last = days.iter().filter_map(|day| until(*day, path.latest)).max();
        // who comes too late, or has no date
        let is_past = days.iter().any(|day| until(*day, path.latest).is_none());
        match (first, or_else) {
            (Some(first), NoDate::Continue) if is_past => {
                path.latest = last.unwrap_or(first).max(path.latest);
                path.earliest = if days.iter().any(|day| until(*day, path.earliest).is_none()) {
                    path.earliest
                } else {
                    first.min(path.latest)
                };
            }
            (Some(first), _) => (path.earliest, path.latest) = (first, last.unwrap_or(first).max(first)),
            (None, NoDate::Continue) => {}
            (None, NoDate::SkipNextTouch) => path.skips_next = true,
            (None, NoDate::Exit) => return None,
        }
        // whoever leaves here on the trodden path is not among those who go on: they have another date by then
        if path.is_trodden && first.is_some() && *or_else == NoDate::Exit {
            path.is_trodden = false;
            let own = self.world.cohort.date(self.member, *date, program.dates.len());
            let test = own.map_or(Test::Known, |day| Test::After(Date::from_days(day)));
            if let Some(field) = program.dates.get(usize::from(*date)).cloned() {
                guard.push(Guard::When(Rule::Is(Condition { field, test })));
            }
        }
        (path.latest < self.world.timetable.end).then_some(path)
    }

    /// Walks all ways and goes on where they join: on the trodden one if it is among them, else between the first and the
    /// last of them. Who took a way that ends does not come here: that is part of what guards the rest.
    fn join(&mut self, ways: Vec<Way>, trodden: Option<usize>, guard: &mut Vec<Guard>) -> Option<Path> {
        let depth = guard.len();
        let mut joined: Option<Path> = None;
        let mut ended = Vec::new();
        // what holds for those who come out of each way that goes on: its own guards, then what was added on it
        let mut going: Vec<(usize, Vec<Guard>)> = Vec::new();
        for (index, way) in ways.into_iter().enumerate() {
            let own = way.guard.len();
            guard.extend(way.guard);
            let path = Path { is_trodden: trodden == Some(index), ..way.path };
            let end = self.list(way.from, way.to, path, guard);
            let added = guard.split_off(depth);
            if end.is_some() {
                going.push((own, added));
            }
            joined = match (joined, end) {
                (known, None) => {
                    ended.extend(way.if_it_ends);
                    known
                }
                (None, Some(end)) => Some(end),
                (Some(known), Some(end)) => Some(either(known, end)),
            };
        }
        if let Some(path) = &joined {
            guard.extend(ended);
            match going.as_slice() {
                [(own, added)] => guard.extend(added.iter().skip(*own).cloned()),
                // none of the ways is the one of those who do not react any more
                _ if trodden.is_some() && !path.is_trodden => {
                    let rules = going.iter().map(|(_, added)| added.iter().map(as_rule).collect());
                    if let Some(rules) = rules.collect::<Option<Vec<Vec<Rule>>>>() {
                        guard.push(Guard::When(Rule::Any(rules.into_iter().map(Rule::All).collect())));
                    }
                }
                _ => {}
            }
        }
        joined
    }

    /// Walks all passes of a repeat. What stands in it is guarded by what ends it; who is taken out of it goes on after it from
    /// then on, which may be as early as it was entered.
    fn repeat(&mut self, turn: u16, path: Path, guard: &mut Vec<Guard>) -> Option<Path> {
        let program: &Program = &self.world.program;
        let record = &program.turns[usize::from(turn)];
        let zone = self.world.cohort.members[self.member as usize].zone;
        let (from, to) = (record.start as usize + 1, record.again as usize);
        let can_end = program.touches.iter().any(|touch| touch.channel.events().contains(&record.until));
        let id = program.steps[usize::from(record.step)].id;
        let depth = guard.len();
        if can_end {
            guard.push(Guard::Repeating(record.until, id));
        }
        self.taken(&path, record.step);
        self.depth += 1;
        let entry = path.clone();
        let n_touches = self.out.touches.len();
        let mut here = Some(path);
        for pass in 0..record.times {
            let Some(path) = here else { break };
            let began = (path.earliest, path.latest);
            here = self.list(from, to, path, guard);
            if pass + 1 == record.times {
                break;
            }
            here = here.and_then(|mut path| {
                let after = |base| self.world.timetable.after(record.every, base, zone);
                path.earliest = path.earliest.max(after(began.0.max(path.touched.0))?);
                path.latest = path.latest.max(after(began.1.max(path.touched.1))?);
                // without another pass it was ended there
                path.is_trodden = path.is_trodden && self.taken(&path, record.step).is_some();
                Some(path)
            });
        }
        self.depth -= 1;
        if can_end {
            guard.remove(depth);
        }
        let off = here.as_ref().is_none_or(|path| !path.is_trodden);
        if entry.is_trodden && off && self.next < self.log.entries.len() {
            // nobody reacts and yet it was ended: by a task that is done when it is served
            let on = self.trodden.clone();
            here = match (here, on) {
                (Some(here), Some(on)) => Some(either(here, on)),
                (here, on) => on.or(here),
            };
        }
        if !can_end {
            return here;
        }
        let ended = Path { is_trodden: false, ..entry };
        match here {
            Some(here) => {
                let before = if here.is_trodden { here.before } else { ended.before };
                let last = here.last;
                Some(Path { before, last, ..either(here, ended) })
            }
            None => {
                guard.push(Guard::RepeatEnded(record.until, id));
                let inside = self.out.touches.iter().skip(n_touches).map(|touch| touch.when.latest());
                Some(Path { latest: inside.fold(ended.latest, Instant::max), ..ended })
            }
        }
        .map(|mut path| {
            // it may have been ended between any two actions
            for op in &program.ops[from..to] {
                if let Op::Act { action, .. } = op {
                    let info = &program.actions[usize::from(*action)];
                    for bit in info.set.iter().chain(&info.clear) {
                        path.set[usize::from(*bit)] = None;
                    }
                    if info.score.after(Some(0.0)) != Some(0.0) {
                        path.score = None;
                    }
                }
            }
            path
        })
    }

    /// An action takes no time (S6).
    fn act(&mut self, step: u16, action: u16, mut path: Path, guard: &[Guard]) -> Path {
        let program: &Program = &self.world.program;
        let info = &program.actions[usize::from(action)];
        let member = &self.world.cohort.members[self.member as usize];
        for bit in &info.clear {
            path.set[usize::from(*bit)] = Some(false);
        }
        for bit in &info.set {
            path.set[usize::from(*bit)] = Some(true);
        }
        path.score = path.score.map(|score| info.score.after(score));
        let logged = path.is_trodden.then(|| self.take(step)).flatten();
        let when = match logged {
            Some(Logged::Acted(at)) => When::At { due: at, planned: at, moved_by: Vec::new() },
            _ => {
                path.is_trodden = false;
                When::Between { earliest: path.earliest, latest: path.latest }
            }
        };
        let visit = self.visit(step);
        let owner = program.owners.get(usize::from(member.owner)).filter(|_| info.tells_owner);
        self.out.actions.push(PlannedAction {
            id: id_of(program, member.number, info.id.0, visit),
            contact: member.number,
            row: member.row,
            step: info.id,
            visit,
            owner: owner.map(|owner| owner.id),
            when,
            guard: guard.to_vec(),
            depends_on: path.before.into_iter().collect(),
        });
        if path.is_trodden {
            self.trodden = Some(path.clone());
        }
        path
    }

    fn touch(&mut self, touch: u16, mut path: Path, outer: &mut Vec<Guard>) -> Option<Path> {
        let program: &Program = &self.world.program;
        let info = &program.touches[usize::from(touch)];
        let member = &self.world.cohort.members[self.member as usize];
        let number = self.world.timetable.gate_number(touch, self.member);
        let gate = self.world.timetable.gate(number);
        let logged = path.is_trodden.then(|| self.take(info.step)).flatten();
        if path.is_trodden && logged.is_none() {
            if self.depth == 0 {
                return None; // waits for ever
            }
            path.is_trodden = false; // the repeat was ended before it
        }
        let mut guard = outer.clone();
        // a condition that only the run can answer guards the touch; one that is answered does not
        let condition = program.exprs.get(usize::from(info.skip_if));
        let left_out = condition.map(|expr| self.known(expr, &path));
        let is_open = left_out == Some(None);
        let rules = program.cases.get(usize::from(info.skip_rule)).map(|rules| rules.0.clone());
        let rules = rules.unwrap_or_default();
        if is_open {
            guard.push(Guard::Otherwise(rules.clone()));
        }
        let out_of_reach = skip_cause(info, member.reach, member.owner, member.sender(info));
        let leaves = |cause: SkipCause| cause.is_missing_data() && info.on_missing == OnMissing::Exit;
        if !path.is_trodden {
            let by_design = path.skips_next || left_out == Some(Some(true));
            if by_design || out_of_reach.is_some() {
                path.touched = (path.earliest, path.latest);
                (path.last, path.skips_next) = (touch, false);
                if !by_design && out_of_reach.is_some_and(leaves) {
                    return self.left_out_instead(path, is_open, rules, outer);
                }
                return Some(path);
            }
        }
        let visit = self.visit(info.step);
        let id = id_of(program, member.number, info.id.0, visit);
        let mut next = Path { last: touch, before: Some(id), skips_next: false, ..path.clone() };
        let between = |earliest: Instant, latest: Instant| {
            Some(When::Between { earliest: gate.next_open(earliest)?, latest: gate.next_open(latest)? })
        };
        let when = match logged {
            Some(Logged::Executed { due, joined, at }) => {
                (next.earliest, next.latest) = (at, at);
                let moved_by = move_causes(self.world, self.member, touch, (due, joined, at));
                When::At { due, planned: at, moved_by }
            }
            Some(Logged::Skipped { at, cause }) => {
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
                    None if cause == SkipCause::SkipIf && is_open && out_of_reach.is_none() => {
                        let when = between(at, at);
                        if when.is_some() {
                            self.reached.insert(touch, at);
                        }
                        when.unwrap_or(When::Skipped { at, cause })
                    }
                    None => When::Skipped { at, cause },
                }
            }
            _ => between(path.earliest, path.latest)?,
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
                if leaves(*cause) {
                    self.push(touch, (id, visit), when, guard, path.before);
                    next.is_trodden = false;
                    return self.left_out_instead(next, is_open, rules, outer);
                }
            }
        }
        next.touched = (next.earliest, next.latest);
        self.push(touch, (id, visit), when, guard, path.before);
        if next.is_trodden {
            self.trodden = Some(next.clone());
        }
        Some(next)
    }

    /// After a touch that takes contacts out because it cannot reach them: only those go on for whom it was left out.
    fn left_out_instead(
        &self,
        path: Path,
        is_open: bool,
        rules: Vec<Rule>,
        guard: &mut Vec<Guard>,
    ) -> Option<Path> {
        is_open.then(|| {
            guard.extend(rules.into_iter().map(Guard::When));
            path
        })
    }

    fn push(
        &mut self,
        touch: u16,
        (id, visit): (u64, u16),
        when: When,
        guard: Vec<Guard>,
        before: Option<u64>,
    ) {
        let program = &self.world.program;
        let info = &program.touches[usize::from(touch)];
        let member = &self.world.cohort.members[self.member as usize];
        let sender = program.senders.get(usize::from(member.sender(info)));
        let owner = program.owners.get(usize::from(member.owner)).filter(|_| info.by_owner);
        self.out.touches.push(PlannedTouch {
            id,
            contact: member.number,
            row: member.row,
            step: info.id,
            visit,
            channel: info.channel,
            owner: owner.map(|owner| owner.id),
            sender: sender.map(|sender| sender.id),
            when,
            guard,
            depends_on: before.into_iter().collect(),
        });
    }
}

/// What is known the minute the touch is over.
fn is_at_once(event: EventKind) -> bool {
    matches!(event, EventKind::Connected | EventKind::Talked | EventKind::Done)
}

/// A guard as a rule; none where only the schedule can say it.
fn as_rule(guard: &Guard) -> Option<Rule> {
    let happened = |event: &EventKind, of: &StepId| Rule::Happened(Happened { event: *event, of: Some(*of) });
    match guard {
        Guard::Happened(event, of) => Some(happened(event, of)),
        Guard::TimedOut(event, of) => Some(Rule::None(vec![happened(event, of)])),
        Guard::When(rule) => Some(rule.clone()),
        Guard::Otherwise(rules) => Some(Rule::None(rules.clone())),
        Guard::Repeating(..) | Guard::RepeatEnded(..) => None,
    }
}

/// Where two ways lead to the same point: the trodden one if it is among them, else between the first and the last of both.
fn either(one: Path, other: Path) -> Path {
    let (mut path, also) = if other.is_trodden || !one.is_trodden && other.earliest < one.earliest {
        (other, one)
    } else {
        (one, other)
    };
    if !path.is_trodden {
        path.latest = path.latest.max(also.latest);
        path.touched.1 = path.touched.1.max(also.touched.1);
    }
    path.forget(&also);
    path
}
