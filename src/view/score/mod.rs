//! A sequence as a score: a staff a channel, a note a touch at its day and hour, days of rest between them. Lengths in px, along the days
//! and across the staves: which of the two runs to the right is the page's matter. When a touch is comes from the planned run; here it is
//! only drawn.

mod shift;

use std::collections::BTreeMap;

pub use shift::{Shifted, TO_A_BUSINESS_DAY, by_hour, by_step, to_day};

use crate::calendar::{Clock, Date};
use crate::model::{By, Channel, Holiday, List, Plan, SequenceId, StepId, StepKind};
use crate::outline::Pace;

/// A touch as a note.
#[derive(Clone, PartialEq, Debug)]
pub struct Note {
    /// The touch.
    pub step: StepId,
    /// Its staff.
    pub channel: Channel,
    /// Its number: `3`, `4a`.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Its day.
    pub date: Date,
    /// Its clock time.
    pub time: Clock,
    /// It stands on the way that is gone where nobody reacts.
    pub on_path: bool,
    /// It is then or later: an await or an event comes before it.
    pub or_later: bool,
    /// Minutes of a person (0: done by itself).
    pub minutes: u16,
}

/// The notes of a sequence in reading order, at the days of a planned run; touches without a day are not drawn.
pub fn notes(plan: &Plan, sequence: SequenceId, pace: &BTreeMap<StepId, Pace>) -> Vec<Note> {
    let note = |(step, number): (StepId, String)| {
        let (record, at) = (plan.steps.get(&step)?, pace.get(&step)?);
        let StepKind::Touch(touch) = &record.kind else { return None };
        Some(Note {
            step,
            channel: touch.channel.channel(),
            number,
            name: record.name.clone(),
            date: at.date,
            time: at.time,
            on_path: at.on_path,
            or_later: at.or_later,
            minutes: if touch.by == By::Automatic { 0 } else { touch.effort_minutes },
        })
    };
    plan.touch_numbers(sequence).into_iter().filter_map(note).collect()
}

/// Why nothing is done on a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Rest {
    /// It is a day of work.
    None,
    /// The calendar is closed on this day of the week.
    Week,
    /// A day off, with its name.
    Off(String),
}

/// A day, or days without a note that are drawn as one.
#[derive(Clone, PartialEq, Debug)]
pub struct Column {
    /// The day; of several, the first.
    pub date: Date,
    /// The last of them: the same of one.
    pub until: Date,
    /// Business days since entry, from 1; none of a rest and of several days.
    pub day: Option<u32>,
    /// Whether it is one of rest.
    pub rest: Rest,
    /// Where it begins (px).
    pub at: f64,
    /// How wide it is (px).
    pub size: f64,
    /// A week begins with it, which is counted from 1.
    pub week: Option<u32>,
}

/// A staff: five lines, 8 to 18 o'clock.
#[derive(Clone, PartialEq, Debug)]
pub struct Staff {
    /// Its channel.
    pub channel: Channel,
    /// Its first line (px).
    pub at: f64,
    /// From when to when its touches may run, as places across (px).
    pub hours: (f64, f64),
}

/// Where a note stands.
#[derive(Clone, PartialEq, Debug)]
pub struct Placed {
    /// The note.
    pub note: Note,
    /// Along the days (px).
    pub along: f64,
    /// Across the staves (px).
    pub across: f64,
    /// Minutes since the touch before it, where both are on one day of the way that is gone.
    pub close: Option<i32>,
    /// From it to the next note of its staff, or to the end of the staff (px): room for its name.
    pub room: f64,
    /// It is the last of its staff.
    pub is_last: bool,
}

/// A container with touches in it, from its first to its last.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Bracket {
    /// The container.
    pub step: StepId,
    /// Where it begins (px).
    pub from: f64,
    /// Where it ends (px).
    pub to: f64,
    /// Containers around it.
    pub level: usize,
}

/// A sequence laid out.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Score {
    /// The days, in order and without a hole.
    pub columns: Vec<Column>,
    /// The staves, in the order of the channels.
    pub staves: Vec<Staff>,
    /// The notes, in reading order.
    pub notes: Vec<Placed>,
    /// The containers.
    pub brackets: Vec<Bracket>,
    /// Places of the notes on the way that is gone, in the order of time.
    pub melody: Vec<(f64, f64)>,
    /// Along the days (px).
    pub length: f64,
    /// Across the staves (px).
    pub breadth: f64,
}

/// How large things are drawn (px).
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Sizes {
    /// Of a day of work at least.
    pub day: f64,
    /// And at most.
    pub widest: f64,
    /// Of a day of rest.
    pub rest: f64,
    /// Of days that are drawn as one.
    pub gap: f64,
    /// From the first to the last line of a staff.
    pub staff: f64,
    /// From one staff to the next.
    pub between: f64,
    /// Above the first staff and below the last.
    pub edge: f64,
}

/// Days run to the right.
pub const WIDE: Sizes =
    Sizes { day: 40.0, widest: 72.0, rest: 20.0, gap: 64.0, staff: 36.0, between: 44.0, edge: 24.0 };
/// Days run down.
pub const TALL: Sizes =
    Sizes { day: 40.0, widest: 40.0, rest: 24.0, gap: 40.0, staff: 28.0, between: 20.0, edge: 12.0 };

/// So many days without a note, one after the other, are drawn as one.
const LONG: usize = 9;
/// Days after the last note (so that it does not stand at the edge).
const AFTER: i32 = 1;
/// Notes of one staff nearer than this stand beside each other (px).
const NEAR: f64 = 14.0;

impl Sizes {
    fn across(self, staff: f64, minutes: i32) -> f64 {
        let hours = (f64::from(minutes) / 60.0 - 8.0).clamp(-1.0, 11.0);
        staff + hours / 10.0 * self.staff
    }
}

impl Sizes {
    /// The staves with as much between them as a page of this breadth has room for (px).
    #[must_use]
    pub fn filling(self, breadth: f64, notes: &[Note]) -> Sizes {
        let n =
            Channel::ALL.iter().filter(|channel| notes.iter().any(|note| note.channel == **channel)).count();
        let room = breadth - 2.0 * self.edge - n as f64 * self.staff;
        Sizes {
            between: (room / n.saturating_sub(1).max(1) as f64).clamp(self.between, 3.0 * self.between),
            ..self
        }
    }
}

/// Lays notes out over the days from that on which the contact enters; `room` is what there is along the days (px).
pub fn score(
    plan: &Plan,
    sequence: SequenceId,
    entered: Date,
    notes: Vec<Note>,
    sizes: Sizes,
    room: f64,
) -> Score {
    let columns = columns(plan, sequence, entered, &notes, sizes, room);
    let staves = staves(plan, sequence, &notes, sizes);
    let mut placed: Vec<Placed> = Vec::new();
    for note in notes {
        let Some(column) = columns.iter().find(|column| (column.date..=column.until).contains(&note.date))
        else {
            continue;
        };
        let Some(staff) = staves.iter().find(|staff| staff.channel == note.channel) else { continue };
        let across = sizes.across(staff.at, note.time.minutes());
        let here = |other: &&Placed| {
            other.note.date == note.date
                && other.note.channel == note.channel
                && (other.across - across).abs() < NEAR
        };
        let beside = placed.iter().filter(here).count() as f64;
        let along = (column.at + column.size / 2.0 + beside * NEAR).min(column.at + column.size - 4.0);
        placed.push(Placed { note, along, across, close: None, room: 0.0, is_last: true });
    }
    let mut way: Vec<usize> = (0..placed.len()).filter(|i| placed[*i].note.on_path).collect();
    way.sort_by_key(|i| (placed[*i].note.date, placed[*i].note.time));
    for pair in way.windows(2) {
        let (before, after) = (&placed[pair[0]].note, &placed[pair[1]].note);
        if before.date == after.date {
            placed[pair[1]].close = Some(after.time.minutes() - before.time.minutes());
        }
    }
    let length = columns.last().map_or(0.0, |column| column.at + column.size);
    for i in 0..placed.len() {
        let own = &placed[i];
        let after =
            placed.iter().filter(|other| other.note.channel == own.note.channel && other.along > own.along);
        let next = after.map(|other| other.along).reduce(f64::min);
        (placed[i].room, placed[i].is_last) = (next.unwrap_or(length) - own.along, next.is_none());
    }
    let melody = way.iter().map(|i| (placed[*i].along, placed[*i].across)).collect();
    let breadth = staves.last().map_or(0.0, |staff| staff.at + sizes.staff + sizes.edge);
    let brackets = brackets(plan, sequence, &placed);
    Score { columns, staves, notes: placed, brackets, melody, length, breadth }
}

impl Score {
    /// The day at a place along the days; before the first and after the last it is theirs.
    pub fn day_at(&self, along: f64) -> Option<Date> {
        let column =
            self.columns.iter().find(|column| along < column.at + column.size).or(self.columns.last())?;
        Some(column.date)
    }
}

fn staves(plan: &Plan, sequence: SequenceId, notes: &[Note], sizes: Sizes) -> Vec<Staff> {
    let calendar = plan
        .sequences
        .get(&sequence)
        .and_then(|sequence| sequence.calendar)
        .and_then(|id| plan.calendars.get(&id));
    let open = calendar.and_then(|calendar| {
        let from = calendar.hours.iter().map(|hours| hours.from.minutes()).min()?;
        let to = calendar.hours.iter().filter_map(|hours| hours.line()).map(|(_, to)| to).max()?;
        Some((from, to))
    });
    let hours = |channel: Channel| {
        let own = notes.iter().filter(|note| note.channel == channel).map(|note| {
            match plan.steps.get(&note.step).map(|step| &step.kind) {
                Some(StepKind::Touch(touch)) => touch.window.and_then(|window| window.line()).or(open),
                _ => open,
            }
            .unwrap_or((0, 24 * 60))
        });
        let (from, to) = own.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))).unwrap_or((0, 24 * 60));
        // hours over midnight come back at the day's beginning
        if to > 24 * 60 { (0, 24 * 60) } else { (from, to) }
    };
    Channel::ALL
        .into_iter()
        .filter(|channel| notes.iter().any(|note| note.channel == *channel))
        .enumerate()
        .map(|(i, channel)| {
            let at = sizes.edge + i as f64 * (sizes.staff + sizes.between);
            let (from, to) = hours(channel);
            Staff { channel, at, hours: (sizes.across(at, from), sizes.across(at, to)) }
        })
        .collect()
}

fn columns(
    plan: &Plan,
    sequence: SequenceId,
    entered: Date,
    notes: &[Note],
    sizes: Sizes,
    room: f64,
) -> Vec<Column> {
    let first = notes.iter().map(|note| note.date).fold(entered, Date::min);
    let Some(last) = notes.iter().map(|note| note.date).max().map(|last| last.plus_days(AFTER)) else {
        return Vec::new();
    };
    let calendar = plan
        .sequences
        .get(&sequence)
        .and_then(|sequence| sequence.calendar)
        .and_then(|id| plan.calendars.get(&id));
    let off: Vec<Holiday> = calendar.map(|calendar| calendar.days_off(first, last)).unwrap_or_default();
    let rest = |date: Date| {
        let Some(calendar) = calendar else { return Rest::None };
        match off.binary_search_by_key(&date, |holiday| holiday.date) {
            Ok(at) => Rest::Off(off[at].name.clone()),
            Err(_) if calendar.hours.iter().any(|hours| hours.days.contains(date.weekday())) => Rest::None,
            Err(_) => Rest::Week,
        }
    };
    let has_note: std::collections::BTreeSet<Date> = notes.iter().map(|note| note.date).collect();
    let n_days = last.days() - first.days() + 1;
    let (mut columns, mut at, mut day) = (Vec::<Column>::new(), 0, 0_u32);
    let mut is_new_week = true;
    while at < n_days {
        let date = first.plus_days(at);
        let empty = (at..n_days).take_while(|at| !has_note.contains(&first.plus_days(*at))).count();
        let n = if empty >= LONG { empty as i32 } else { 1 };
        for i in 0..n {
            let date = first.plus_days(at + i);
            is_new_week |= date.weekday().index() == 0;
            day += u32::from(rest(date) == Rest::None);
        }
        let rest = if n > 1 { Rest::None } else { rest(date) };
        columns.push(Column {
            date,
            until: date.plus_days(n - 1),
            day: (n == 1 && rest == Rest::None).then_some(day),
            week: (is_new_week && n == 1).then(|| weeks_since(first, date)),
            rest,
            at: 0.0,
            size: 0.0,
        });
        is_new_week = n > 1;
        at += n;
    }
    let wide = columns.iter().filter(|column| column.day.is_some()).count().max(1) as f64;
    let fixed = |column: &Column| match column {
        Column { day: Some(_), .. } => 0.0,
        Column { date, until, .. } if date < until => sizes.gap,
        _ => sizes.rest,
    };
    let taken: f64 = columns.iter().map(fixed).sum();
    let each = ((room - taken) / wide).clamp(sizes.day, sizes.widest);
    let mut at = 0.0;
    for column in &mut columns {
        column.at = at;
        column.size = if column.day.is_some() { each } else { fixed(column) };
        at += column.size;
    }
    columns
}

/// Calendar weeks from 1, that of the first day.
fn weeks_since(first: Date, date: Date) -> u32 {
    let monday = |date: Date| date.days() - date.weekday().index() as i32;
    ((monday(date) - monday(first)) / 7).unsigned_abs() + 1
}

fn brackets(plan: &Plan, sequence: SequenceId, placed: &[Placed]) -> Vec<Bracket> {
    let at: BTreeMap<StepId, f64> =
        placed.iter().rev().map(|placed| (placed.note.step, placed.along)).collect();
    let mut brackets = Vec::new();
    for visit in plan.walk(sequence) {
        let Some(step) = plan.steps.get(&visit.id) else { continue };
        let mut inside = Vec::new();
        for (slot, _) in step.kind.lists() {
            gather(plan, List::Inside(visit.id, slot), 0, &mut inside);
        }
        let places = || inside.iter().filter_map(|id| at.get(id).copied());
        let ends = places().reduce(f64::min).zip(places().reduce(f64::max));
        if let Some((from, to)) = ends {
            brackets.push(Bracket { step: visit.id, from: from - 12.0, to: to + 12.0, level: visit.depth });
        }
    }
    brackets
}

fn gather(plan: &Plan, list: List, depth: usize, into: &mut Vec<StepId>) {
    for id in plan.list(list).unwrap_or_default().iter().filter(|_| depth <= crate::model::MAX_DEPTH) {
        into.push(*id);
        if let Some(step) = plan.steps.get(id) {
            for (slot, _) in step.kind.lists() {
                gather(plan, List::Inside(*id, slot), depth + 1, into);
            }
        }
    }
}
