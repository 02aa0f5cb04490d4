//! A queue of touches that wait for a sender or an owner (C3). Knows no contact's state: who asks tells it what is stale.

use std::collections::VecDeque;

use crate::calendar::{Date, Instant, OpenTimes, Zone, start_of_day};
use crate::model::{ChannelKind, SendSpan};
use crate::program::NONE;

/// A touch that waits: since when, and whose.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Waiting {
    pub(super) joined: Instant,
    pub(super) member: u32,
}

/// Touches with the same open times. Joining happens in the order of (minute, contact), so both lists stay sorted.
#[derive(Clone, Debug)]
struct Class {
    /// Its open times: the sequence's place in the run, and the number there.
    gate: Gate,
    /// What kind of touches wait, where a limit tells kinds apart.
    kind: Option<ChannelKind>,
    /// The sender it needs besides the owner, or [`NONE`].
    sender: u16,
    follow_ups: VecDeque<Waiting>,
    firsts: VecDeque<Waiting>,
    /// Whether the gate is open at `asked`.
    asked: Instant,
    is_open: bool,
}

/// The queue of a sender or an owner, with what it may do on a local day.
#[derive(Clone, Debug)]
pub(super) struct Queue {
    zone: Zone,
    /// What may be used of a day: minutes of an owner; of a sender, which uses none, whatever.
    cap: u32,
    /// Touches that may be started on a day.
    cap_touches: u32,
    /// Limits over other spans than a day; most have none.
    pace: Option<Box<Pace>>,
    /// What was used and started on the day that ends at `day_end`.
    used: u32,
    started: u32,
    day_end: Instant,
    /// An owner does one thing after the other (C2).
    busy_until: Instant,
    /// When it will be served next, if at all.
    pub(super) wake: Instant,
    /// The last minute that was put into the agenda for this queue after a service: it is not put in twice.
    pub(super) noted: Instant,
    classes: Vec<Class>,
}

/// Open times of a touch: the place of its sequence in the run, and their number in its timetable.
pub(super) type Gate = (u16, u16);

/// What a sender may send beside its day (C1).
#[derive(Clone, Debug)]
pub(super) struct Pace {
    /// Each with the last touches that count for it, at most as many as it allows.
    limits: Vec<(u32, SendSpan, Option<ChannelKind>, VecDeque<Instant>)>,
    spacing: i32,
    last: Instant,
    /// What it may send on each day from `first_day` on, while it is warmed up.
    ramp: Vec<u32>,
    first_day: Date,
}

impl Pace {
    pub(super) fn new(
        limits: &[(u32, SendSpan, Option<ChannelKind>)],
        spacing: u16,
        (first_day, ramp): (Date, Vec<u32>),
    ) -> Option<Box<Pace>> {
        let limits: Vec<_> =
            limits.iter().map(|(most, per, of)| (*most, *per, *of, VecDeque::new())).collect();
        let is_any = !limits.is_empty() || spacing > 0 || !ramp.is_empty();
        is_any.then(|| Box::new(Pace { limits, spacing: i32::from(spacing), last: NEVER, ramp, first_day }))
    }

    fn clear(&mut self) {
        self.limits.iter_mut().for_each(|limit| limit.3.clear());
        self.last = NEVER;
    }

    /// From when on its spans allow one more: of what every kind counts for, or of a kind alone.
    fn free_from(&self, zone: Zone, kind: Option<ChannelKind>) -> Instant {
        let spaced =
            if self.spacing > 0 && self.last != NEVER { self.last.plus_minutes(self.spacing) } else { NEVER };
        let limits = self.limits.iter().filter(|(_, _, of, _)| *of == kind);
        let free = |(most, per, _, sent): &(u32, SendSpan, Option<ChannelKind>, VecDeque<Instant>)| {
            let first = sent.front().filter(|_| sent.len() >= *most as usize)?;
            Some(match per.minutes() {
                Some(minutes) => first.plus_minutes(minutes),
                None => {
                    let (year, month, _) = zone.local(*first).0.ymd();
                    let (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
                    start_of_day(zone, Date::new(year, month, 1)?)
                }
            })
        };
        limits.filter_map(free).fold(spaced, Instant::max)
    }

    fn note(&mut self, now: Instant, kind: ChannelKind) {
        self.last = now;
        for (most, _, of, sent) in &mut self.limits {
            if of.is_none_or(|of| of == kind) {
                if sent.len() >= *most as usize {
                    sent.pop_front();
                }
                sent.push_back(now);
            }
        }
    }
}

/// Before everything.
pub(super) const NEVER: Instant = Instant(i32::MIN);

impl Queue {
    /// With at most so many minutes and touches a local day.
    pub(super) fn new(
        zone: Zone,
        minutes: Option<u32>,
        touches: Option<u32>,
        pace: Option<Box<Pace>>,
    ) -> Queue {
        Queue {
            pace,
            zone,
            cap: minutes.unwrap_or(u32::MAX),
            cap_touches: touches.unwrap_or(u32::MAX),
            used: 0,
            started: 0,
            day_end: NEVER,
            busy_until: NEVER,
            wake: NEVER,
            noted: NEVER,
            classes: Vec::new(),
        }
    }

    pub(super) fn clear(&mut self) {
        if let Some(pace) = &mut self.pace {
            pace.clear();
        }
        self.used = 0;
        self.started = 0;
        self.day_end = NEVER;
        self.busy_until = NEVER;
        self.wake = NEVER;
        self.noted = NEVER;
        for class in &mut self.classes {
            class.follow_ups.clear();
            class.firsts.clear();
            class.asked = NEVER;
        }
    }

    /// Whether there is any limit.
    pub(super) fn has_cap(&self) -> bool {
        self.cap != u32::MAX || self.cap_touches != u32::MAX || self.pace.is_some()
    }

    /// Whether touches of one kind may be full while those of another are not.
    pub(super) fn tells_kinds(&self) -> bool {
        self.pace.as_ref().is_some_and(|pace| pace.limits.iter().any(|(_, _, of, _)| of.is_some()))
    }

    pub(super) fn join(
        &mut self,
        (gate, kind): (Gate, Option<ChannelKind>),
        sender: u16,
        is_follow_up: bool,
        waiting: Waiting,
    ) {
        let at = self.classes.iter().position(|c| c.gate == gate && c.sender == sender && c.kind == kind);
        let at = at.unwrap_or_else(|| {
            let (follow_ups, firsts) = (VecDeque::new(), VecDeque::new());
            self.classes.push(Class { gate, kind, sender, follow_ups, firsts, asked: NEVER, is_open: false });
            self.classes.len() - 1
        });
        let class = &mut self.classes[at];
        let list = if is_follow_up { &mut class.follow_ups } else { &mut class.firsts };
        // who was held while it waited comes back to its place
        match list.back() {
            Some(last) if *last > waiting => {
                list.insert(list.partition_point(|other| *other < waiting), waiting);
            }
            _ => list.push_back(waiting),
        }
    }

    /// Whether its limits leave room at `now`, of all kinds and of the touch's own where one is told.
    pub(super) fn has_room(&mut self, now: Instant, kind: Option<ChannelKind>) -> bool {
        if !self.has_cap() {
            return true;
        }
        if now >= self.day_end {
            self.used = 0;
            self.started = 0;
            self.day_end = start_of_day(self.zone, self.zone.local(now).0.plus_days(1));
        }
        !self.is_day_full(now) && (self.pace.is_none() || self.paced_from(kind) <= now)
    }

    /// Whether the day of `now` is used up.
    fn is_day_full(&self, now: Instant) -> bool {
        let ramp = self.pace.as_ref().filter(|pace| !pace.ramp.is_empty());
        let today = ramp.and_then(|pace| {
            let day = self.zone.local(now).0.days() - pace.first_day.days();
            pace.ramp.get(day.max(0) as usize)
        });
        let most = today.map_or(self.cap_touches, |today| self.cap_touches.min(*today));
        self.used >= self.cap || self.started >= most
    }

    /// From when on the spans beside the day allow one more.
    fn paced_from(&self, kind: Option<ChannelKind>) -> Instant {
        let Some(pace) = &self.pace else { return NEVER };
        let own = kind.map_or(NEVER, |kind| pace.free_from(self.zone, Some(kind)));
        own.max(pace.free_from(self.zone, None))
    }

    /// When a full queue may have room again: when the day ends, or its spans allow one more.
    pub(super) fn room_from(&self, now: Instant, kind: Option<ChannelKind>) -> Instant {
        let day = if self.is_day_full(now) { self.day_end } else { now };
        day.max(self.paced_from(kind))
    }

    /// Whether a touch may start at `now`: room under the cap (C1, C2: it may overrun) and nothing else being done.
    pub(super) fn may_start(&mut self, now: Instant) -> bool {
        self.busy_until <= now && self.has_room(now, None)
    }

    /// Takes capacity for a touch that starts at `now`; call [`Queue::may_start`] before.
    pub(super) fn start(&mut self, now: Instant, minutes: u16, kind: ChannelKind) {
        if let Some(pace) = &mut self.pace {
            pace.note(now, kind);
        }
        self.started = self.started.saturating_add(1);
        self.used = self.used.saturating_add(u32::from(minutes));
        if minutes > 0 {
            self.busy_until = now.plus_minutes(i32::from(minutes));
        }
    }

    /// The head of the queue at `now`: follow-ups first, then by joining and contact; classes that are closed or whose sender
    /// is full are passed over and keep their places. `number` is what members who joined in one minute are told apart by.
    pub(super) fn take<'a>(
        &mut self,
        now: Instant,
        open_times: impl Fn(Gate) -> &'a OpenTimes,
        number: impl Fn(u32) -> u32,
        is_stale: impl Fn(Waiting) -> bool,
        mut is_full: impl FnMut(u16, Option<ChannelKind>) -> bool,
    ) -> Option<Waiting> {
        let mut best: Option<(bool, Waiting, usize)> = None;
        let (pace, zone) = (&self.pace, self.zone);
        let kind_is_full = |kind: Option<ChannelKind>| {
            pace.as_ref().zip(kind).is_some_and(|(pace, kind)| pace.free_from(zone, Some(kind)) > now)
        };
        for (index, class) in self.classes.iter_mut().enumerate() {
            let Some((is_first, head)) = class.head(&is_stale) else { continue };
            let key =
                |is_first: bool, head: Waiting| (is_first, head.joined, number(head.member), head.member);
            if best.is_some_and(|(other_first, other, _)| key(other_first, other) < key(is_first, head)) {
                continue;
            }
            if class.asked != now {
                class.asked = now;
                class.is_open = open_times(class.gate).is_open(now);
            }
            if class.is_open
                && !kind_is_full(class.kind)
                && (class.sender == NONE || !is_full(class.sender, class.kind))
            {
                best = Some((is_first, head, index));
            }
        }
        let (is_first, head, index) = best?;
        let class = &mut self.classes[index];
        if is_first { &mut class.firsts } else { &mut class.follow_ups }.pop_front();
        Some(head)
    }

    /// When something that waits can be served after `now`, as far as it is known now. `room_again` tells when a full sender
    /// has room again, `None` if it has now.
    pub(super) fn next_chance<'a>(
        &mut self,
        now: Instant,
        open_times: impl Fn(Gate) -> &'a OpenTimes,
        is_stale: impl Fn(Waiting) -> bool,
        mut room_again: impl FnMut(u16, Option<ChannelKind>) -> Option<Instant>,
    ) -> Option<Instant> {
        let free = now.plus_minutes(1).max(self.busy_until);
        let free = if self.has_room(now, None) { free } else { free.max(self.room_from(now, None)) };
        let mut chance: Option<Instant> = None;
        for class in &mut self.classes {
            if class.head(&is_stale).is_none() {
                continue;
            }
            let mut from = free;
            if let (Some(pace), Some(kind)) = (&self.pace, class.kind) {
                from = from.max(pace.free_from(self.zone, Some(kind)));
            }
            if class.sender != NONE
                && let Some(again) = room_again(class.sender, class.kind)
            {
                from = from.max(again);
            }
            if let Some(open) = open_times(class.gate).next_open(from) {
                chance = Some(chance.map_or(open, |known| known.min(open)));
            }
        }
        chance
    }
}

impl Class {
    /// The head, and whether it is a first touch; forgets those who have left.
    fn head(&mut self, is_stale: impl Fn(Waiting) -> bool) -> Option<(bool, Waiting)> {
        for (is_first, list) in [(false, &mut self.follow_ups), (true, &mut self.firsts)] {
            while let Some(head) = list.front() {
                if !is_stale(*head) {
                    return Some((is_first, *head));
                }
                list.pop_front();
            }
        }
        None
    }
}
