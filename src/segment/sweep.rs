//! Tests of numbers, days, answers and of "is there anything", over whole columns: no value is made into a `Value`, and 64 rows become the 64
//! bits of a word without a branch. Tests of texts are not here.

use super::Bitmap;
use super::dates::{date_holds, within};
use crate::audience::{Column, Slices};
use crate::calendar::Date;
use crate::model::{FieldKind, Test};

/// The rows of `rows` that pass; `None` where the test is not one of these.
pub(super) fn sweep(column: &Column, test: &Test, today: Date, rows: &Bitmap) -> Option<Bitmap> {
    let slices = column.slices();
    Some(match (test, slices) {
        (Test::Empty, slices) => rows.clone().minus(&filled(slices, rows)),
        (Test::Known, slices) => filled(slices, rows),
        (Test::Yes, Slices::YesNo(answers)) => each(rows, answers, |answer| answer == 2),
        (Test::No, Slices::YesNo(answers)) => each(rows, answers, |answer| answer == 1),
        (test, Slices::Numbers { values, known }) => {
            let (low, high) = numbers(test)?;
            // both comparisons are made: a branch would cost more than either
            let found = each(rows, values, |value| (low <= value) & (value <= high));
            found.keep_words(|from| known[from / 64])
        }
        (test, Slices::Days(days)) if test.fits(FieldKind::Date) => match span(test, today) {
            Some((low, high)) => each(rows, days, |day| (low <= day) & (day <= high)),
            // what comes round
            None => each(rows, days, |day| day != i32::MIN && date_holds(test, Date::from_days(day), today)),
        },
        _ => return None,
    })
}

/// The rows of `rows` whose word has passed, for a column that is kept as a dictionary; `passes` says it of each word.
pub(super) fn coded(column: &Column, passes: &[bool], rows: &Bitmap) -> Option<Bitmap> {
    let has_passed = |code: usize| passes.get(code) == Some(&true);
    Some(match column.slices() {
        Slices::Narrow(codes) => each(rows, codes, |code| has_passed(usize::from(code))),
        Slices::Wide(codes) => each(rows, codes, |code| has_passed(code as usize)),
        _ => return None,
    })
}

/// Rows with a value.
fn filled(slices: Slices, rows: &Bitmap) -> Bitmap {
    match slices {
        Slices::Narrow(codes) => each(rows, codes, |code| code != 0),
        Slices::Wide(codes) => each(rows, codes, |code| code != 0),
        Slices::Ends(ends) => rows.keep(|row| ends[row] != if row == 0 { 0 } else { ends[row - 1] }),
        Slices::Numbers { known, .. } => rows.keep_words(|from| known[from / 64]),
        Slices::Days(days) => each(rows, days, |day| day != i32::MIN),
        Slices::YesNo(answers) => each(rows, answers, |answer| answer != 0),
    }
}

/// The rows whose value passes.
fn each<T: Copy>(rows: &Bitmap, values: &[T], passes: impl Fn(T) -> bool) -> Bitmap {
    rows.keep_words(|from| {
        let values = &values[from..values.len().min(from + 64)];
        match <&[T; 64]>::try_from(values) {
            Ok(values) => word(values, &passes),
            Err(_) => word(values, &passes),
        }
    })
}

#[inline(always)]
fn word<T: Copy>(values: &[T], passes: impl Fn(T) -> bool) -> u64 {
    let mut word = 0;
    for (bit, value) in values.iter().enumerate() {
        word |= u64::from(passes(*value)) << bit;
    }
    word
}

/// The least and the greatest number that pass.
fn numbers(test: &Test) -> Option<(f64, f64)> {
    Some(match test {
        Test::Equals(n) => (*n, *n),
        Test::LessThan(n) => (f64::NEG_INFINITY, n.next_down()),
        Test::AtMost(n) => (f64::NEG_INFINITY, *n),
        Test::MoreThan(n) => (n.next_up(), f64::INFINITY),
        Test::AtLeast(n) => (*n, f64::INFINITY),
        Test::Between(low, high) => (*low, *high),
        _ => return None,
    })
}

/// The first and the last day that pass, since 1970.
fn span(test: &Test, today: Date) -> Option<(i32, i32)> {
    // the least number stands for "no day"
    const FIRST: i32 = i32::MIN + 1;
    let day = |days: i64| today.plus_days(i32::try_from(days).unwrap_or(0).clamp(-100_000, 100_000)).days();
    Some(match test {
        Test::On(on) => (on.days(), on.days()),
        Test::Before(before) => (FIRST, before.days() - 1),
        Test::After(after) => (after.days() + 1, i32::MAX),
        Test::BetweenDays(from, to) => (from.days(), to.days()),
        Test::During(period) => {
            let (from, to) = within(*period, today)?;
            (from.days(), to.days())
        }
        Test::WithinLast(days) => (day(-i64::from(*days)), today.days()),
        Test::WithinNext(days) => (today.days(), day(i64::from(*days))),
        Test::MoreThanAgo(days) => (FIRST, day(-i64::from(*days)) - 1),
        _ => return None,
    })
}
