//! Open times: hours and holidays turned once into half-open UTC intervals, so that questions of "when next" are look-ups.
//!
//! DST, holidays and split shifts disappear into the building of [`OpenTimes`]. It must not know of touches, senders or
//! queues: who intersects what is the schedule's affair.

use std::sync::Arc;

use super::zone::Zone;
use super::{Clock, Date, Instant, MINUTES_PER_DAY, OpenHours, Weekday, Weekdays, Window};
use crate::lean::order;

/// Longest span of days a calendar is laid out for (a hundred years).
pub const MAX_DAYS: u32 = 36_525;

/// Open times of one calendar in one zone over a span of days, as half-open UTC intervals with cumulative open minutes.
///
/// Outside the span nothing is open and no day is a business day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpenTimes {
    zone: Zone,
    spans: Vec<Span>,
    /// UTC day of the first bucket, and per UTC day the first span that ends after the day begins.
    first_bucket: i32,
    buckets: Vec<u32>,
    days: Arc<BusinessDays>,
}

/// UTC minutes `from..to` are open; `open_before` minutes were open in the spans before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Span {
    from: i32,
    to: i32,
    open_before: i32,
}

/// Which local days of the span are business days, counted.
#[derive(PartialEq, Eq, Debug)]
struct BusinessDays {
    first: i32,
    /// Per day of the span: business days from the first day up to and without it; one more at the end.
    before: Vec<u16>,
    /// The business days in order, as days after `first`.
    nth: Vec<u16>,
}

impl BusinessDays {
    fn len(&self) -> i32 {
        self.before.len() as i32 - 1
    }

    /// Business days of the span before `day`.
    fn count_before(&self, day: i32) -> i32 {
        i32::from(self.before[(day - self.first).clamp(0, self.len()) as usize])
    }

    fn contains(&self, day: i32) -> bool {
        self.count_before(day + 1) > self.count_before(day)
    }

    fn iter(&self) -> impl Iterator<Item = i32> {
        self.nth.iter().map(|day| self.first + i32::from(*day))
    }
}

impl OpenTimes {
    /// Lays `hours` and `holidays` out over `days` local days from `from` (at most [`MAX_DAYS`]). Lines that overlap or touch
    /// are merged, lines that begin and end with the same minute are ignored; lines over midnight belong to the day on which they open
    /// (T4a). A minute is open if the local clock then is inside a line.
    pub fn new(zone: Zone, hours: &[OpenHours], holidays: &[Date], from: Date, days: u32) -> OpenTimes {
        let by_weekday: Vec<Vec<(i32, i32)>> = Weekday::ALL
            .into_iter()
            .map(|day| {
                let lines = hours.iter().filter(|line| line.days.contains(day));
                merged(lines.filter_map(OpenHours::line).collect())
            })
            .collect();
        let mut holidays: Vec<i32> = holidays.iter().map(|date| date.days()).collect();
        order::sort(&mut holidays);

        let first = from.days();
        let n_days = days.min(MAX_DAYS) as i32;
        let mut before = Vec::with_capacity(n_days as usize + 1);
        let mut nth = Vec::new();
        for day in 0..n_days {
            before.push(nth.len() as u16);
            let open = !by_weekday[weekday(first + day)].is_empty();
            if open && holidays.binary_search(&(first + day)).is_err() {
                nth.push(day as u16);
            }
        }
        before.push(nth.len() as u16);
        let days = Arc::new(BusinessDays { first, before, nth });
        let spans = laid_out(zone, days.iter().map(|day| (day, by_weekday[weekday(day)].as_slice())));
        OpenTimes::from_spans(zone, days, spans)
    }

    /// Open at every minute of `days` local days from `from`.
    pub fn always(zone: Zone, from: Date, days: u32) -> OpenTimes {
        OpenTimes::always_but(zone, &[], from, days)
    }

    /// Open at every minute of `days` local days from `from` but on those that are off.
    pub fn always_but(zone: Zone, off: &[Date], from: Date, days: u32) -> OpenTimes {
        let line = OpenHours {
            days: Weekday::ALL.into_iter().collect(),
            from: Clock::MIDNIGHT,
            to: Clock::END_OF_DAY,
        };
        OpenTimes::new(zone, &[line], off, from, days)
    }

    /// The same business days with `window` in place of their hours (T4: a touch's own window replaces the calendar's hours,
    /// the calendar's holidays and days off stay). A window that begins and ends with the same minute is never open.
    #[must_use]
    pub fn narrowed(&self, window: Window) -> OpenTimes {
        let line: Vec<(i32, i32)> = window.line().into_iter().collect();
        let spans = laid_out(self.zone, self.days.iter().map(|day| (day, line.as_slice())));
        OpenTimes::from_spans(self.zone, self.days.clone(), spans)
    }

    /// The minutes open in both; zone and business days stay those of `self`.
    #[must_use]
    pub fn intersect(&self, other: &OpenTimes) -> OpenTimes {
        let (mut left, mut right) = (self.spans.iter().peekable(), other.spans.iter().peekable());
        let mut both = Vec::new();
        while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
            let (from, to) = (a.from.max(b.from), a.to.min(b.to));
            if from < to {
                both.push((from, to));
            }
            if a.to <= b.to {
                left.next()
            } else {
                right.next()
            };
        }
        OpenTimes::from_spans(self.zone, self.days.clone(), both)
    }

    /// The zone whose clock the hours are in.
    pub fn zone(&self) -> Zone {
        self.zone
    }

    /// The first open minute at or after `at`; `None` if nothing opens within the span any more.
    pub fn next_open(&self, at: Instant) -> Option<Instant> {
        self.spans.get(self.first_ending_after(at)).map(|span| Instant(span.from.max(at.0)))
    }

    /// Whether the minute `at` is open.
    pub fn is_open(&self, at: Instant) -> bool {
        self.closes_after(at).is_some()
    }

    /// The end of the open interval that holds `at`: its first closed minute; `None` while closed.
    pub fn closes_after(&self, at: Instant) -> Option<Instant> {
        self.spans
            .get(self.first_ending_after(at))
            .filter(|span| span.from <= at.0)
            .map(|span| Instant(span.to))
    }

    /// Whether `date` is a day on which the calendar has hours and no holiday.
    pub fn is_business_day(&self, date: Date) -> bool {
        self.days.contains(date.days())
    }

    /// The local clock of `base` on the `n`th business day strictly after its local date (T2: Saturday + 1 = Monday); `base`
    /// itself for 0; `None` if the span ends before.
    pub fn plus_business_days(&self, base: Instant, n: u32) -> Option<Instant> {
        let Some(back) = n.checked_sub(1) else { return Some(base) };
        let local = base.0 + self.zone.offset_minutes(base);
        let (today, clock) = (local.div_euclid(MINUTES_PER_DAY), local.rem_euclid(MINUTES_PER_DAY));
        let index = self.days.count_before(today + 1) as usize + back as usize;
        let day = self.days.first + i32::from(*self.days.nth.get(index)?);
        Some(Instant(self.zone.resolve(day * MINUTES_PER_DAY + clock)))
    }

    /// The first `t` with `minutes` open minutes in `[base, t)` (T2: closing time is a legal end); `base` itself for 0; `None`
    /// if the span ends before.
    pub fn plus_open_minutes(&self, base: Instant, minutes: u32) -> Option<Instant> {
        if minutes == 0 {
            return Some(base);
        }
        let first = self.first_ending_after(base);
        let span = self.spans.get(first)?;
        let wanted = (span.open_before + (base.0 - span.from).max(0)).checked_add_unsigned(minutes)?;
        // the last span with fewer open minutes before it than wanted
        let reached = first + self.spans[first..].partition_point(|span| span.open_before < wanted) - 1;
        let span = self.spans[reached];
        let at = span.from + (wanted - span.open_before);
        (at <= span.to).then_some(Instant(at))
    }

    /// Business days after `a` up to and with `b` (negative when `b` is before `a`): how many working days later `b` is.
    pub fn business_days_between(&self, a: Date, b: Date) -> i32 {
        self.days.count_before(b.days() + 1) - self.days.count_before(a.days() + 1)
    }

    #[inline(always)]
    fn first_ending_after(&self, at: Instant) -> usize {
        let bucket = at.0.div_euclid(MINUTES_PER_DAY) - self.first_bucket;
        let mut index = match usize::try_from(bucket) {
            Err(_) => 0,
            Ok(bucket) => self.buckets.get(bucket).map_or(self.spans.len(), |index| *index as usize),
        };
        while self.spans.get(index).is_some_and(|span| span.to <= at.0) {
            index += 1;
        }
        index
    }

    fn from_spans(zone: Zone, days: Arc<BusinessDays>, spans: Vec<(i32, i32)>) -> OpenTimes {
        let mut open = 0;
        let spans: Vec<Span> = spans
            .into_iter()
            .map(|(from, to)| {
                let open_before = open;
                open += to - from;
                Span { from, to, open_before }
            })
            .collect();
        let first_bucket = spans.first().map_or(0, |span| span.from.div_euclid(MINUTES_PER_DAY));
        let last_bucket = spans.last().map_or(-1, |span| (span.to - 1).div_euclid(MINUTES_PER_DAY));
        let mut index = 0;
        let buckets = (first_bucket..=last_bucket)
            .map(|day| {
                while spans[index as usize].to <= day * MINUTES_PER_DAY {
                    index += 1;
                }
                index
            })
            .collect();
        OpenTimes { zone, spans, first_bucket, buckets, days }
    }
}

/// `base` `n` days later (earlier when negative) at the same local clock (T2); `base` itself for 0.
pub fn plus_days(zone: Zone, base: Instant, n: i32) -> Instant {
    if n == 0 {
        return base; // the second of a repeated hour must not become the first
    }
    let (date, clock) = zone.local(base);
    zone.instant(date.plus_days(n), clock)
}

/// `base` `n` months later at the same local clock: on the same day of the month, or on its last where it has no such day (S3); `base`
/// itself for 0, `None` beyond the years that have a name.
pub fn plus_months(zone: Zone, base: Instant, n: u32) -> Option<Instant> {
    if n == 0 {
        return Some(base);
    }
    let (date, clock) = zone.local(base);
    Some(zone.instant(date.plus_months(n)?, clock))
}

/// The first minute of `date` in `zone`, see [`Zone::start_of_day`].
pub fn start_of_day(zone: Zone, date: Date) -> Instant {
    zone.start_of_day(date)
}

/// The first instant at or after `base` at which one of `days` shows `at` (S3); with `not_same_day` on a later local date than
/// that of `base`. `None` only if `days` is empty.
pub fn next_weekday_at(
    zone: Zone,
    base: Instant,
    days: Weekdays,
    at: Clock,
    not_same_day: bool,
) -> Option<Instant> {
    let (today, _) = zone.local(base);
    // From yesterday: its 24:00 is today's first minute.
    let first = if not_same_day { 1 } else { -1 };
    (first..=7)
        .map(|n| today.plus_days(n))
        .filter(|date| days.contains(date.weekday()))
        .map(|date| zone.instant(date, at))
        .find(|instant| *instant >= base)
}

/// The instant `offset_days` after `date` (before when negative) at which clocks in `zone` show `at` (S3); `None` if it lies
/// before `base`. With `yearly` the first of the date and its anniversaries whose instant is not before `base`: 29 February
/// falls on the 28th in other years.
pub fn date_at(
    zone: Zone,
    base: Instant,
    date: Date,
    offset_days: i32,
    at: Clock,
    yearly: bool,
) -> Option<Instant> {
    let on = |date: Date| zone.instant(date.plus_days(offset_days), at);
    if !yearly || on(date) >= base {
        return Some(on(date)).filter(|instant| *instant >= base);
    }
    let (year, month, day) = date.ymd();
    let in_year = |year| Date::new(year, month, day).or_else(|| Date::new(year, month, 28));
    // The year of the anniversary that is sought, or the one before: the offset is undone first.
    let (first, _, _) = zone.local(base).0.plus_days(offset_days.saturating_neg()).ymd();
    (first.saturating_sub(1).max(year)..).take(4).filter_map(in_year).map(on).find(|instant| *instant >= base)
}

fn weekday(day: i32) -> usize {
    Date::from_days(day).weekday().index()
}

/// Sorted, without overlaps; lines that touch become one.
fn merged(mut lines: Vec<(i32, i32)>) -> Vec<(i32, i32)> {
    order::sort(&mut lines);
    let mut out: Vec<(i32, i32)> = Vec::with_capacity(lines.len());
    for (from, to) in lines {
        match out.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => out.push((from, to)),
        }
    }
    out
}

/// The UTC minutes at which the local clock is on one of the days and inside one of its lines.
fn laid_out<'a>(zone: Zone, days: impl Iterator<Item = (i32, &'a [(i32, i32)])>) -> Vec<(i32, i32)> {
    let mut spans = Vec::new();
    for (day, lines) in days {
        for (from, to) in lines {
            let (from, to) = (day * MINUTES_PER_DAY + from, day * MINUTES_PER_DAY + to);
            // No zone is more than 14 hours from UTC; every stretch that could show these local minutes is looked at.
            let mut stretch = zone.stretch(Instant(from - MINUTES_PER_DAY));
            loop {
                let (open, close) =
                    (stretch.from.max(from - stretch.offset), stretch.to.min(to - stretch.offset));
                if open < close {
                    spans.push((open, close));
                }
                if stretch.to > to + MINUTES_PER_DAY {
                    break;
                }
                stretch = zone.stretch(Instant(stretch.to));
            }
        }
    }
    // Sorted again because in a repeated hour the lines of a split shift come twice: all of them, then all of them once more.
    merged(spans)
}
