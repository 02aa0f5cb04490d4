//! The columnar contact store: one typed column a field, a contact number a row. Knows neither files nor rules.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::consent::{Consent, ConsentChoice, Consents, Looked, look_at};
use super::doubles::Doubles;
use super::events::Events;
use super::noted::Noted;
use super::read::Merges;
use super::read::turns::{self, at_once};
pub(super) use super::texts::{Codes, Remade, Strings, TextBuilder, quick_hash};
use crate::calendar::Date;
use crate::lean::fold::same;
use crate::model::{Channel, Field, FieldKind, StdField};

/// Stands for "no date" in a date column.
pub(super) const NO_DATE: i32 = i32::MIN;

/// A contact list as typed columns. A contact's number is given at import and never reused; a row is only a place.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Columns {
    pub(super) numbers: Vec<u32>,
    pub(super) columns: Vec<Column>,
    pub(super) consents: Consents,
    pub(super) merges: Merges,
    pub(super) doubles: Doubles,
    pub(super) events: Events,
    pub(super) noted: Vec<Noted>,
}

/// One column: the header as the file writes it, what it means, and its values.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Column {
    pub(super) header: String,
    pub(super) field: Field,
    pub(super) data: Data,
    pub(super) written: Written,
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

/// What the file wrote, for cells whose value is printed otherwise: `49.90`, `1,299.00`, `24.11.2026`, `Germany` for DE, and whatever could
/// not be read as the column's type. So a message says what the file said, and a better reading can be made of it later.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub(super) enum Written {
    /// Every value is printed as the file wrote it.
    #[default]
    AsPrinted,
    /// Some rows (rising) and a text for each.
    Some { rows: Vec<u32>, texts: Data },
    /// A text for each row; the empty text where the value is printed so.
    Each(Data),
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
            Value::Date(date) => match date.ymd() {
                (super::values::NO_YEAR, month, day) => write!(f, "--{month:02}-{day:02}"),
                _ => write!(f, "{date}"),
            },
            Value::YesNo(yes) => f.write_str(if *yes { "yes" } else { "no" }),
            Value::List(items) => f.write_str(&items.join("; ")),
        }
    }
}

/// The values of a column as they lie in memory, for loops over all rows.
#[derive(Clone, Copy, Debug)]
pub enum Slices<'a> {
    /// Codes of words; 0 is no value.
    Narrow(&'a [u16]),
    /// The same for many words.
    Wide(&'a [u32]),
    /// Where each row's text, or its items, end; no value where that is where the row before ends.
    Ends(&'a [u32]),
    /// Numbers, and a bit a row for those that are there.
    Numbers {
        /// The numbers.
        values: &'a [f64],
        /// 64 rows a word.
        known: &'a [u64],
    },
    /// Days since 1970-01-01; the least number is no day.
    Days(&'a [i32]),
    /// 0 empty, 1 no, 2 yes.
    YesNo(&'a [u8]),
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

    /// The column that holds `field`: its own, else for a header the one that the file or the screen calls so (G2a).
    pub fn column(&self, field: &Field) -> Option<&Column> {
        self.columns.iter().find(|column| column.field == *field).or_else(|| {
            let Field::Custom(header) = field else { return None };
            let by_header = self.columns.iter().find(|column| same(&column.header, header));
            by_header.or_else(|| self.std(StdField::named(header)?))
        })
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

    /// What is known about consent.
    pub fn consents(&self) -> &Consents {
        &self.consents
    }

    /// The same, to enter and lift something by hand.
    pub fn consents_mut(&mut self) -> &mut Consents {
        &mut self.consents
    }

    /// What was merged when the list was read: from which row what was kept.
    pub fn merges(&self) -> &Merges {
        &self.merges
    }

    /// What is known of the contact in `row` on a channel.
    pub fn consent(&self, row: usize, channel: Channel) -> Consent<'_> {
        let contact = self.numbers.get(row).copied().unwrap_or(0);
        self.consents.consent(row, contact, channel)
    }

    /// Reads from the columns what they say about consent: for lists that were stored before anybody asked, and for lists made
    /// by hand.
    pub(super) fn read_consents(&mut self) {
        let (mut lines, mut suspects) = (Vec::new(), Vec::new());
        for column in &self.columns {
            match look_at(&column.header, column, None, super::read::DateOrder::DayFirst) {
                Looked::Speaks(speaker) => lines.extend(speaker.read(&column.header, column).0),
                Looked::Suspect(suspect) => suspects.push(suspect),
                Looked::Silent => {}
            }
        }
        self.consents = Consents::of_lines(lines, suspects);
    }

    /// The list with an answer to what a column means that looks as if it said who said no; `None` where nothing is asked about it.
    pub fn with_meaning(&self, header: &str, choice: &ConsentChoice) -> Option<Columns> {
        let is_asked = self.consents.suspects().iter().any(|suspect| suspect.header == header);
        let column = self.columns.iter().find(|column| is_asked && column.header == header)?;
        let line = match look_at(header, column, Some(choice), super::read::DateOrder::DayFirst) {
            Looked::Speaks(speaker) => speaker.read(header, column).0,
            Looked::Silent => None,
            Looked::Suspect(_) => return None,
        };
        let mut list = self.clone();
        list.consents.answer(header, line);
        Some(list)
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
                let ways = super::convert::Ways::of(&field);
                let (data, _) = at_once(super::convert::typed(&raw, kind, ways, &rows, &mut turns::none));
                let written = Written::beside(&data, &raw, &rows);
                Column { header: header.to_owned(), field, data, written }
            })
            .collect();
        let mut columns = Columns { numbers, columns, ..Columns::default() };
        columns.read_consents();
        columns
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
        self.data.len()
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

    /// The value as text, `None` when empty; a number as the file writes it (49.90 stays 49.90).
    pub fn text(&self, row: usize) -> Option<Cow<'_, str>> {
        match self.value(row) {
            Value::Empty => None,
            Value::Text(text) => Some(Cow::Borrowed(text)),
            Value::Number(number) => Some(match self.written.get(row) {
                Some(text) => Cow::Borrowed(text),
                None => Cow::Owned(number.to_string()),
            }),
            other => Some(Cow::Owned(other.to_string())),
        }
    }

    /// The cell as the file wrote it (without white space around it), whatever was made of it; `None` where the file had nothing.
    ///
    /// Lists that were stored before cells were kept have the value's print here.
    pub fn written(&self, row: usize) -> Option<Cow<'_, str>> {
        self.written.get(row).map(Cow::Borrowed).or_else(|| self.text(row))
    }

    /// Rows with a value.
    pub(super) fn filled(&self) -> u32 {
        let filled = match self.slices() {
            Slices::Narrow(codes) => codes.iter().filter(|code| **code != 0).count(),
            Slices::Wide(codes) => codes.iter().filter(|code| **code != 0).count(),
            Slices::Ends(ends) => {
                let first = ends.first().is_some_and(|end| *end > 0);
                usize::from(first) + ends.windows(2).filter(|pair| pair[0] != pair[1]).count()
            }
            Slices::Numbers { known, .. } => known.iter().map(|word| word.count_ones() as usize).sum(),
            Slices::Days(days) => days.iter().filter(|day| **day != NO_DATE).count(),
            Slices::YesNo(answers) => answers.iter().filter(|answer| **answer != 0).count(),
        };
        filled as u32
    }

    /// Its values as they lie in memory.
    pub fn slices(&self) -> Slices<'_> {
        match &self.data {
            Data::Dictionary { codes: Codes::Narrow(codes), .. } => Slices::Narrow(codes),
            Data::Dictionary { codes: Codes::Wide(codes), .. } => Slices::Wide(codes),
            Data::Text(strings) => Slices::Ends(&strings.ends),
            Data::Number { values, known } => Slices::Numbers { values, known },
            Data::Date(days) => Slices::Days(days),
            Data::YesNo(answers) => Slices::YesNo(answers),
            Data::List { ends, .. } => Slices::Ends(ends),
        }
    }

    /// The text of a text column.
    pub fn str(&self, row: usize) -> Option<&str> {
        let text = self.data.str(row);
        (!text.is_empty()).then_some(text)
    }

    /// The number of a number column.
    pub fn number(&self, row: usize) -> Option<f64> {
        let Data::Number { values, known } = &self.data else { return None };
        let number = *values.get(row)?;
        is_known(known, row).then_some(number)
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
        match &self.data {
            Data::List { .. } => self.data.items(row),
            _ => self.str(row).into_iter().collect(),
        }
    }

    /// Distinct texts and a code a row, for columns that are kept as a dictionary; code 0 is "no value".
    pub fn dictionary(&self) -> Option<(Vec<&str>, impl Fn(usize) -> usize)> {
        let Data::Dictionary { codes, words } = &self.data else { return None };
        Some((words.iter().collect(), move |row| codes.get(row).unwrap_or(0) as usize))
    }
}

impl Column {
    /// The word of the dictionary that a row has; 0 where there is none.
    pub(super) fn code(&self, row: usize) -> usize {
        let Data::Dictionary { codes, .. } = &self.data else { return 0 };
        codes.get(row).unwrap_or(0) as usize
    }
}

impl Written {
    /// What of the chosen rows of a gathered column has to be kept beside the values that were made of it.
    pub(super) fn beside(data: &Data, raw: &TextBuilder, rows: &[u32]) -> Written {
        let is_printed = |row: usize, text: &str| match data {
            Data::Dictionary { .. } | Data::Text(_) => data.str(row) == text,
            Data::Number { known, .. } => {
                if is_known(known, row) {
                    is_number_print(text)
                } else {
                    text.is_empty()
                }
            }
            Data::Date(days) => {
                if days[row] == NO_DATE {
                    text.is_empty()
                } else {
                    is_date_print(text)
                }
            }
            Data::YesNo(answers) => text == ["", "no", "yes"][usize::from(answers[row].min(2))],
            Data::List { .. } => data.items(row).join("; ") == text,
        };
        let is_same = matches!(data, Data::Text(strings) if raw.is(strings));
        let mut differing = Vec::new();
        let mut note = |row: usize, is_printed: bool| {
            if !is_printed {
                differing.push(row as u32);
            }
        };
        match (data, raw.dictionary()) {
            _ if is_same => {}
            // a word is made into the same value in every row
            (Data::Number { .. } | Data::Date(_) | Data::YesNo(_), Some((words, written))) => {
                let mut known: Vec<Option<bool>> = vec![None; words.len()];
                for (row, from) in rows.iter().enumerate() {
                    let word = written.get(*from as usize).map_or(0, |word| *word as usize);
                    let text = || words.get(word).unwrap_or_default();
                    note(row, *known[word].get_or_insert_with(|| is_printed(row, text())));
                }
            }
            // which word of the column each word of the file is, once that is known: most words come often
            (Data::Dictionary { codes, .. }, Some((words, written))) => {
                let mut known = vec![u32::MAX; words.len()];
                for (row, from) in rows.iter().enumerate() {
                    let word = written.get(*from as usize).map_or(0, |word| *word as usize);
                    let code = codes.get(row).unwrap_or(0);
                    if known[word] != code && is_printed(row, words.get(word).unwrap_or_default()) {
                        known[word] = code;
                    }
                    note(row, known[word] == code);
                }
            }
            _ => {
                for (row, from) in rows.iter().enumerate() {
                    note(row, is_printed(row, raw.get(*from as usize)));
                }
            }
        }
        if differing.is_empty() {
            return Written::AsPrinted;
        }
        let mut texts = TextBuilder::default();
        if differing.len() < rows.len() / 4 {
            differing.iter().for_each(|row| texts.push(raw.get(rows[*row as usize] as usize)));
            return Written::Some { rows: differing, texts: texts.finish() };
        }
        let mut next = differing.iter().copied().peekable();
        for (row, from) in rows.iter().enumerate() {
            let differs = next.next_if_eq(&(row as u32)).is_some();
            texts.push(if differs { raw.get(*from as usize) } else { "" });
        }
        Written::Each(texts.finish())
    }

    fn get(&self, row: usize) -> Option<&str> {
        let text = match self {
            Written::AsPrinted => return None,
            Written::Some { rows, texts } => texts.str(rows.binary_search(&u32::try_from(row).ok()?).ok()?),
            Written::Each(texts) => texts.str(row),
        };
        (!text.is_empty()).then_some(text)
    }

    /// Whether it fits a list of `rows`.
    pub(super) fn is_sound(&self, n: usize, is_sound: impl Fn(&Data, usize) -> bool) -> bool {
        let are_texts = |data: &Data| matches!(data, Data::Dictionary { .. } | Data::Text(_));
        match self {
            Written::AsPrinted => true,
            Written::Some { rows, texts } => {
                rows.is_sorted_by(|a, b| a < b)
                    && rows.last().is_none_or(|last| (*last as usize) < n)
                    && are_texts(texts)
                    && is_sound(texts, rows.len())
            }
            Written::Each(texts) => are_texts(texts) && is_sound(texts, n),
        }
    }
}

/// Whether a text that is a number is printed as it stands: no sign but minus, no separators but one dot, no zero too many.
fn is_number_print(text: &str) -> bool {
    let digits = text.as_bytes();
    let digits = digits.strip_prefix(b"-").unwrap_or(digits);
    let mut dot = None;
    for (at, byte) in digits.iter().enumerate() {
        match byte {
            b'0'..=b'9' => {}
            b'.' if dot.is_none() => dot = Some(at),
            _ => return false,
        }
    }
    let whole = &digits[..dot.unwrap_or(digits.len())];
    digits.len() <= 15
        && !whole.is_empty()
        && (whole == b"0" || whole[0] != b'0')
        // decimals that are there, and no zero behind them
        && (dot.is_none() || digits.last().is_some_and(|last| !matches!(last, b'0' | b'.')))
        && text != "-0"
}

/// Whether a text that is a day is printed as it stands.
fn is_date_print(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 10
        && bytes
            .iter()
            .enumerate()
            .all(|(at, byte)| if matches!(at, 4 | 7) { *byte == b'-' } else { byte.is_ascii_digit() })
}

fn is_known(known: &[u64], row: usize) -> bool {
    known[row / 64] >> (row % 64) & 1 == 1
}

impl Data {
    /// Number of rows.
    pub(super) fn len(&self) -> usize {
        match self {
            Data::Dictionary { codes, .. } => codes.len(),
            Data::Text(strings) => strings.len(),
            Data::Number { values, .. } => values.len(),
            Data::Date(days) => days.len(),
            Data::YesNo(values) => values.len(),
            Data::List { ends, .. } => ends.len(),
        }
    }

    /// The text of a text column, empty where there is none.
    fn str(&self, row: usize) -> &str {
        match self {
            Data::Dictionary { codes, words } => codes.get(row).and_then(|code| words.get(code as usize)),
            Data::Text(strings) => strings.get(row),
            _ => None,
        }
        .unwrap_or_default()
    }

    /// The items of a list column.
    fn items(&self, row: usize) -> Vec<&str> {
        let Data::List { ends, items, words } = self else { return Vec::new() };
        let Some(end) = ends.get(row) else { return Vec::new() };
        let start = if row == 0 { 0 } else { ends[row - 1] };
        items[start as usize..*end as usize].iter().filter_map(|code| words.get(*code as usize)).collect()
    }
}
