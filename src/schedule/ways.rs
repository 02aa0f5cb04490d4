//! All ways that one contact can come through a program, for the planned schedule (E6): along what happened where nobody reacts,
//! and into every list, pass and touch that only a reaction leads to. Knows no queue and no draw.

mod touch;
mod wait;

use std::collections::BTreeMap;

use super::kernel::{World, arm_of, drawn_by, known};
use super::path::{Path, Span, Times, any_of};
use super::plan::{Log, Logged};
use super::{Guard, PlannedAction, Schedule, When};
use crate::calendar::Instant;
use crate::model::{Channel, Rule};
use crate::program::{Expr, NONE, Op, Program, mix};

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
    /// Which of them can be reached on what channel no more: places in `others`.
    barred: Vec<(usize, Channel)>,
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

impl<'a, 'b> Ways<'a, 'b> {
    pub(super) fn new(world: &'a World, log: &'a Log, member: u32, out: &'b mut Schedule) -> Self {
        Ways {
            world,
            log,
            next: 0,
            member,
            others: Vec::new(),
            are_blocked: false,
            barred: Vec::new(),
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
            barred: None,
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
            let path = path.astray();
            return Some(Path { barred: self.barred_for_all(), ..path });
        }
        Some(path.astray())
    }

    /// The channel on which none of the others can be reached, if there is one.
    fn barred_for_all(&self) -> Option<Channel> {
        let (_, channel) = *self.barred.first()?;
        (0..self.others.len()).all(|other| self.barred.contains(&(other, channel))).then_some(channel)
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
                op @ (Op::For { .. } | Op::Day { .. } | Op::Until { .. } | Op::UntilDay { .. }) => {
                    let entered = self.log.entered.unwrap_or(path.dates.base.from);
                    let wait = |base| self.world.timetable.wait(op, base, entered, zone);
                    let (reach, dates) = path.bases(|base| base.after(wait));
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
            Some(Logged::Acted(at)) => When::At { due: at, open: at, planned: at, moved_by: Vec::new() },
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
        let owner = program.team.owners.get(usize::from(member.owner)).filter(|_| info.tells_owner);
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
}
