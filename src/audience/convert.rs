//! From gathered texts to typed columns. Knows kinds and fields, no file.

use std::borrow::Cow;

use super::columns::{Data, NO_DATE, Strings, TextBuilder};
use super::places;
use super::read::ProblemKind;
use super::values::{self, DateOrder};
use crate::model::{Field, FieldKind, StdField};

/// The chosen rows of a gathered column as one type; values that are not of that type are left empty and their rows named.
pub(super) fn typed(raw: &TextBuilder, kind: FieldKind, order: DateOrder, rows: &[u32]) -> (Data, Vec<u32>) {
    let mut bad = Vec::new();
    let data = match kind {
        FieldKind::Text => {
            let mut texts = TextBuilder::default();
            rows.iter().for_each(|row| texts.push(raw.get(*row as usize)));
            texts.finish()
        }
        FieldKind::Number => {
            let mut known = vec![0; rows.len().div_ceil(64)];
            let parse = |text: &str| values::number(text).or_else(|| values::range_start(text));
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
            let parse = |text: &str| values::written_day(text).and_then(|written| written.day(order));
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
        if value.is_none() && !raw.get(*row as usize).is_empty() {
            bad.push(*row);
        }
        value
    })
}

/// Code of a row in codes that may end before it.
pub(super) fn code(codes: &[u32], row: u32) -> usize {
    codes.get(row as usize).map_or(0, |code| *code as usize)
}

fn list(raw: &TextBuilder, rows: &[u32]) -> Data {
    let (mut ends, mut items, mut words) = (Vec::with_capacity(rows.len()), Vec::new(), Strings::default());
    let mut index = std::collections::BTreeMap::new();
    // Mailchimp writes `"one","two"`; where any value has a semicolon, commas belong to the items
    let separator = if rows.iter().any(|row| raw.get(*row as usize).contains(';')) { ';' } else { ',' };
    for row in rows {
        let items_of_row = raw.get(*row as usize).split(separator).map(|item| item.trim().trim_matches('"'));
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
            // a leading apostrophe is how spreadsheets keep a number as text
            let text = text.trim_start_matches('\'');
            if values::is_damaged_phone(text) {
                (Cow::Borrowed(""), Some(ProblemKind::DamagedPhone))
            } else {
                keep(text)
            }
        }
        StdField::Country => keep(places::country_code(text).unwrap_or(text)),
        StdField::TimeZone => match places::zone_named(text) {
            Some(zone) => keep(zone.name()),
            None => (Cow::Borrowed(text), Some(ProblemKind::UnknownZone)),
        },
        _ => keep(text),
    }
}

/// The kind of a custom column: the narrowest that all its values have.
pub(super) fn kind_of(raw: &TextBuilder) -> FieldKind {
    let distinct: Box<dyn Iterator<Item = &str>> = match raw.dictionary() {
        Some((words, _)) => Box::new(words.iter()),
        None => Box::new((0..raw.len()).map(|row| raw.get(row))),
    };
    let (mut seen, mut yes_no, mut number, mut date, mut list) = (0, true, true, true, false);
    for text in distinct.filter(|text| !text.is_empty()) {
        seen += 1;
        yes_no &= values::is_yes_no_word(text);
        number &= values::is_plain_number(text);
        date = date && values::written_day(text).is_some();
        list |= text.contains(';');
        if !(yes_no || number || date) && list {
            break;
        }
    }
    match (seen, yes_no, number, date, list) {
        (0, ..) => FieldKind::Text,
        (_, true, ..) => FieldKind::YesNo,
        (_, _, true, ..) => FieldKind::Number,
        (_, _, _, true, _) => FieldKind::Date,
        (_, _, _, _, true) => FieldKind::List,
        _ => FieldKind::Text,
    }
}

/// The field's own kind, or what a custom column's values show.
pub(super) fn kind_for(field: &Field, raw: &TextBuilder) -> FieldKind {
    match field {
        Field::Std(std) => std.kind(),
        Field::Custom(_) => kind_of(raw),
    }
}
