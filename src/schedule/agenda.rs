//! What is to happen when: a bucket a day, sorted when the day begins. Knows minutes and numbers, nothing of contacts.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::calendar::{Instant, MINUTES_PER_DAY};

/// What an entry of the agenda is about, in the order in which one minute is worked through (C5).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Kind {
    /// Something happens to a contact.
    Event,
    /// A day on which contacts enter.
    EntryDay,
    /// A contact's wait or window, or the time limit of a queued task, ends.
    Contact,
    /// A queue is served.
    Queue,
}

/// One entry, ordered by (minute, kind, who, payload): so the order in which entries are put in never matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Entry {
    key: u64,
    payload: u32,
}

impl Entry {
    pub(super) fn kind(self) -> Kind {
        match self.key >> 30 & 3 {
            0 => Kind::Event,
            1 => Kind::EntryDay,
            2 => Kind::Contact,
            _ => Kind::Queue,
        }
    }

    pub(super) fn who(self) -> u32 {
        self.key as u32 & WHO
    }

    pub(super) fn payload(self) -> u32 {
        self.payload
    }
}

const WHO: u32 = (1 << 30) - 1;

/// All entries that are still to come.
#[derive(Clone, Debug, Default)]
pub(super) struct Agenda {
    origin: i32,
    /// Entries of the days after the current one.
    days: Vec<Vec<Entry>>,
    /// The day being worked through, as an index; entries of it in order.
    day: usize,
    today: Vec<Entry>,
    next: usize,
    /// Entries put in for the current day while it is worked through.
    soon: BinaryHeap<Reverse<Entry>>,
}

impl Agenda {
    /// Empties it; `origin` is no later than anything that will be put in.
    pub(super) fn clear(&mut self, origin: Instant) {
        self.origin = origin.0;
        self.days.iter_mut().for_each(Vec::clear);
        self.day = 0;
        self.today.clear();
        self.next = 0;
        self.soon.clear();
    }

    #[inline(always)]
    pub(super) fn push(&mut self, at: Instant, kind: Kind, who: u32, payload: u32) {
        let minute = (at.0 - self.origin).max(0);
        let key = (minute as u64) << 32 | (kind as u64) << 30 | u64::from(who & WHO);
        let entry = Entry { key, payload };
        let day = (minute / MINUTES_PER_DAY) as usize;
        if day <= self.day {
            self.soon.push(Reverse(entry));
            return;
        }
        if day >= self.days.len() {
            self.days.resize_with(day + 1, Vec::new);
        }
        self.days[day].push(entry);
    }

    /// The next entry and its minute.
    #[inline(always)]
    pub(super) fn pop(&mut self) -> Option<(Instant, Entry)> {
        loop {
            let entry = match (self.today.get(self.next), self.soon.peek()) {
                (Some(planned), Some(Reverse(soon))) if soon < planned => {
                    self.soon.pop().map(|Reverse(soon)| soon)
                }
                (Some(planned), _) => {
                    self.next += 1;
                    Some(*planned)
                }
                (None, Some(_)) => self.soon.pop().map(|Reverse(soon)| soon),
                (None, None) => None,
            };
            if let Some(entry) = entry {
                return Some((Instant(self.origin + (entry.key >> 32) as i32), entry));
            }
            self.today.clear();
            self.next = 0;
            self.day += 1;
            while self.days.get(self.day)?.is_empty() {
                self.day += 1;
            }
            std::mem::swap(&mut self.today, &mut self.days[self.day]);
            self.today.sort_unstable();
        }
    }
}
