//! From gathered texts to typed columns. Knows kinds and fields, no file.

use std::borrow::Cow;

use super::columns::{Data, NO_DATE, Strings, TextBuilder};
use super::numbers::{self, Reading};
use super::read::ProblemKind;
use super::read::turns;
use super::values::{self, DateOrder, DateStyle};
use super::zones::Named;
use super::{places, zones};
use crate::calendar::Date;
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

    /// The text that is kept as it is and means "nothing" here.
    pub(super) fn nothing(self) -> Option<&'static str> {
        (!self.keeps_null).then_some(values::NULL)
    }
}

/// The chosen rows of a gathered column as one type; values that are not of that type are left empty and their rows named.
///
/// # Errors
/// That of a turn.
pub(super) async fn typed<E>(
    raw: &TextBuilder,
    kind: FieldKind,
    ways: Ways,
    rows: &[u32],
    turn: &mut impl AsyncFnMut() -> Result<(), E>,
) -> Result<(Data, Vec<u32>), E> {
    let mut bad = Vec::new();
    let data = match kind {
        FieldKind::Text => raw.pick(rows, ways.nothing()),
        FieldKind::Number => {
            let (mut values, mut known) = (Vec::with_capacity(rows.len()), vec![0; rows.len().div_ceil(64)]);
            let parse = |text: &str| {
                if ways.is_size {
                    numbers::size(text, ways.number)
                } else {
                    numbers::number(text, ways.number)
                }
            };
            let put = |number: Option<f64>| {
                known[values.len() / 64] |= u64::from(number.is_some()) << (values.len() % 64);
                values.push(number.unwrap_or(0.0));
            };
            each(raw, rows, &mut bad, parse, put, turn).await?;
            Data::Number { values, known }
        }
        FieldKind::Date => {
            let parse =
                |text: &str| values::styled_day(text, ways.style).and_then(|written| written.day(ways.order));
            let mut days = Vec::with_capacity(rows.len());
            let put = |day: Option<Date>| days.push(day.map_or(NO_DATE, |day| day.days()));
            each(raw, rows, &mut bad, parse, put, turn).await?;
            Data::Date(days)
        }
        FieldKind::YesNo => {
            let mut answers = Vec::with_capacity(rows.len());
            let put = |answer: Option<bool>| answers.push(answer.map_or(0, |yes| 1 + u8::from(yes)));
            each(raw, rows, &mut bad, values::yes_no, put, turn).await?;
            Data::YesNo(answers)
        }
        FieldKind::List => list(raw, rows),
    };
    Ok((data, bad))
}

/// Each chosen row parsed, a distinct text only once; rows whose text is there but cannot be read go to `bad`.
async fn each<T: Copy, E>(
    raw: &TextBuilder,
    rows: &[u32],
    bad: &mut Vec<u32>,
    parse: impl Fn(&str) -> Option<T>,
    mut put: impl FnMut(Option<T>),
    turn: &mut impl AsyncFnMut() -> Result<(), E>,
) -> Result<(), E> {
    let is_bad = |text: &str| !text.is_empty() && !values::is_null(text);
    let known: Option<(Vec<_>, &[u32])> = raw.dictionary().map(|(words, codes)| {
        let read = |word: &str| {
            let value = parse(word);
            (value, value.is_none() && is_bad(word))
        };
        (words.iter().map(read).collect(), codes)
    });
    for rows in rows.chunks(turns::ROWS) {
        for row in rows {
            let (value, is_bad) = match &known {
                Some((values, codes)) => values[code(codes, *row)],
                None => {
                    let text = raw.get(*row as usize);
                    let value = if text.is_empty() { None } else { parse(text) };
                    (value, value.is_none() && is_bad(text))
                }
            };
            put(value);
            if is_bad {
                bad.push(*row);
            }
        }
        turn().await?;
    }
    Ok(())
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
            let text = values::bare_phone(values::first_phone(text));
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
    // whether it is a list is asked of all, and nothing else once it is a text for sure
    let has_words = raw.dictionary().is_some();
    let mut tally = Tally { has_list: !has_words && raw.has_sign(b";"), ..Tally::default() };
    let enough = raw.len() as u32 / 10 + 8;
    weighted(raw, |text, rows| {
        tally.has_list |= has_words && text.contains(';');
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
