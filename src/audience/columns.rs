//! The columnar contact store: one typed column a field, a contact number a row. Knows neither files nor rules.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::calendar::Date;
use crate::model::{Field, FieldKind, StdField};

/// Stands for "no date" in a date column.
pub(super) const NO_DATE: i32 = i32::MIN;

/// A contact list as typed columns. A contact's number is given at import and never reused; a row is only a place.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Columns {
    pub(super) numbers: Vec<u32>,
    pub(super) columns: Vec<Column>,
}

/// One column: the header as the file writes it, what it means, and its values.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Column {
    pub(super) header: String,
    pub(super) field: Field,
    pub(super) data: Data,
}

/// Values of one column. The empty text, `NO_DATE`, code 0 of a dictionary and an unset `known` bit are "no value".
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(super) enum Data {
    /// Few distinct texts: a code a row, 0 is empty.
    Dictionary {
        codes: Codes,
        words: Strings,
    },
    /// Many distinct texts.
    Text(Strings),
    Number {
        values: Vec<f64>,
        known: Vec<u64>,
    },
    /// Days since 1970-01-01.
    Date(Vec<i32>),
    /// 0 empty, 1 no, 2 yes.
    YesNo(Vec<u8>),
    /// Row i holds the words `items[ends[i - 1]..ends[i]]`.
    List {
        ends: Vec<u32>,
        items: Vec<u32>,
        words: Strings,
    },
}

/// Dictionary codes, two bytes each where that is enough.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(super) enum Codes {
    Narrow(Vec<u16>),
    Wide(Vec<u32>),
}

/// Many texts in one heap.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub(super) struct Strings {
    pub(super) heap: String,
    pub(super) ends: Vec<u32>,
}

/// One value, as it is shown and tested.
#[derive(Clone, PartialEq, Debug)]
pub enum Value<'a> {
    /// There is none; neither zero nor the empty text (G3).
    Empty,
    /// A text.
    Text(&'a str),
    /// A finite number.
    Number(f64),
    /// A day.
    Date(Date),
    /// Yes or no.
    YesNo(bool),
    /// Several texts.
    List(Vec<&'a str>),
}

impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Empty => Ok(()),
            Value::Text(text) => f.write_str(text),
            Value::Number(number) => write!(f, "{number}"),
            Value::Date(date) => write!(f, "{date}"),
            Value::YesNo(yes) => f.write_str(if *yes { "yes" } else { "no" }),
            Value::List(items) => f.write_str(&items.join("; ")),
        }
    }
}

/// Header in lower case with single spaces: the name of a custom field.
pub fn normal_header(header: &str) -> String {
    header.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

impl Columns {
    /// Number of contacts.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// Contact number of each row.
    pub fn numbers(&self) -> &[u32] {
        &self.numbers
    }

    /// The columns in the file's order.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The column that holds `field`.
    pub fn column(&self, field: &Field) -> Option<&Column> {
        self.columns.iter().find(|column| column.field == *field)
    }

    /// The column that holds a field with a meaning.
    pub fn std(&self, field: StdField) -> Option<&Column> {
        self.columns.iter().find(|column| column.field == Field::Std(field))
    }

    /// The value of `field` in `row`; empty where the list has no such column or row.
    pub fn value(&self, row: usize, field: &Field) -> Value<'_> {
        self.column(field).map_or(Value::Empty, |column| column.value(row))
    }

    /// The value as text, `None` when empty.
    pub fn text(&self, row: usize, field: &Field) -> Option<Cow<'_, str>> {
        self.column(field)?.text(row)
    }

    /// A list made by hand: one number a row and, per column, header, field and one text a row, read by `field`'s kind
    /// (a custom field is text). For tests and small lists; files come in through `read`.
    pub fn from_texts(numbers: Vec<u32>, columns: Vec<(&str, Field, Vec<&str>)>) -> Columns {
        let n = numbers.len();
        let columns = columns
            .into_iter()
            .map(|(header, field, texts)| {
                let kind = if let Field::Std(std) = field { std.kind() } else { FieldKind::Text };
                let mut raw = TextBuilder::default();
                (0..n).for_each(|row| raw.push(texts.get(row).copied().unwrap_or_default()));
                let rows: Vec<u32> = (0..n as u32).collect();
                let (data, _) = super::convert::typed(&raw, kind, super::read::DateOrder::DayFirst, &rows);
                Column { header: header.to_owned(), field, data }
            })
            .collect();
        Columns { numbers, columns }
    }
}

impl Column {
    /// The header as the file writes it.
    pub fn header(&self) -> &str {
        &self.header
    }

    /// What the column means.
    pub fn field(&self) -> &Field {
        &self.field
    }

    /// The type of its values.
    pub fn kind(&self) -> FieldKind {
        match self.data {
            Data::Dictionary { .. } | Data::Text(_) => FieldKind::Text,
            Data::Number { .. } => FieldKind::Number,
            Data::Date(_) => FieldKind::Date,
            Data::YesNo(_) => FieldKind::YesNo,
            Data::List { .. } => FieldKind::List,
        }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        match &self.data {
            Data::Dictionary { codes, .. } => codes.len(),
            Data::Text(strings) => strings.len(),
            Data::Number { values, .. } => values.len(),
            Data::Date(days) => days.len(),
            Data::YesNo(values) => values.len(),
            Data::List { ends, .. } => ends.len(),
        }
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value in `row`.
    pub fn value(&self, row: usize) -> Value<'_> {
        if row >= self.len() {
            return Value::Empty;
        }
        match &self.data {
            Data::Dictionary { .. } | Data::Text(_) => self.str(row).map_or(Value::Empty, Value::Text),
            Data::Number { .. } => self.number(row).map_or(Value::Empty, Value::Number),
            Data::Date(_) => self.date(row).map_or(Value::Empty, Value::Date),
            Data::YesNo(_) => self.yes_no(row).map_or(Value::Empty, Value::YesNo),
            Data::List { .. } => {
                let items = self.items(row);
                if items.is_empty() { Value::Empty } else { Value::List(items) }
            }
        }
    }

    /// The value as text, `None` when empty.
    pub fn text(&self, row: usize) -> Option<Cow<'_, str>> {
        match self.value(row) {
            Value::Empty => None,
            Value::Text(text) => Some(Cow::Borrowed(text)),
            other => Some(Cow::Owned(other.to_string())),
        }
    }

    /// The text of a text column.
    pub fn str(&self, row: usize) -> Option<&str> {
        let text = match &self.data {
            Data::Dictionary { codes, words } => words.get(codes.get(row)? as usize)?,
            Data::Text(strings) => strings.get(row)?,
            _ => return None,
        };
        (!text.is_empty()).then_some(text)
    }

    /// The number of a number column.
    pub fn number(&self, row: usize) -> Option<f64> {
        let Data::Number { values, known } = &self.data else { return None };
        let number = *values.get(row)?;
        (known[row / 64] >> (row % 64) & 1 == 1).then_some(number)
    }

    /// The day of a date column.
    pub fn date(&self, row: usize) -> Option<Date> {
        let Data::Date(days) = &self.data else { return None };
        days.get(row).filter(|days| **days != NO_DATE).map(|days| Date::from_days(*days))
    }

    /// The answer of a yes/no column.
    pub fn yes_no(&self, row: usize) -> Option<bool> {
        let Data::YesNo(values) = &self.data else { return None };
        match values.get(row)? {
            1 => Some(false),
            2 => Some(true),
            _ => None,
        }
    }

    /// The items of a list column; one item for a text that is there.
    pub fn items(&self, row: usize) -> Vec<&str> {
        let Data::List { ends, items, words } = &self.data else {
            return self.str(row).into_iter().collect();
        };
        let Some(end) = ends.get(row) else { return Vec::new() };
        let start = if row == 0 { 0 } else { ends[row - 1] };
        items[start as usize..*end as usize].iter().filter_map(|code| words.get(*code as usize)).collect()
    }

    /// Distinct texts and a code a row, for columns that are kept as a dictionary; code 0 is "no value".
    pub fn dictionary(&self) -> Option<(Vec<&str>, impl Fn(usize) -> usize)> {
        let Data::Dictionary { codes, words } = &self.data else { return None };
        Some((words.iter().collect(), move |row| codes.get(row).unwrap_or(0) as usize))
    }
}

impl Codes {
    pub(super) fn len(&self) -> usize {
        match self {
            Codes::Narrow(codes) => codes.len(),
            Codes::Wide(codes) => codes.len(),
        }
    }

    pub(super) fn get(&self, row: usize) -> Option<u32> {
        match self {
            Codes::Narrow(codes) => codes.get(row).map(|code| u32::from(*code)),
            Codes::Wide(codes) => codes.get(row).copied(),
        }
    }
}

impl Strings {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)? as usize;
        let start = if index == 0 { 0 } else { self.ends[index - 1] as usize };
        self.heap.get(start..end)
    }

    pub(super) fn push(&mut self, text: &str) {
        self.heap.push_str(text);
        self.ends.push(self.heap.len() as u32);
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|index| self.get(index).unwrap_or_default())
    }
}

/// Gathers the texts of one column; a dictionary for as long as that is the smaller form.
#[derive(Clone, Debug)]
pub(super) struct TextBuilder {
    codes: Vec<u32>,
    index: HashMap<Box<str>, u32, FewBits>,
    strings: Strings,
    is_dictionary: bool,
}

impl Default for TextBuilder {
    fn default() -> Self {
        let mut index = HashMap::with_hasher(FewBits);
        index.insert("".into(), 0);
        let mut strings = Strings::default();
        strings.push("");
        TextBuilder { codes: Vec::new(), index, strings, is_dictionary: true }
    }
}

impl TextBuilder {
    /// Below this many distinct texts a dictionary costs nothing worth deciding.
    const FEW: usize = 4096;

    pub(super) fn push(&mut self, text: &str) {
        if !self.is_dictionary {
            self.strings.push(text);
            return;
        }
        if let Some(code) = self.index.get(text) {
            self.codes.push(*code);
            return;
        }
        let code = self.strings.len() as u32;
        self.index.insert(text.into(), code);
        self.strings.push(text);
        self.codes.push(code);
        // while streaming the final length is unknown: leave the dictionary once most values are new
        if self.strings.len() > Self::FEW && self.strings.len() > self.codes.len() / 4 {
            self.leave_dictionary();
        }
    }

    fn leave_dictionary(&mut self) {
        let mut plain = Strings::default();
        for code in &self.codes {
            plain.push(self.strings.get(*code as usize).unwrap_or_default());
        }
        self.strings = plain;
        self.codes = Vec::new();
        self.index = HashMap::with_hasher(FewBits);
        self.is_dictionary = false;
    }

    pub(super) fn len(&self) -> usize {
        if self.is_dictionary { self.codes.len() } else { self.strings.len() }
    }

    pub(super) fn get(&self, row: usize) -> &str {
        let index =
            if self.is_dictionary { self.codes.get(row).map(|code| *code as usize) } else { Some(row) };
        index.and_then(|index| self.strings.get(index)).unwrap_or_default()
    }

    /// The distinct texts and a code a row, where they are known.
    pub(super) fn dictionary(&self) -> Option<(&Strings, &[u32])> {
        self.is_dictionary.then_some((&self.strings, self.codes.as_slice()))
    }

    /// Bytes of text held.
    pub(super) fn bytes(&self) -> usize {
        self.strings.heap.len()
    }

    /// The column: a dictionary while distinct < rows / 20 (or there are few rows to speak of), else plain texts.
    pub(super) fn finish(mut self) -> Data {
        if self.is_dictionary && self.strings.len() > 64 && self.strings.len() >= self.codes.len() / 20 {
            self.leave_dictionary();
        }
        if !self.is_dictionary {
            return Data::Text(self.strings);
        }
        let codes = if self.strings.len() <= usize::from(u16::MAX) {
            Codes::Narrow(self.codes.iter().map(|code| *code as u16).collect())
        } else {
            Codes::Wide(self.codes)
        };
        Data::Dictionary { codes, words: self.strings }
    }
}

/// Hash of a text for finding equal ones; never shown and never kept.
pub(super) fn quick_hash(text: &str) -> u64 {
    std::hash::BuildHasher::hash_one(&FewBits, text)
}

/// A quick hash for look-ups alone; nothing is ever iterated in its order.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FewBits;

/// State of [`FewBits`].
pub(super) struct FewBitsState(u64);

impl std::hash::BuildHasher for FewBits {
    type Hasher = FewBitsState;
    fn build_hasher(&self) -> FewBitsState {
        FewBitsState(0xcbf2_9ce4_8422_2325)
    }
}

impl std::hash::Hasher for FewBitsState {
    fn finish(&self) -> u64 {
        (self.0 ^ self.0 >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 = (self.0.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
    }
}
