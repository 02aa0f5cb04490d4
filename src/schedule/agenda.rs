//! What is to happen when: a bucket a day, sorted when the day begins. Knows minutes and what is noted for them, nothing of what follows.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::calendar::{Instant, MINUTES_PER_DAY};
use crate::model::EventKind;

/// What is to happen. The order of the variants is the order in which one minute is worked through (C5); within it by their fields,
/// so that the order in which notes are put in never matters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Note {
    /// Something follows from a touch.
    Event { member: u32, touch: u16, visit: u16, event: EventKind },
    /// A day on which contacts enter, counted from the origin of the sequence with that place in the run.
    EntryDay { part: u32, day: u32 },
    /// A contact's wait or window ends.
    Contact(u32),
    /// The time limit of a contact's queued task ends.
    Limit { member: u32, touch: u16 },
    /// A queue is served.
    Queue(u32),
}

/// One entry: minute, kind and whose it is in `key`, the rest of the note in `rest`; ordered by both.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Entry {
    key: u64,
    rest: u64,
}

/// Kinds of a key.
const EVENT: u64 = 0;
const ENTRY_DAY: u64 = 1;
const CONTACT: u64 = 2;
const QUEUE: u64 = 3;

/// In `rest` an event takes the lowest byte, and its number there is its place among all.
const EVENT_BITS: u32 = 8;
const _: () = {
    assert!(EventKind::ALL.len() <= 1 << EVENT_BITS, "an event must fit its bits of an entry");
    let mut place = 0;
    while place < EventKind::ALL.len() {
        assert!(EventKind::ALL[place] as usize == place, "an event is read back by its place");
        place += 1;
    }
};

impl Entry {
    #[inline(always)]
    fn new(minute: u32, note: Note) -> Entry {
        let (kind, who, rest) = match note {
            Note::Event { member, touch, visit, event } => {
                let rest = u64::from(visit) << (EVENT_BITS + 16) | u64::from(touch) << EVENT_BITS;
                (EVENT, member, rest | event as u64)
            }
            Note::EntryDay { part, day } => (ENTRY_DAY, part, u64::from(day)),
            Note::Contact(member) => (CONTACT, member, 0),
            Note::Limit { member, touch } => (CONTACT, member, u64::from(touch) + 1),
            Note::Queue(queue) => (QUEUE, queue, 0),
        };
        Entry { key: u64::from(minute) << 32 | kind << 30 | u64::from(who & WHO), rest }
    }

    #[inline(always)]
    fn minute(self) -> u32 {
        (self.key >> 32) as u32
    }

    #[inline(always)]
    fn note(self) -> Note {
        let who = self.key as u32 & WHO;
        match self.key >> 30 & 3 {
            EVENT => Note::Event {
                member: who,
                touch: (self.rest >> EVENT_BITS) as u16,
                visit: (self.rest >> (EVENT_BITS + 16)) as u16,
                event: EventKind::ALL[(self.rest & ((1 << EVENT_BITS) - 1)) as usize],
            },
            ENTRY_DAY => Note::EntryDay { part: who, day: self.rest as u32 },
            CONTACT => match self.rest.checked_sub(1) {
                None => Note::Contact(who),
                Some(touch) => Note::Limit { member: who, touch: touch as u16 },
            },
            _ => Note::Queue(who),
        }
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
    pub(super) fn push(&mut self, at: Instant, note: Note) {
        let minute = (at.0 - self.origin).max(0);
        let entry = Entry::new(minute as u32, note);
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

    /// The next note and its minute.
    #[inline(always)]
    pub(super) fn pop(&mut self) -> Option<(Instant, Note)> {
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
                return Some((Instant(self.origin + entry.minute() as i32), entry.note()));
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
