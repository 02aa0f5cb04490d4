//! Tests of days: one meaning for the list, for a run and for a walk.

use crate::calendar::Date;
use crate::model::{Period, Test};

/// Whether a test of dates holds for a day; false for tests of anything else.
pub fn date_holds(test: &Test, value: Date, today: Date) -> bool {
    let day = |days: i64| today.plus_days(i32::try_from(days).unwrap_or(0).clamp(-100_000, 100_000));
    match test {
        Test::Known => true,
        Test::On(on) => value == *on,
        Test::Before(before) => value < *before,
        Test::After(after) => value > *after,
        Test::BetweenDays(from, to) => (*from..=*to).contains(&value),
        Test::WithinLast(days) => (day(-i64::from(*days))..=today).contains(&value),
        Test::WithinNext(days) => (today..=day(i64::from(*days))).contains(&value),
        Test::MoreThanAgo(days) => value < day(-i64::from(*days)),
        Test::OnWeekday(days) => days.contains(value.weekday()),
        Test::InMonth(month) => value.ymd().1 == u32::from(*month),
        Test::During(period) => within(*period, today).is_some_and(|(from, to)| (from..=to).contains(&value)),
        Test::AnniversaryNext(days) => comes_round(value, today, day(i64::from(*days))),
        Test::AnniversaryLast(days) => comes_round(value, day(-i64::from(*days)), today),
        _ => false,
    }
}

/// Whether the day and month come round between two days, both included; 29 February comes on the 28th where there is none.
fn comes_round(value: Date, from: Date, to: Date) -> bool {
    if to.days() - from.days() >= 366 {
        return true;
    }
    let (_, month, day) = value.ymd();
    (from.ymd().0..=to.ymd().0).any(|year| {
        let round = Date::new(year, month, day).or_else(|| Date::new(year, month, day - 1));
        round.is_some_and(|round| (from..=to).contains(&round))
    })
}

/// The first and the last day of a period.
pub fn within(period: Period, today: Date) -> Option<(Date, Date)> {
    let (year, month, _) = today.ymd();
    let monday = today.plus_days(-(today.weekday().index() as i32));
    let week = |weeks: i32| Some((monday.plus_days(7 * weeks), monday.plus_days(7 * weeks + 6)));
    // months from January of the year on, `n` of them
    let months = |first: i32, n: i32| {
        let begins = |month: i32| Date::new(year + month.div_euclid(12), month.rem_euclid(12) as u32 + 1, 1);
        Some((begins(first)?, begins(first + n)?.plus_days(-1)))
    };
    let month = month as i32 - 1;
    let quarter = month - month % 3;
    match period {
        Period::ThisWeek => week(0),
        Period::LastWeek => week(-1),
        Period::NextWeek => week(1),
        Period::ThisMonth => months(month, 1),
        Period::LastMonth => months(month - 1, 1),
        Period::NextMonth => months(month + 1, 1),
        Period::ThisQuarter => months(quarter, 3),
        Period::LastQuarter => months(quarter - 3, 3),
        Period::NextQuarter => months(quarter + 3, 3),
        Period::ThisYear => months(0, 12),
        Period::LastYear => months(-12, 12),
        Period::NextYear => months(12, 12),
    }
}

/// Months as they are typed.
pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The name of a month, 1 to 12.
pub fn month_words(month: u8) -> &'static str {
    usize::from(month).checked_sub(1).and_then(|place| MONTHS.get(place)).copied().unwrap_or("…")
}

/// The month of a name, short or long, 1 to 12.
pub(super) fn month_named(text: &str) -> Option<u8> {
    let is = |name: &&str| {
        name.eq_ignore_ascii_case(text)
            || (text.len() >= 3
                && name.get(..text.len()).is_some_and(|start| start.eq_ignore_ascii_case(text)))
    };
    MONTHS.iter().position(is).map(|place| place as u8 + 1)
}
