//! What a person decided about the columns of a file, kept for the next file with the same header row. Holds no text of a file: the first row
//! of a file without headers may be a person. Knows no storage.

use serde::{Deserialize, Serialize};

use super::{DateOrder, DecimalSign, How, Mapped, Mapping, Meaning, MergeRule, NameOrder};
use crate::audience::columns::normal_header;
use crate::audience::consent::ConsentChoice;
use crate::model::{Field, StdField};

/// So many header rows are remembered; the oldest goes.
const MOST_ROWS: usize = 20;
/// So many decisions in all: some 15 KB.
const MOST_CHOICES: usize = 400;

/// Decisions about header rows, newest first.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct MappingMemory {
    rows: Vec<Row>,
}

/// Decisions about one header row, which is named by its checksum.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Row {
    key: String,
    #[serde(default)]
    merge: MergeRule,
    choices: Vec<Choice>,
}

/// What a person decided about one column.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Choice {
    /// The column, from 0.
    at: u32,
    /// What it means, if that was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    means: Option<Means>,
    /// How its days are read, if that was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dates: Option<DateOrder>,
    /// How its numbers are read, if that was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sign: Option<DecimalSign>,
    /// Which part of its names comes first, if that was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    names: Option<NameOrder>,
    /// Which zones its abbreviations stand for, if that was said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    zones: Vec<(String, String)>,
    /// What it says about consent, if that was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    consent: Option<ConsentChoice>,
}

impl Choice {
    /// What was decided about a column; `None` where nothing was. Values of a consent column are words of the file: they are remembered
    /// only where the header row is known to be one.
    fn of(at: u32, column: &Mapped, has_header: bool) -> Option<Choice> {
        let means = match &column.meaning {
            _ if column.how != How::ByHand => None,
            Meaning::Field(Field::Std(field)) => Some(Means::Field(*field)),
            Meaning::Field(Field::Custom(_)) => Some(Means::Own),
            Meaning::Ignore => Some(Means::Ignore),
        };
        let is_short = |text: &str| text.len() <= 60;
        let consent =
            column.consent.clone().filter(|said| has_header || said.kind.is_some()).map(|mut said| {
                said.answers.retain(|(value, _)| has_header && is_short(value));
                said.answers.truncate(20);
                said.reason = said.reason.filter(|why| has_header && is_short(why));
                said
            });
        let choice = Choice {
            at,
            means,
            dates: column.date_order,
            sign: column.decimal_sign,
            names: column.name_order,
            zones: column.zones.iter().filter(|(word, _)| is_short(word)).take(20).cloned().collect(),
            consent,
        };
        let is_one = choice.means.is_some()
            || choice.dates.is_some()
            || choice.sign.is_some()
            || choice.names.is_some()
            || !choice.zones.is_empty()
            || choice.consent.is_some();
        is_one.then_some(choice)
    }

    fn size(&self) -> usize {
        1 + self.zones.len() + self.consent.as_ref().map_or(0, |said| said.answers.len())
    }
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Means {
    Field(StdField),
    /// A field of its own, named after its header.
    Own,
    Ignore,
}

impl MappingMemory {
    /// Remembers what was decided by hand; where nothing was, what was decided before is forgotten.
    pub fn remember(&mut self, mapping: &Mapping) {
        self.forget(mapping);
        let has_header = mapping.columns.iter().any(|column| column.how == How::ByName);
        let columns = (0..).zip(&mapping.columns);
        let choices: Vec<Choice> =
            columns.filter_map(|(at, column)| Choice::of(at, column, has_header)).collect();
        let row = Row { key: mapping.key(), merge: mapping.merge, choices };
        if !row.choices.is_empty() || row.merge != MergeRule::default() {
            self.rows.insert(0, row);
            self.rows.truncate(MOST_ROWS);
            let mut left = MOST_CHOICES;
            self.rows.retain(|row| {
                let size: usize = row.choices.iter().map(Choice::size).sum();
                let fits = size <= left;
                left = if fits { left - size } else { 0 };
                fits
            });
        }
    }

    /// Forgets what was decided about this header row.
    pub fn forget(&mut self, mapping: &Mapping) {
        let key = mapping.key();
        self.rows.retain(|row| row.key != key);
    }

    /// The mapping with what was decided about its header row before; `None` where nothing was.
    pub fn applied(&self, found: &Mapping) -> Option<Mapping> {
        let key = found.key();
        let row = self.rows.iter().find(|row| row.key == key)?;
        let mut mapping = found.clone();
        mapping.merge = row.merge;
        for choice in &row.choices {
            let at = choice.at as usize;
            let column = mapping.columns.get_mut(at)?;
            column.date_order = choice.dates;
            column.decimal_sign = choice.sign;
            column.name_order = choice.names;
            column.zones.clone_from(&choice.zones);
            column.consent.clone_from(&choice.consent);
            let meaning = match &choice.means {
                None => continue,
                Some(Means::Field(field)) => Meaning::Field(Field::Std(*field)),
                Some(Means::Own) => Meaning::Field(Field::Custom(normal_header(&column.header))),
                Some(Means::Ignore) => Meaning::Ignore,
            };
            mapping.set(at, meaning);
        }
        Some(mapping)
    }
}
