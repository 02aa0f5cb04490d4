//! A touch, for all who can come to it: who runs it, who passes it over, and when.

use super::{Reached, Ways, id_of};
use crate::calendar::{Instant, OpenTimes};
use crate::model::{ChannelKind, EventKind, ExitRule, Happened, OnMissing, Rule};
use crate::program::{Program, TouchInfo};
use crate::schedule::kernel::{no_consent, past_deadline, skip_cause, time_limit};
use crate::schedule::path::{Path, Span, any_of};
use crate::schedule::plan::{Logged, move_causes};
use crate::schedule::{Guard, PlannedTouch, SkipCause, When};

/// What becomes of all who come to a touch in a time and are not left out.
#[derive(Clone, Copy)]
struct Served {
    /// What the next wait counts from.
    base: Span,
    /// Whether it is executed for anybody, or given up for all.
    is_executed: bool,
}

impl Ways<'_, '_> {
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

    pub(super) fn touch(&mut self, touch: u16, mut path: Path, outer: &mut Vec<Guard>) -> Option<Path> {
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
        let begins = path.reach.base.from;
        let out_of_reach = skip_cause(info, member.reach, member.owner, member.sender(info))
            .or_else(|| no_consent(self.world, info, self.member, begins))
            .or_else(|| past_deadline(self.world, info, self.member, gate.next_open(begins)));
        // consent that ends while people come to it: some are in time
        let ends = path.reach.base.to;
        let some_in_time = no_consent(self.world, info, self.member, ends).is_some()
            || past_deadline(self.world, info, self.member, gate.next_open(ends)).is_some();
        let leaves = |cause: SkipCause| cause.is_missing_data() && info.on_missing == OnMissing::Exit;
        // nobody runs it; somebody passes it over by the sequence's own design
        let by_design = left_out == Some(true) || path.skips_next == Some(true);
        let some_by_design = is_open || path.skips_next.is_none();
        let blocked = if path.is_trodden && self.are_blocked { None } else { self.blocked(info) };
        let some_pass = some_by_design
            || info.channel == ChannelKind::LinkedinMessage
            || blocked.is_some()
            || some_in_time
            || path.is_trodden && self.are_blocked;
        let is_barred = path.barred == Some(info.channel.channel());
        if !path.is_trodden && (by_design || is_barred || out_of_reach.is_some()) {
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
                    self.barred.push((self.others.len(), info.channel.channel()));
                    self.others.push(vec![Guard::When(rule)]);
                    self.are_blocked = true;
                }
                path.before = Some(id);
                self.reach(touch, at, runs.filter(|_| !is_alone).map_or(at, |runs| runs.from));
                let moved_by = move_causes(self.world, self.member, touch, (due, joined, at));
                When::At { due, open: joined, planned: at, moved_by }
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
        let sender = program.team.senders.get(usize::from(member.sender(info)));
        let owner = program.team.owners.get(usize::from(member.owner)).filter(|_| info.by_owner);
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
