//! All ways that one contact can come through a program, for the planned schedule (E6): along what happened where nobody reacts,
//! and into every list, pass and touch that only a reaction leads to. Knows no queue and no draw.

use std::collections::BTreeMap;

use super::kernel::{World, arm_of, drawn_by, known, skip_cause, time_limit};
use super::path::{Path, Span, Times, any_of};
use super::plan::{Log, Logged, move_causes};
use super::{Guard, PlannedAction, PlannedTouch, Schedule, SkipCause, When};
use crate::calendar::{Date, Instant, OpenTimes};
use crate::model::{ChannelKind, Condition, EventKind, ExitRule, Happened, NoDate, OnMissing, Rule, Test};
use crate::program::{Expr, NONE, Op, Program, TouchInfo, mix};

/// Identity of a touch or an action: stable over re-planning (X1).
fn id_of(program: &Program, contact: u32, step: u32, visit: u16) -> u64 {
    let word = mix(u64::from(contact) << 32 | u64::from(program.sequence.0));
    mix(word ^ (u64::from(step) << 16 | u64::from(visit)))
}

/// A touch that can have been executed.
#[derive(Clone, Copy)]
struct Reached {
    /// When it was at the earliest, as dates are shown.
    from: Instant,
    /// The same of all who can come to it.
    soonest: Instant,
}

/// One contact's walk over all lists it can come to.
pub(super) struct Ways<'a, 'b> {
    world: &'a World,
    log: &'a Log,
    /// The next entry of the log: the trodden path meets them in order.
    next: usize,
    member: u32,
    /// By what others who stand where the trodden path does can have come there; nothing = nobody else is there.
    others: Vec<Vec<Guard>>,
    /// Whether mails that bounce and opt-outs are among it.
    are_blocked: bool,
    /// The repeats that the walk is in.
    turns: Vec<u16>,
    /// The repeat that the trodden path was taken out of, and where it stood.
    taken_out: Option<(u16, Path)>,
    /// The last instant that anybody can have come to since the repeat was entered.
    latest: Instant,
    /// Visits by step, where there are repeats.
    visits: BTreeMap<u16, u16>,
    reached: BTreeMap<u16, Reached>,
    out: &'b mut Schedule,
}

/// A list of a container that can be taken: its place there, where it stands, what must hold, what holds for who did not take it,
/// and its path.
struct Way {
    list: usize,
    from: usize,
    to: usize,
    guard: Vec<Guard>,
    if_it_ends: Option<Guard>,
    path: Path,
}

/// What becomes of all who come to a touch in a time and are not left out.
#[derive(Clone, Copy)]
struct Served {
    /// What the next wait counts from.
    base: Span,
    /// Whether it is executed for anybody, or given up for all.
    is_executed: bool,
}

impl<'a, 'b> Ways<'a, 'b> {
    pub(super) fn new(world: &'a World, log: &'a Log, member: u32, out: &'b mut Schedule) -> Self {
        Ways {
            world,
            log,
            next: 0,
            member,
            others: Vec::new(),
            are_blocked: false,
            turns: Vec::new(),
            taken_out: None,
            latest: Instant(i32::MIN),
            visits: BTreeMap::new(),
            reached: BTreeMap::new(),
            out,
        }
    }

    /// Walks all ways of a contact that entered then.
    pub(super) fn walk(mut self, entered: Instant) {
        let times = Times { base: Span::at(entered), touched: Span::at(entered) };
        let start = Path {
            dates: times,
            reach: times,
            is_trodden: true,
            skips_next: Some(false),
            last: NONE,
            others_last: Vec::new(),
            before: None,
            surely_before: None,
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

    /// Which list the trodden path took, if this is it. Where it ends before, only the others go on.
    fn taken(&mut self, path: Path, step: u16, guard: &mut Vec<Guard>) -> Option<(Path, Option<usize>)> {
        if !path.is_trodden {
            return Some((path, None));
        }
        match self.take(step) {
            Some(Logged::Took(list)) => Some((path, Some(usize::from(list)))),
            _ => Some((self.only_others(path, guard)?, None)),
        }
    }

    /// The path without those whom its dates are of; on the trodden one the others are guarded by how they came there.
    fn only_others(&self, path: Path, guard: &mut Vec<Guard>) -> Option<Path> {
        if path.is_trodden {
            if self.others.is_empty() {
                return None;
            }
            guard.push(any_of(&self.others));
        }
        Some(path.astray())
    }

    /// The path after a wait that ends in this span for all who come to it, and in that for those whom the dates are of.
    fn later(
        &self,
        mut path: Path,
        reach: Option<Span>,
        dates: Option<Span>,
        guard: &mut Vec<Guard>,
    ) -> Option<Path> {
        path.reach.base = reach?;
        match dates {
            Some(dates) => {
                path.dates.base = dates;
                Some(path)
            }
            None => self.only_others(path, guard),
        }
    }

    fn known(&self, expr: &Expr, path: &Path) -> Option<bool> {
        let Span { from, to } = path.reach.base;
        known(expr, self.world, self.member, (from, to), path.seen())
    }

    /// Arrivals at a step before this one.
    fn visit(&mut self, step: u16) -> u16 {
        if self.turns.is_empty() {
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
            self.latest = self.latest.max(path.reach.base.to);
            match &program.ops[at] {
                Op::Touch(touch) => path = self.touch(*touch, path, guard)?,
                Op::Act { step, action } => path = self.act(*step, *action, path, guard)?,
                op @ (Op::For { .. } | Op::Day { .. } | Op::Until { .. }) => {
                    let entered = self.log.entered.unwrap_or(path.dates.base.from);
                    let wait = |base| self.world.timetable.wait(op, base, entered, zone);
                    let reach = path.reach.base.after(wait);
                    let is_same = path.dates.base == path.reach.base;
                    let dates = if is_same { reach } else { path.dates.base.after(wait) };
                    path = self.later(path, reach, dates, guard)?;
                }
                op @ Op::UntilDate { .. } => path = self.until_date(op, path, guard)?,
                op @ Op::Await { join, .. } => {
                    path = self.await_event(op, at, path, guard)?;
                    at = *join as usize;
                    continue;
                }
                op @ Op::Branch { join, .. } => {
                    path = self.branch(op, path, guard)?;
                    at = *join as usize;
                    continue;
                }
                Op::Split { step, per_account, arms, join } => {
                    let id = program.steps[usize::from(*step)].id;
                    let drawn_by = drawn_by(self.world, self.member, *per_account);
                    let arm = arm_of(arms, program.seed, id.0, drawn_by);
                    path = self.taken(path, *step, guard)?.0;
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
        self.latest = self.latest.max(path.reach.base.to);
        Some(path)
    }

    /// A wait for a date. What an action may have set is one date more that it may be; on the trodden path it is known.
    fn until_date(&mut self, op: &Op, mut path: Path, guard: &mut Vec<Guard>) -> Option<Path> {
        let Op::UntilDate { step, date, or_else, .. } = op else { return Some(path) };
        let program: &Program = &self.world.program;
        let timetable = &self.world.timetable;
        let zone = self.world.cohort.members[self.member as usize].zone;
        let own = self.world.cohort.date(self.member, *date, program.dates.len());
        let mut days = Vec::new();
        let mut is_sure = false;
        for (bit, day) in program.set_dates.get(usize::from(*date)).into_iter().flatten() {
            match path.set.get(usize::from(*bit)).copied().flatten() {
                Some(false) => continue,
                known => is_sure = known == Some(true),
            }
            days.push(*day);
            if is_sure {
                break;
            }
        }
        if !is_sure {
            days.push(own);
        }
        let until = |day: Option<i32>, base| timetable.until_date(op, day, base, zone);
        // when it ends for who has a date before them; and, unless they leave, what the next wait counts from for all
        let waits = |base: Span| {
            let first = days.iter().filter_map(|day| until(*day, base.from)).min();
            let last = days.iter().filter_map(|day| until(*day, base.to)).max();
            let first = first.filter(|first| *first < timetable.end)?;
            Some(Span { from: first, to: last.unwrap_or(first).max(first) })
        };
        let misses = |base: Span| days.iter().any(|day| until(*day, base.to).is_none());
        let goes_on = |base: Span, waits: Option<Span>| {
            let Some(waits) = waits else { return base };
            if !misses(base) {
                return waits;
            }
            let some_at_once = days.iter().any(|day| until(*day, base.from).is_none());
            let from = if some_at_once { base.from.min(waits.from) } else { waits.from };
            Span { from, to: base.to.max(waits.to) }
        };
        let all = waits(path.reach.base);
        let skips_next = match (all, or_else) {
            (None, NoDate::SkipNextTouch) => Some(true),
            (Some(_), NoDate::SkipNextTouch) if misses(path.reach.base) => {
                path.skips_next.filter(|skips| *skips)
            }
            _ => path.skips_next,
        };
        let reach = match or_else {
            NoDate::Exit => all,
            NoDate::Continue | NoDate::SkipNextTouch => Some(goes_on(path.reach.base, all)),
        };
        if path.is_trodden {
            let dates = match self.peek(*step) {
                Some(Logged::Waited(until)) => {
                    self.next += 1;
                    Some(Span::at(until))
                }
                _ if *or_else == NoDate::Exit => None,
                _ => Some(path.dates.base),
            };
            if let Some(dates) = dates {
                path.dates.base = dates;
                path.reach.base = reach.map_or(dates, |reach| reach.with(dates));
                path.skips_next = skips_next;
                return Some(path);
            }
            // whoever leaves here is not among those who go on: they come earlier, or have another date by then
            let is_past = until(own, path.reach.base.from).is_none();
            path.reach.base = reach?;
            if is_past || self.others.is_empty() {
                let test = own.map_or(Test::Known, |day| Test::After(Date::from_days(day)));
                let field = program.dates.get(usize::from(*date)).cloned()?;
                guard.push(Guard::When(Rule::Is(Condition { field, test })));
                return Some(path.astray());
            }
            return self.only_others(path, guard);
        }
        let own_dates = if path.dates.base == path.reach.base { all } else { waits(path.dates.base) };
        let dates = match or_else {
            NoDate::Exit => own_dates,
            // what comes next is for those who have a date
            NoDate::SkipNextTouch if own_dates.is_some() || all.is_some() => own_dates,
            NoDate::Continue | NoDate::SkipNextTouch => Some(goes_on(path.dates.base, own_dates)),
        };
        path.skips_next = skips_next;
        let mut path = self.later(path, if dates.is_some() { reach } else { all }, dates, guard)?;
        // who has none is there too
        if let Some(reach) = reach.filter(|_| *or_else != NoDate::Exit) {
            path.reach.base = path.reach.base.with(reach);
        }
        Some(path)
    }

    /// A wait for an event: the list of those to whom it happened, if it can, and that of the others.
    fn await_event(&mut self, op: &Op, at: usize, path: Path, guard: &mut Vec<Guard>) -> Option<Path> {
        let Op::Await { step, event, of, at_most, timed_out, join } = op else { return Some(path) };
        let program: &Program = &self.world.program;
        let zone = self.world.cohort.members[self.member as usize].zone;
        let (path, taken) = self.taken(path, *step, guard)?;
        // of a touch, or of the contact since entry: then of the first touch that can bring it about
        let causes = |touch: u16| {
            let reached = self.reached.get(&touch).copied();
            reached.filter(|_| program.touches[usize::from(touch)].channel.events().contains(event))
        };
        let with_reached = |touch: u16| causes(touch).map(|reached| (touch, reached));
        let can: Vec<(u16, Reached)> = match *of {
            NONE if event.is_of_contact() => {
                self.reached.keys().filter_map(|touch| with_reached(*touch)).collect()
            }
            NONE => path.lasts().filter_map(with_reached).collect(),
            of => with_reached(of).into_iter().collect(),
        };
        let after = |base| self.world.timetable.after(*at_most, base, zone);
        let reach_end = path.reach.base.after(after);
        let is_same = path.dates.base == path.reach.base;
        let dates_end = if is_same { reach_end } else { path.dates.base.after(after) };
        let mut ways = Vec::new();
        let (mut needs, mut if_it_ends) = (Vec::new(), None);
        if let Some((first, reached)) = can.first() {
            let id = |touch: u16| program.touches[usize::from(touch)].id;
            let (happened, not) = if can.len() == 1 || *of == NONE && event.is_of_contact() {
                (Guard::Happened(*event, id(*first)), Guard::TimedOut(*event, id(*first)))
            } else {
                let of_each = |(touch, _): &(u16, Reached)| {
                    Rule::Happened(Happened { event: *event, of: Some(id(*touch)) })
                };
                let rules: Vec<Rule> = can.iter().map(of_each).collect();
                (Guard::When(Rule::Any(rules.clone())), Guard::Otherwise(rules))
            };
            let at_once = i32::from(!is_at_once(*event));
            let between = |from: Instant, base: Span, end: Option<Span>| {
                let from = from.plus_minutes(at_once).max(base.from);
                Span { from, to: end.unwrap_or(base).to.max(from) }
            };
            let soonest = can.iter().map(|(_, reached)| reached.soonest).min().unwrap_or(reached.soonest);
            let mut path = path.clone();
            path.dates.base = between(reached.from, path.dates.base, dates_end);
            path.reach.base = between(soonest, path.reach.base, reach_end).with(path.dates.base);
            if *of == NONE && !event.is_of_contact() {
                path.last = *first;
                path.others_last = can.iter().skip(1).map(|(touch, _)| *touch).collect();
            }
            let (guard, if_it_ends_here) = (vec![happened.clone()], Some(not.clone()));
            ways.push(Way {
                list: 0,
                from: at + 1,
                to: *timed_out as usize - 1,
                guard,
                if_it_ends: if_it_ends_here,
                path,
            });
            (needs, if_it_ends) = (vec![not], Some(happened));
        }
        let (from, to) = (*timed_out as usize, *join as usize);
        let depth = guard.len();
        if let Some(path) = self.later(path, reach_end, dates_end, guard) {
            needs.splice(0..0, guard.drain(depth..));
            ways.push(Way { list: 1, from, to, guard: needs, if_it_ends, path });
        }
        self.join(ways, taken, guard)
    }

    fn branch(&mut self, op: &Op, path: Path, guard: &mut Vec<Guard>) -> Option<Path> {
        let Op::Branch { step, cases, rules, otherwise, join } = op else { return Some(path) };
        let program: &Program = &self.world.program;
        let (path, taken) = self.taken(path, *step, guard)?;
        let rules = &program.cases[usize::from(*rules)].0;
        let end = |index: usize| cases.get(index + 1).map_or(*otherwise, |case| case.1) as usize - 1;
        let (mut ways, mut open): (Vec<Way>, Vec<Rule>) = (Vec::new(), Vec::new());
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
            let (from, to, path) = (*start as usize, end(index), path.clone());
            ways.push(Way { list: index, from, to, guard: needs, if_it_ends, path });
            if value == Some(true) {
                sure = true;
                break;
            }
        }
        if !sure {
            let needs = if open.is_empty() { Vec::new() } else { vec![Guard::Otherwise(open.clone())] };
            let if_it_ends = (!open.is_empty()).then_some(Guard::When(Rule::Any(open)));
            let (from, to) = (*otherwise as usize, *join as usize);
            ways.push(Way { list: cases.len(), from, to, guard: needs, if_it_ends, path });
        }
        self.join(ways, taken, guard)
    }

    /// Walks all ways and goes on where they join: on the trodden one if it is among them, else between the first and the
    /// last of them. Who took a way that ends does not come here: that is part of what guards the rest.
    fn join(&mut self, ways: Vec<Way>, trodden: Option<usize>, guard: &mut Vec<Guard>) -> Option<Path> {
        let depth = guard.len();
        let mut joined: Option<Path> = None;
        let mut ended = Vec::new();
        // what holds for those who come out of each way that goes on: its own guards, then what was added on it
        let mut going: Vec<(bool, usize, Vec<Guard>)> = Vec::new();
        let surely_before = ways.first().and_then(|way| way.path.surely_before);
        for way in ways {
            let own = way.guard.len();
            guard.extend(way.guard);
            let path = Path { is_trodden: way.path.is_trodden && trodden == Some(way.list), ..way.path };
            let end = self.list(way.from, way.to, path, guard);
            let added = guard.split_off(depth);
            match end {
                None => ended.extend(way.if_it_ends),
                Some(end) => {
                    going.push((end.is_trodden, own, added));
                    joined = Some(match joined {
                        None => end,
                        Some(known) => known.either(end, surely_before),
                    });
                }
            }
        }
        let path = joined?;
        if let [(_, own, added)] = going.as_mut_slice() {
            guard.extend(ended);
            guard.extend(added.drain(*own..));
            return Some(path);
        }
        guard.extend(ended);
        if path.is_trodden {
            let others = going.into_iter().filter(|(is_trodden, ..)| !is_trodden);
            self.others.extend(others.map(|(.., added)| added));
        } else if trodden.is_some() {
            // none of the ways is the one of those who do not react any more
            let added: Vec<Vec<Guard>> = going.into_iter().map(|(.., added)| added).collect();
            guard.push(any_of(&added));
        }
        Some(path)
    }

    /// Walks all passes of a repeat. What stands in it is guarded by what ends it; who is taken out of it goes on after it from
    /// then on, which may be as early as it was entered.
    fn repeat(&mut self, turn: u16, path: Path, guard: &mut Vec<Guard>) -> Option<Path> {
        let program: &Program = &self.world.program;
        let record = &program.turns[usize::from(turn)];
        let (from, to) = (record.start as usize + 1, record.again as usize);
        let can_end = program.touches.iter().any(|touch| touch.channel.events().contains(&record.until));
        let id = program.steps[usize::from(record.step)].id;
        let path = self.taken(path, record.step, guard)?.0;
        let depth = guard.len();
        if can_end {
            guard.push(Guard::Repeating(record.until, id));
        }
        let entry = path.clone();
        let latest = std::mem::replace(&mut self.latest, entry.reach.base.to);
        let n_touches = self.out.touches.len();
        self.turns.push(turn);
        let mut here = Some(path);
        for pass in 0..record.times {
            let Some(path) = here else { break };
            let began = (path.reach.base, path.dates.base);
            here = self.list(from, to, path, guard);
            if pass + 1 == record.times {
                break;
            }
            here = here.and_then(|path| self.next_pass(turn, path, began, guard));
        }
        self.turns.pop();
        let added = guard.split_off(depth + usize::from(can_end));
        guard.truncate(depth);
        let inside = std::mem::replace(&mut self.latest, latest);
        self.latest = latest.max(inside);
        let surely_before = entry.surely_before;
        if let Some((_, out)) = self.taken_out.take_if(|(of, _)| *of == turn) {
            here = Some(match here {
                Some(here) => here.either(out, surely_before),
                None => out,
            });
        }
        if !can_end {
            guard.extend(added);
            return here;
        }

        let mut ended = Path { is_trodden: false, skips_next: Some(false), ..entry };
        ended.reach = ended.reach.with(Times { base: Span::at(inside), touched: Span::at(inside) });
        for op in &program.ops[from..to] {
            if let Op::Touch(touch) = op {
                ended.may_be_last(*touch);
            }
        }
        let mut path = match here {
            Some(here) => {
                let before = if here.is_trodden {
                    here.before
                } else if here.dates.base.from < ended.dates.base.from {
                    surely_before
                } else {
                    ended.before
                };
                let last = here.last;
                if here.is_trodden {
                    self.others.push(vec![Guard::RepeatEnded(record.until, id)]);
                } else if !added.is_empty() {
                    guard.push(any_of(&[added, vec![Guard::RepeatEnded(record.until, id)]]));
                }
                let mut path = here.either(ended, surely_before);
                let also = std::mem::replace(&mut path.last, last);
                path.others_last.retain(|touch| *touch != last);
                path.may_be_last(also);
                Path { before, ..path }
            }
            None => {
                guard.push(Guard::RepeatEnded(record.until, id));
                let inside = self.out.touches.iter().skip(n_touches).map(|touch| touch.when.latest());
                ended.dates.base.to = inside.fold(ended.dates.base.to, Instant::max);
                ended
            }
        };

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
        Some(path)
    }

    /// The pause between two passes of a repeat, of which the first began then.
    fn next_pass(
        &mut self,
        turn: u16,
        path: Path,
        (reach, dates): (Span, Span),
        guard: &mut Vec<Guard>,
    ) -> Option<Path> {
        let record = &self.world.program.turns[usize::from(turn)];
        let zone = self.world.cohort.members[self.member as usize].zone;
        let after = |base| self.world.timetable.after(record.every, base, zone);
        let end = |times: Times, began: Span| {
            let Times { base, touched } = times;
            let from = base.from.max(after(began.from.max(touched.from))?);
            let to = after(began.to.max(touched.to)).map_or(from, |end| end.max(from));
            Some(Span { from, to: to.max(base.to) })
        };
        let (reach, dates) = (end(path.reach, reach), end(path.dates, dates));
        let path = self.later(path, reach, dates, guard)?;
        Some(self.taken(path, record.step, guard)?.0)
    }

    /// An action takes no time (S6).
    fn act(&mut self, step: u16, action: u16, mut path: Path, guard: &mut Vec<Guard>) -> Option<Path> {
        let program: &Program = &self.world.program;
        let info = &program.actions[usize::from(action)];
        let member = &self.world.cohort.members[self.member as usize];
        let logged = path.is_trodden.then(|| self.take(step)).flatten();
        let when = match logged {
            Some(Logged::Acted(at)) => When::At { due: at, planned: at, moved_by: Vec::new() },
            _ => {
                if path.is_trodden {
                    path = self.only_others(path, guard)?;
                }
                let Span { from, to } = path.dates.base;
                When::Between { earliest: from, latest: to }
            }
        };
        for bit in &info.clear {
            path.set[usize::from(*bit)] = Some(false);
        }
        for bit in &info.set {
            path.set[usize::from(*bit)] = Some(true);
        }
        path.score = path.score.map(|score| info.score.after(score));
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
        Some(path)
    }

    /// What becomes of a touch that is due in this span: it runs when its hours open, or is given up when its time is over.
    fn served(&self, info: &TouchInfo, gate: &OpenTimes, due: Span) -> Option<Served> {
        let owner = self.world.cohort.members[self.member as usize].owner;
        let limit = |due| info.by_owner.then(|| time_limit(self.world, owner, due)).flatten();
        let at = |due: Instant| match gate.next_open(due) {
            // a limit is some working days away
            Some(open) if open.0 - due.0 < 4 * 24 * 60 => Some((open, true)),
            open => match (open, limit(due)) {
                (Some(open), limit) if limit.is_none_or(|limit| open <= limit) => Some((open, true)),
                (_, limit) => limit.map(|limit| (limit, false)),
            },
        };
        let (from, runs) = at(due.from)?;
        let (to, also) =
            if due.to == due.from { (from, runs) } else { at(due.to).unwrap_or((due.to, false)) };
        Some(Served { base: Span { from, to: to.max(from) }, is_executed: runs || also })
    }

    /// By what a touch can be left out that can reach the contact and that nothing else leaves out: a mail that bounced or an
    /// opt-out before, where neither takes the contact out.
    fn blocked(&self, info: &TouchInfo) -> Option<Rule> {
        let program = &self.world.program;
        let channel = info.channel.channel();
        let blocks = |rule: ExitRule, event: EventKind| {
            let can = |touch: &u16| {
                let channel_before = program.touches[usize::from(*touch)].channel;
                channel_before.channel() == channel && channel_before.events().contains(&event)
            };
            (!program.exits_on(rule) && self.reached.keys().any(can))
                .then_some(Rule::Happened(Happened { event, of: None }))
        };
        let bounced = || blocks(ExitRule::HardBounce, EventKind::Bounced);
        blocks(ExitRule::OptedOut, EventKind::OptedOut)
            .or_else(|| if info.channel == ChannelKind::Email { bounced() } else { None })
    }

    fn reach(&mut self, touch: u16, from: Instant, soonest: Instant) {
        let reached = self.reached.entry(touch).or_insert(Reached { from, soonest });
        *reached = Reached { from, soonest: soonest.min(reached.soonest).min(from) };
    }

    fn touch(&mut self, touch: u16, mut path: Path, outer: &mut Vec<Guard>) -> Option<Path> {
        let program: &Program = &self.world.program;
        let info = &program.touches[usize::from(touch)];
        let member = &self.world.cohort.members[self.member as usize];
        let gate = self.world.timetable.gate(self.world.timetable.gate_number(touch, self.member));
        let logged = path.is_trodden.then(|| self.take(info.step)).flatten();
        if path.is_trodden && logged.is_none() {
            path = self.only_others(path, outer)?; // waits for ever
        }
        // a condition that only the run can answer guards the touch; one that is answered does not
        let condition = program.exprs.get(usize::from(info.skip_if));
        let left_out = condition.map_or(Some(false), |expr| self.known(expr, &path));
        let is_open = left_out.is_none();
        let rules = program.cases.get(usize::from(info.skip_rule)).filter(|_| is_open);
        let rules: &[Rule] = rules.map_or(&[], |rules| &rules.0);
        let is_left_out = || rules.iter().cloned().map(Guard::When).collect::<Vec<Guard>>();
        let out_of_reach = skip_cause(info, member.reach, member.owner, member.sender(info));
        let leaves = |cause: SkipCause| cause.is_missing_data() && info.on_missing == OnMissing::Exit;
        // nobody runs it; somebody passes it over by the sequence's own design
        let by_design = left_out == Some(true) || path.skips_next == Some(true);
        let some_by_design = is_open || path.skips_next.is_none();
        let blocked = if path.is_trodden && self.are_blocked { None } else { self.blocked(info) };
        let some_pass = some_by_design
            || info.channel == ChannelKind::LinkedinMessage
            || blocked.is_some()
            || path.is_trodden && self.are_blocked;
        if !path.is_trodden && (by_design || out_of_reach.is_some()) {
            path.is_past(touch);
            if !by_design && out_of_reach.is_some_and(leaves) {
                if !some_by_design {
                    return None;
                }
                outer.extend(is_left_out());
            }
            return Some(path);
        }
        let served = self.served(info, gate, path.reach.base);
        let can_run = !by_design && out_of_reach.is_none();
        let runs = served.filter(|served| can_run && served.is_executed).map(|served| served.base);
        let came = path.reach.base;
        let all = |passing: bool, runs: Option<Span>| match runs {
            Some(runs) if passing => Some(runs.with(came)),
            None if passing => Some(came),
            runs => runs,
        };
        if !path.is_trodden && runs.is_none() {
            // its hours do not open in time, or ever
            path.reach.base = all(some_pass, served.map(|served| served.base))?;
            if let Some(given_up) = self.served(info, gate, path.dates.base) {
                path.dates.base = given_up.base;
            }
            if served.is_none() {
                outer.extend(is_left_out());
            }
            path.is_past(touch);
            return Some(path);
        }
        let mut guard = outer.clone();
        if is_open {
            guard.push(Guard::Otherwise(rules.to_vec()));
        }
        let visit = self.visit(info.step);
        let id = id_of(program, member.number, info.id.0, visit);
        let mut before = path.before;
        let between = |span: Span| When::Between { earliest: span.from, latest: span.to };
        let when = match logged {
            Some(Logged::Executed { due, joined, at }) => {
                let point = Span::at(at);
                path.dates.base = point;
                let is_alone = self.others.is_empty() && !some_pass;
                path.reach.base =
                    if is_alone { point } else { all(some_pass, runs).map_or(point, |all| all.with(point)) };
                if is_open {
                    self.others.push(is_left_out());
                }
                if let Some(rule) = blocked {
                    self.others.push(vec![Guard::When(rule)]);
                    self.are_blocked = true;
                }
                path.before = Some(id);
                self.reach(touch, at, runs.filter(|_| !is_alone).map_or(at, |runs| runs.from));
                let moved_by = move_causes(self.world, self.member, touch, (due, joined, at));
                When::At { due, planned: at, moved_by }
            }
            Some(Logged::Skipped { at, cause }) => {
                let point = Span::at(at);
                path.dates.base = point;
                let here = self.served(info, gate, point).filter(|served| served.is_executed);
                // goes out after all: if the invitation was accepted by then, the condition does not hold, or there is a date
                let mut dates = None;
                if runs.is_some() {
                    match cause {
                        SkipCause::NotConnected => {
                            let invitation = self.reached.keys().rev().find(|touch| {
                                program.touches[usize::from(**touch)].channel == ChannelKind::LinkedinInvite
                            });
                            if let Some(invitation) = invitation {
                                let id = program.touches[usize::from(*invitation)].id;
                                guard.push(Guard::Happened(EventKind::Accepted, id));
                                dates = here.map(|served| served.base);
                                self.others.push(vec![Guard::Happened(EventKind::Accepted, id)]);
                            }
                        }
                        SkipCause::SkipIf if is_open => {
                            dates = here.map(|served| served.base);
                            self.others.push(vec![Guard::Otherwise(rules.to_vec())]);
                        }
                        SkipCause::NoDate if path.skips_next.is_none() && !self.others.is_empty() => {
                            guard.push(any_of(&self.others));
                            dates = runs;
                            before = path.surely_before;
                        }
                        _ => {}
                    }
                }
                let is_alone = self.others.is_empty();
                path.reach.base = match (is_alone, runs) {
                    (false, Some(runs)) => came.with(point).with(runs),
                    (false, None) => came.with(point),
                    (true, _) => point,
                };
                match dates {
                    Some(dates) => {
                        self.reach(touch, dates.from, runs.map_or(dates.from, |runs| runs.from));
                        between(dates)
                    }
                    None => When::Skipped { at, cause },
                }
            }
            _ => {
                let runs = runs?;
                let dates = self.served(info, gate, path.dates.base).filter(|served| served.is_executed);
                let dates = match dates {
                    Some(served) => served.base,
                    None => {
                        path = path.astray();
                        before = path.before;
                        runs
                    }
                };
                path.dates.base = dates;
                path.reach.base = all(some_pass, Some(runs))?.with(dates);
                path.before = Some(id);
                self.reach(touch, dates.from, runs.from);
                between(dates)
            }
        };
        let is_skipped = match &when {
            When::Skipped { cause, .. } => Some(*cause),
            _ => None,
        };
        if path.before == Some(id) && !some_pass && path.reach.base.from == path.dates.base.from {
            path.surely_before = Some(id);
        }
        let is_done = info.channel == ChannelKind::Task && matches!(when, When::At { .. });
        let skips_next = path.skips_next;
        path.is_past(touch);
        self.push(touch, (id, visit), when, guard, before);
        if is_skipped.is_some_and(leaves) {
            path.is_trodden = false;
            return if is_open {
                outer.extend(is_left_out());
                Some(path)
            } else if skips_next.is_none() && !self.others.is_empty() {
                outer.push(any_of(&self.others));
                Some(path.astray())
            } else {
                None
            };
        }
        // nobody reacts, but a task is done when it is served, and may end the repeat
        let until_done = |turn: &&u16| program.turns[usize::from(**turn)].until == EventKind::Done;
        if is_done && let Some(turn) = self.turns.iter().find(until_done) {
            self.taken_out = Some((*turn, path.clone()));
            path.is_trodden = false;
        }
        Some(path)
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
