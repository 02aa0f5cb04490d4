//! A queue of touches that wait for a sender or an owner (C3). Knows no contact's state: who asks tells it what is stale.

use std::collections::VecDeque;

use crate::calendar::{Instant, OpenTimes, Zone, start_of_day};
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

/// Before everything.
pub(super) const NEVER: Instant = Instant(i32::MIN);

impl Queue {
    /// With at most so many minutes and touches a local day.
    pub(super) fn new(zone: Zone, minutes: Option<u32>, touches: Option<u32>) -> Queue {
        Queue {
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

    /// Whether there is a limit a day.
    pub(super) fn has_cap(&self) -> bool {
        self.cap != u32::MAX || self.cap_touches != u32::MAX
    }

    pub(super) fn join(&mut self, gate: Gate, sender: u16, is_follow_up: bool, waiting: Waiting) {
        let at = self.classes.iter().position(|class| class.gate == gate && class.sender == sender);
        let at = at.unwrap_or_else(|| {
            let (follow_ups, firsts) = (VecDeque::new(), VecDeque::new());
            self.classes.push(Class { gate, sender, follow_ups, firsts, asked: NEVER, is_open: false });
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

    /// Whether the day's cap leaves room at `now`.
    pub(super) fn has_room(&mut self, now: Instant) -> bool {
        if !self.has_cap() {
            return true;
        }
        if now >= self.day_end {
            self.used = 0;
            self.started = 0;
            self.day_end = start_of_day(self.zone, self.zone.local(now).0.plus_days(1));
        }
        self.used < self.cap && self.started < self.cap_touches
    }

    /// Whether a touch may start at `now`: room under the cap (C1, C2: it may overrun) and nothing else being done.
    pub(super) fn may_start(&mut self, now: Instant) -> bool {
        self.busy_until <= now && self.has_room(now)
    }

    /// Takes capacity for a touch that starts at `now`; call [`Queue::may_start`] before.
    pub(super) fn start(&mut self, now: Instant, minutes: u16) {
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
        mut is_full: impl FnMut(u16) -> bool,
    ) -> Option<Waiting> {
        let mut best: Option<(bool, Waiting, usize)> = None;
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
            if class.is_open && (class.sender == NONE || !is_full(class.sender)) {
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
        mut room_again: impl FnMut(u16) -> Option<Instant>,
    ) -> Option<Instant> {
        let free = now.plus_minutes(1).max(self.busy_until);
        let free = if self.has_room(now) { free } else { free.max(self.day_end) };
        let mut chance: Option<Instant> = None;
        for class in &mut self.classes {
            if class.head(&is_stale).is_none() {
                continue;
            }
            let mut from = free;
            if class.sender != NONE
                && let Some(again) = room_again(class.sender)
            {
                from = from.max(again);
            }
            if let Some(open) = open_times(class.gate).next_open(from) {
                chance = Some(chance.map_or(open, |known| known.min(open)));
            }
        }
        chance
    }

    /// When the day's cap is renewed.
    pub(super) fn day_end(&self) -> Instant {
        self.day_end
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
