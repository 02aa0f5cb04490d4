//! A column made anew from values: rows picked, values set. Knows types, not what they mean.

use std::collections::BTreeMap;

use super::columns::{Column, Data, NO_DATE, Strings, TextBuilder, Value, Written};
use super::values::{self, DateOrder};
use crate::model::{Field, FieldKind};

/// Gathers the values of one column, row by row, as one kind; a value of another kind is read as its text.
pub(super) struct ColumnBuilder {
    header: String,
    field: Field,
    gathered: Gathered,
    /// The cells as the file wrote them.
    written: TextBuilder,
}

enum Gathered {
    Text(TextBuilder),
    Number { values: Vec<f64>, known: Vec<u64> },
    Date(Vec<i32>),
    YesNo(Vec<u8>),
    List { ends: Vec<u32>, items: Vec<u32>, words: Strings, index: BTreeMap<String, u32> },
}

impl ColumnBuilder {
    pub(super) fn new(header: &str, field: Field, kind: FieldKind) -> ColumnBuilder {
        let gathered = match kind {
            FieldKind::Text => Gathered::Text(TextBuilder::default()),
            FieldKind::Number => Gathered::Number { values: Vec::new(), known: Vec::new() },
            FieldKind::Date => Gathered::Date(Vec::new()),
            FieldKind::YesNo => Gathered::YesNo(Vec::new()),
            FieldKind::List => Gathered::List {
                ends: Vec::new(),
                items: Vec::new(),
                words: Strings::default(),
                index: BTreeMap::new(),
            },
        };
        ColumnBuilder { header: header.to_owned(), field, gathered, written: TextBuilder::default() }
    }

    /// A builder of a column like this one.
    pub(super) fn like(column: &Column) -> ColumnBuilder {
        ColumnBuilder::new(column.header(), column.field().clone(), column.kind())
    }

    /// The value of the next row, and its cell as the file wrote it; a value that no file wrote is printed.
    pub(super) fn push(&mut self, value: &Value, written: Option<&str>) {
        match written {
            Some(text) => self.written.push(text),
            None => self.written.push(&value.to_string()),
        }
        match &mut self.gathered {
            Gathered::Text(texts) => match value {
                Value::Text(text) => texts.push(text),
                other => texts.push(&other.to_string()),
            },
            Gathered::Number { values, known } => {
                let number = match value {
                    Value::Number(number) => Some(*number),
                    Value::Text(text) => super::read_number(text),
                    _ => None,
                };
                let row = values.len();
                if row.is_multiple_of(64) {
                    known.push(0);
                }
                if let (Some(_), Some(word)) = (number, known.last_mut()) {
                    *word |= 1 << (row % 64);
                }
                values.push(number.unwrap_or(0.0));
            }
            Gathered::Date(days) => days.push(match value {
                Value::Date(date) => date.days(),
                Value::Text(text) => values::written_day(text)
                    .and_then(|written| written.day(DateOrder::DayFirst))
                    .map_or(NO_DATE, |date| date.days()),
                _ => NO_DATE,
            }),
            Gathered::YesNo(answers) => answers.push(match value {
                Value::YesNo(yes) => 1 + u8::from(*yes),
                Value::Text(text) => values::yes_no(text).map_or(0, |yes| 1 + u8::from(yes)),
                _ => 0,
            }),
            Gathered::List { ends, items, words, index } => {
                let text;
                let of_row: &[&str] = match value {
                    Value::Empty => &[],
                    Value::List(items) => items,
                    other => {
                        text = other.to_string();
                        &[text.as_str()]
                    }
                };
                for item in of_row {
                    let code = *index.entry((*item).to_owned()).or_insert_with(|| {
                        words.push(item);
                        words.len() as u32 - 1
                    });
                    items.push(code);
                }
                ends.push(items.len() as u32);
            }
        }
    }

    pub(super) fn finish(self) -> Column {
        let data = match self.gathered {
            Gathered::Text(texts) => texts.finish(),
            Gathered::Number { values, known } => Data::Number { values, known },
            Gathered::Date(days) => Data::Date(days),
            Gathered::YesNo(answers) => Data::YesNo(answers),
            Gathered::List { ends, items, words, .. } => Data::List { ends, items, words },
        };
        let rows: Vec<u32> = (0..data.len() as u32).collect();
        let written = Written::beside(&data, &self.written, &rows);
        Column { header: self.header, field: self.field, data, written }
    }
}
