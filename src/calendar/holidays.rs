//! Public holidays by rule (T5): a kept list of countries, their states and their days, and how its lines are read.
//!
//! The list is data/holidays.txt; its head says what its lines mean and where they come from. It is a part of the program, but in the
//! browser: there page and workers fetch it before they open anything. It must not know which calendar or contact uses it.

use std::ops::RangeInclusive;

use super::{Date, Weekday};
use crate::lean::order;

#[cfg(feature = "app")]
static FETCHED: std::sync::OnceLock<String> = std::sync::OnceLock::new();

/// The list's file in `data/`.
pub const FILE: &str = "holidays.txt";

/// Hands over the list that was fetched; the first one stays, it is the same file.
#[cfg(feature = "app")]
pub fn keep(text: String) {
    let _ = FETCHED.set(text);
}

#[cfg(feature = "app")]
fn text() -> &'static str {
    FETCHED.get().map_or("", String::as_str)
}

#[cfg(not(feature = "app"))]
fn text() -> &'static str {
    include_str!("../../data/holidays.txt")
}

/// The lines of the list, a country and its own lines after it.
fn lines() -> impl Iterator<Item = &'static str> {
    text().lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The code and the name, where a line begins a country.
fn country_of(line: &'static str) -> Option<(&'static str, &'static str)> {
    line.split_once(' ').filter(|(code, _)| code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()))
}

/// The countries with rules: ISO 3166 code of two letters and name, by code.
pub fn countries() -> impl Iterator<Item = (&'static str, &'static str)> {
    lines().filter_map(country_of)
}

/// Whether there are rules for a country (code of two letters, any case).
pub fn is_known(iso2: &str) -> bool {
    countries().any(|(code, _)| code.eq_ignore_ascii_case(iso2))
}

/// The lines of a country without its first.
fn section(iso2: &str) -> impl Iterator<Item = &'static str> {
    let is_it = move |line: &&str| {
        line.get(..2).is_some_and(|code| code.eq_ignore_ascii_case(iso2)) && line.get(2..3) == Some(" ")
    };
    let mut lines = lines().skip_while(move |line| !is_it(line) || country_of(line).is_none());
    lines.next();
    lines.take_while(|line| country_of(line).is_none())
}

/// The states of a country whose own days are known: code (ISO 3166-2 without the country) and names, with `|` between them.
pub fn states(iso2: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    section(iso2).filter_map(|line| line.strip_prefix('@')?.split_once(' '))
}

/// When a holiday is, before it gives way to a weekend.
#[derive(Clone, Copy)]
enum On {
    /// Month and day.
    Day(u32, u32),
    /// The first such weekday on or after month and day.
    Weekday(Weekday, u32, u32),
    /// Days after the western Easter Sunday.
    Easter(i32),
    /// Days after the orthodox Easter Sunday.
    Orthodox(i32),
    /// That day alone.
    Once(Date),
}

/// What happens where a holiday falls on a weekday.
#[derive(Clone, Copy)]
enum Shift {
    /// It is so many days later instead.
    Moved(i32),
    /// So many days later is a holiday too.
    Also(i32),
    /// It is none.
    Lost,
}

/// A line: when, what else, where, what it is called.
struct Line {
    on: Vec<On>,
    shifts: Vec<(Weekday, Shift)>,
    states: &'static str,
    name: &'static str,
}

impl Line {
    fn read(line: &'static str) -> Option<Line> {
        let (when, name) = line.split_once(' ')?;
        let states = when.find(['@', '!']).unwrap_or(when.len());
        let (when, states) = when.split_at(states);
        let mut parts = when.split(',');
        let on = parts.next()?.split('/').map(On::read).collect::<Option<_>>()?;
        let shifts = parts.map(Shift::read).collect::<Option<_>>()?;
        Some(Line { on, shifts, states, name })
    }

    /// Whether it is one of a state's; of a country's where no state is known.
    fn holds_in(&self, state: &str) -> bool {
        let named = || self.states[1..].split('/').any(|one| one.eq_ignore_ascii_case(state));
        match self.states.get(..1) {
            Some("@") => named(),
            Some(_) => !named(),
            None => true,
        }
    }
}

fn month_and_day(text: &str) -> Option<(u32, u32)> {
    let (month, day) = text.split_once('-')?;
    Some((month.parse().ok()?, day.parse().ok()?))
}

impl On {
    fn read(text: &str) -> Option<On> {
        if let Some(days) = text.strip_prefix('E') {
            return Some(On::Easter(days.parse().ok()?));
        }
        if let Some(days) = text.strip_prefix('O') {
            return Some(On::Orthodox(days.parse().ok()?));
        }
        if let Some((weekday, day)) = text.split_once('>') {
            let (month, day) = month_and_day(day)?;
            return Some(On::Weekday(weekday_of(weekday)?, month, day));
        }
        let (first, rest) = text.split_once('-')?;
        if first.len() == 4 {
            let (month, day) = month_and_day(rest)?;
            return Some(On::Once(Date::new(first.parse().ok()?, month, day)?));
        }
        let (month, day) = month_and_day(text)?;
        Some(On::Day(month, day))
    }

    fn date(self, year: i32) -> Option<Date> {
        match self {
            On::Day(month, day) => Date::new(year, month, day),
            On::Weekday(weekday, month, day) => {
                let first = Date::new(year, month, day)?;
                let to_weekday = (weekday.index() + 7 - first.weekday().index()) % 7;
                Some(first.plus_days(to_weekday as i32))
            }
            On::Easter(days) => Some(easter_sunday(year)?.plus_days(days)),
            On::Orthodox(days) => Some(orthodox_easter_sunday(year)?.plus_days(days)),
            On::Once(date) => Some(date).filter(|date| date.ymd().0 == year),
        }
    }
}

/// `1` = Monday to `7` = Sunday.
fn weekday_of(text: &str) -> Option<Weekday> {
    Weekday::ALL.get(text.parse::<usize>().ok()?.checked_sub(1)?).copied()
}

impl Shift {
    /// `7=1`, `6+2`, `6-1`, `7x`.
    fn read(text: &str) -> Option<(Weekday, Shift)> {
        let (weekday, what) = text.split_at_checked(1)?;
        let shift = match what.strip_prefix('=') {
            Some(days) => Shift::Moved(days.parse().ok()?),
            None if what == "x" => Shift::Lost,
            None => Shift::Also(what.parse().ok()?),
        };
        Some((weekday_of(weekday)?, shift))
    }
}

/// The public holidays of a country (ISO 3166 code of two letters, any case) that fall into `year`, in order: the days
/// themselves and, where they fall on a weekend and the law gives another, that day too. Empty for a country without rules or a
/// year outside 1900–2200.
pub fn for_country(iso2: &str, year: i32) -> Vec<(Date, &'static str)> {
    for_place(iso2, None, year..=year)
}

/// The same over several years, and with the days of a state where it is known (see [`states`]): nationwide days alone where not.
pub fn for_place(iso2: &str, state: Option<&str>, years: RangeInclusive<i32>) -> Vec<(Date, &'static str)> {
    let mut days: Vec<(Date, &'static str)> = Vec::new();
    let state = state.unwrap_or_default();
    let here = section(iso2).filter_map(Line::read).filter(|line| line.holds_in(state));
    // The years beside too: a New Year's Day on a Saturday is kept on 31 December.
    let bases = years.start().saturating_sub(1)..=years.end().saturating_add(1);
    for line in here {
        let dates = bases.clone().flat_map(|year| line.on.iter().filter_map(move |on| on.date(year)));
        for date in dates {
            let shift = |(weekday, shift): &(Weekday, Shift)| (*weekday == date.weekday()).then_some(*shift);
            match line.shifts.iter().find_map(shift) {
                None => days.push((date, line.name)),
                Some(Shift::Moved(n)) => days.push((date.plus_days(n), line.name)),
                Some(Shift::Also(n)) => days.extend([(date, line.name), (date.plus_days(n), line.name)]),
                Some(Shift::Lost) => {}
            }
        }
    }
    days.retain(|(date, _)| years.contains(&date.ymd().0));
    order::sort(&mut days);
    days.dedup();
    days
}

/// Easter Sunday of the Gregorian calendar (Meeus/Jones/Butcher, Astronomical Algorithms, chapter 8).
fn easter_sunday(year: i32) -> Option<Date> {
    let (a, b, c) = (year.rem_euclid(19), year.div_euclid(100), year.rem_euclid(100));
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date::new(year, (n / 31) as u32, (n % 31 + 1) as u32)
}

/// Easter Sunday of the Julian calendar as a day of the Gregorian one (Meeus, the same chapter); 13 days apart until 2099.
fn orthodox_easter_sunday(year: i32) -> Option<Date> {
    let (a, b, c) = (year.rem_euclid(4), year.rem_euclid(7), year.rem_euclid(19));
    let d = (19 * c + 15) % 30;
    let e = (2 * a + 4 * b - d + 34) % 7;
    let n = d + e + 114;
    let apart = if year < 2100 { 13 } else { 14 };
    Some(Date::new(year, (n / 31) as u32, (n % 31 + 1) as u32)?.plus_days(apart))
}
