//! Waits that a date or an event ends, for all who can come to them.

use super::{Reached, Way, Ways};
use crate::calendar::{Date, Instant};
use crate::model::{Condition, EventKind, Happened, NoDate, Rule, Test};
use crate::program::{NONE, Op, Program};
use crate::schedule::Guard;
use crate::schedule::path::{Path, Span};
use crate::schedule::plan::Logged;

impl Ways<'_, '_> {
    /// A wait for a date. What an action may have set is one date more that it may be; on the trodden path it is known.
    pub(super) fn until_date(&mut self, op: &Op, mut path: Path, guard: &mut Vec<Guard>) -> Option<Path> {
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
        let (_, own_dates) = path.bases(waits);
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
    pub(super) fn await_event(
        &mut self,
        op: &Op,
        at: usize,
        path: Path,
        guard: &mut Vec<Guard>,
    ) -> Option<Path> {
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
        let (reach_end, dates_end) = path.bases(|base| base.after(after));
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
            ways.push(Way {
                list: 0,
                from: at + 1,
                to: *timed_out as usize - 1,
                guard: vec![happened.clone()],
                if_it_ends: Some(not.clone()),
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
}

/// What is known the minute the touch is over.
fn is_at_once(event: EventKind) -> bool {
    matches!(event, EventKind::Connected | EventKind::Talked | EventKind::Done)
}
