//! From gathered texts to typed columns. Knows kinds and fields, no file.

use std::borrow::Cow;

use super::columns::{Data, NO_DATE, Strings, TextBuilder};
use super::numbers::{self, Reading};
use super::read::ProblemKind;
use super::values::{self, DateOrder, DateStyle};
use super::zones::Named;
use super::{places, zones};
use crate::model::{Field, FieldKind, StdField};

/// How the texts of a column are read as values.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ways {
    pub(super) order: DateOrder,
    pub(super) style: DateStyle,
    pub(super) number: Reading,
    /// Whether its numbers are sizes of companies: `51-200` counts as 51.
    pub(super) is_size: bool,
    /// Whether `Null` is a name.
    pub(super) keeps_null: bool,
}

impl Ways {
    /// As nothing but the field says.
    pub(super) fn of(field: &Field) -> Ways {
        let is_whole = matches!(
            field,
            Field::Std(
                StdField::Employees
                    | StdField::Opened
                    | StdField::Clicked
                    | StdField::Replied
                    | StdField::Purchases
            )
        );
        Ways {
            order: DateOrder::DayFirst,
            style: DateStyle { is_anniversary: false, has_numbers: matches!(field, Field::Std(_)) },
            number: Reading { sign: None, is_whole },
            is_size: *field == Field::Std(StdField::Employees),
            keeps_null: false,
        }
    }
}

/// The chosen rows of a gathered column as one type; values that are not of that type are left empty and their rows named.
pub(super) fn typed(raw: &TextBuilder, kind: FieldKind, ways: Ways, rows: &[u32]) -> (Data, Vec<u32>) {
    let mut bad = Vec::new();
    let data = match kind {
        FieldKind::Text => raw.pick(rows, |text| values::is_null(text) && !ways.keeps_null),
        FieldKind::Number => {
            let mut known = vec![0; rows.len().div_ceil(64)];
            let parse = |text: &str| {
                if ways.is_size {
                    numbers::size(text, ways.number)
                } else {
                    numbers::number(text, ways.number)
                }
            };
            let values = each(raw, rows, &mut bad, parse)
                .enumerate()
                .map(|(row, number)| {
                    known[row / 64] |= u64::from(number.is_some()) << (row % 64);
                    number.unwrap_or(0.0)
                })
                .collect();
            Data::Number { values, known }
        }
        FieldKind::Date => {
            let parse =
                |text: &str| values::styled_day(text, ways.style).and_then(|written| written.day(ways.order));
            Data::Date(
                each(raw, rows, &mut bad, parse).map(|day| day.map_or(NO_DATE, |day| day.days())).collect(),
            )
        }
        FieldKind::YesNo => Data::YesNo(
            each(raw, rows, &mut bad, values::yes_no)
                .map(|answer| answer.map_or(0, |yes| 1 + u8::from(yes)))
                .collect(),
        ),
        FieldKind::List => list(raw, rows),
    };
    (data, bad)
}

/// Each chosen row parsed, a distinct text only once; rows whose text is there but cannot be read go to `bad`.
fn each<'a, T: Copy + 'a>(
    raw: &'a TextBuilder,
    rows: &'a [u32],
    bad: &'a mut Vec<u32>,
    parse: impl Fn(&str) -> Option<T> + 'a,
) -> impl Iterator<Item = Option<T>> + 'a {
    let known: Option<(Vec<Option<T>>, &[u32])> =
        raw.dictionary().map(|(words, codes)| (words.iter().map(&parse).collect(), codes));
    rows.iter().map(move |row| {
        let value = match &known {
            Some((values, codes)) => values[code(codes, *row)],
            None => parse(raw.get(*row as usize)),
        };
        if value.is_none() {
            let text = raw.get(*row as usize);
            if !text.is_empty() && !values::is_null(text) {
                bad.push(*row);
            }
        }
        value
    })
}

/// Code of a row in codes that may end before it.
pub(super) fn code(codes: &[u32], row: u32) -> usize {
    codes.get(row as usize).map_or(0, |code| *code as usize)
}

/// The filled texts of a gathered column with the number of rows that have each; a text may come more than once.
pub(super) fn weighted(raw: &TextBuilder, mut each: impl FnMut(&str, u32)) {
    match raw.dictionary() {
        Some((words, codes)) => {
            let mut counts = vec![0_u32; words.len()];
            codes.iter().for_each(|code| counts[*code as usize] += 1);
            for (word, count) in
                words.iter().zip(counts).filter(|(word, count)| !word.is_empty() && *count > 0)
            {
                each(word, count);
            }
        }
        None => (0..raw.len())
            .map(|row| raw.get(row))
            .filter(|text| !text.is_empty())
            .for_each(|text| each(text, 1)),
    }
}

fn list(raw: &TextBuilder, rows: &[u32]) -> Data {
    let (mut ends, mut items, mut words) = (Vec::with_capacity(rows.len()), Vec::new(), Strings::default());
    let mut index = std::collections::BTreeMap::new();
    let texts = || rows.iter().map(|row| raw.get(*row as usize)).filter(|text| !values::is_null(text));
    // Mailchimp writes `"one","two"`; where any value has a semicolon, commas belong to the items
    let separator =
        [" ::: ", ";"].into_iter().find(|sign| texts().any(|text| text.contains(sign))).unwrap_or(",");
    for row in rows {
        let text = raw.get(*row as usize);
        let text = if values::is_null(text) { "" } else { text };
        // Google marks its own labels with a star
        let items_of_row =
            text.split(separator).map(|item| item.trim().trim_start_matches("* ").trim_matches('"'));
        for item in items_of_row.filter(|item| !item.is_empty()) {
            let code = *index.entry(item).or_insert_with(|| {
                words.push(item);
                words.len() as u32 - 1
            });
            items.push(code);
        }
        ends.push(items.len() as u32);
    }
    Data::List { ends, items, words }
}

/// A text as it is kept under a field with a meaning, and what had to be done to it.
pub(super) fn cleaned(field: StdField, text: &str) -> (Cow<'_, str>, Option<ProblemKind>) {
    let keep = |kept| (Cow::Borrowed(kept), None);
    if text.is_empty() {
        return keep("");
    }
    match field {
        StdField::Email => match values::email(text) {
            Some(address) if values::is_role_address(address) => {
                (Cow::Borrowed(address), Some(ProblemKind::RoleAddress))
            }
            Some(address) => keep(address),
            None => (Cow::Borrowed(""), Some(ProblemKind::NotAnEmail)),
        },
        StdField::MobilePhone | StdField::DirectPhone | StdField::CompanyPhone => {
            let text = values::bare_phone(values::phones(text)[0]);
            if values::is_damaged_phone(text) {
                (Cow::Borrowed(""), Some(ProblemKind::DamagedPhone))
            } else {
                keep(text)
            }
        }
        StdField::ContactId => keep(values::without_decimal(text.trim_start_matches('\''))),
        // what exports write where nobody owns the contact
        StdField::Owner => {
            let nobody = ["unassigned", "not assigned", "no owner", "none", "nicht zugewiesen"];
            keep(if nobody.iter().any(|word| text.eq_ignore_ascii_case(word)) { "" } else { text })
        }
        StdField::Country => keep(places::country_code(text).unwrap_or(text)),
        StdField::TimeZone => match zones::zone_named(text) {
            Some(Named::Zone(zone)) => keep(zone.name()),
            // the contact's country says more, so the text stays
            Some(Named::Usual(_)) => (Cow::Borrowed(text), Some(ProblemKind::ZoneOfSeveral)),
            Some(Named::Offset(..)) => keep(text),
            None => (Cow::Borrowed(text), Some(ProblemKind::UnknownZone)),
        },
        _ => keep(text),
    }
}

/// Whether [`cleaned`] does anything to a field's texts.
pub(super) fn is_cleaned(field: StdField) -> bool {
    use StdField::*;
    matches!(field, Email | MobilePhone | DirectPhone | CompanyPhone | ContactId | Owner | Country | TimeZone)
}

/// What the values of a custom column are, by number of rows.
#[derive(Default)]
struct Tally {
    yes_no: u32,
    number: u32,
    date: u32,
    /// Neither, and no placeholder.
    other: u32,
    /// Of these with a digit: house numbers, codes.
    coded: u32,
    has_list: bool,
    placeholders: u32,
}

impl Tally {
    /// Whether a column is of the type that `n` of its rows have: all of them, or so many that the few others are odd cells. Words that stand for
    /// nothing (tbd, unlimited) are odd cells always.
    fn is(&self, n: u32) -> bool {
        let all = self.yes_no + self.number + self.date + self.other;
        let odd = all - n;
        n > 0
            && self.placeholders <= n
            && (odd == 0 || (n >= 8 && odd <= n / 20 + 1 && self.coded * 50 <= all))
    }

    fn kind(&self) -> FieldKind {
        if self.yes_no > 0 && self.placeholders == 0 && self.number + self.date + self.other == 0 {
            FieldKind::YesNo
        } else if self.is(self.number) {
            FieldKind::Number
        } else if self.is(self.date) {
            FieldKind::Date
        } else if self.has_list {
            FieldKind::List
        } else {
            FieldKind::Text
        }
    }
}

/// The kind of a custom column: the narrowest that all its values have, a few odd ones left aside.
pub(super) fn kind_of(raw: &TextBuilder, style: DateStyle) -> FieldKind {
    let mut tally = Tally::default();
    let enough = raw.len() as u32 / 10 + 8;
    weighted(raw, |text, rows| {
        tally.has_list |= text.contains(';');
        // a text for sure: nothing more to be learned but whether it is a list
        if tally.other > enough {
            return;
        }
        if !style.has_numbers && !style.is_anniversary && numbers::is_simple(text) && numbers::is_plain(text)
        {
            tally.number += rows;
            return;
        }
        if values::is_placeholder(text) || values::is_null(text) {
            tally.placeholders += rows;
        } else if values::is_yes_no_word(text) {
            tally.yes_no += rows;
        } else if (style.has_numbers || style.is_anniversary) && values::styled_day(text, style).is_some() {
            tally.date += rows;
        } else if numbers::is_plain(text) {
            tally.number += rows;
        } else if values::written_day(text).is_some() {
            tally.date += rows;
        } else {
            tally.other += rows;
            tally.coded += if text.bytes().any(|byte| byte.is_ascii_digit()) { rows } else { 0 };
        }
    });
    tally.kind()
}
