//! What a file is, from its first 64 KB: encoding, delimiter, header row, layout, what its columns mean. Reads no further.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::cutter::Cutter;
use super::decode::Decode;
use super::evidence::can_be;
use super::headers::Meant;
use super::{Encoding, How, Layout, Mapped, Mapping, Meaning, MergeRule, ReadOptions, footers, headers};
use crate::audience::columns::normal_header;
use crate::audience::convert::Ways;
use crate::audience::numbers::{self, DecimalSign, Reading};
use crate::audience::values::{self, DateOrder, DateStyle, trimmed};
use crate::audience::{places, zones};
use crate::lean::order;
use crate::lean::text::unguarded;
use crate::model::{Field, FieldKind, StdField};

/// Bytes looked at.
const LOOK: usize = 64 << 10;
/// Rows looked at.
const ROWS: usize = 200;
/// Rows in which the header may stand.
const HEADER_WITHIN: usize = 60;

/// What a file seems to be.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Sniffed {
    /// How to cut it into rows.
    pub options: ReadOptions,
    /// Whose export it looks like.
    pub layout: Layout,
    /// Its columns.
    pub columns: Vec<SniffedColumn>,
    /// Rows below the header that were looked at.
    pub rows: u32,
    /// Whether the file has more.
    pub has_more: bool,
}

/// One column of the sample.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SniffedColumn {
    /// Header as in the file, or `Column 1` where it has none.
    pub header: String,
    /// The first few different values.
    pub samples: Vec<String>,
    /// Rows looked at that have a value here.
    pub filled: u32,
    /// What it seems to mean.
    pub meaning: Field,
    /// How that was found.
    pub how: How,
    /// The order of day and month that a value of the sample proves.
    pub date_order: Option<DateOrder>,
    /// Whether values of the sample can be read day first and month first.
    pub has_open_days: bool,
    /// The decimal sign that most values of the sample prove.
    pub decimal_sign: Option<DecimalSign>,
    /// Whether values of the sample can be read with either decimal sign.
    pub has_open_numbers: bool,
}

/// Why a file is no contact list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// Nothing in it.
    Empty,
    /// Not text; what it is, where that shows.
    Binary(&'static str),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Empty => f.write_str("the file is empty"),
            Refusal::Binary(what) => write!(f, "the file is {what}, not CSV"),
        }
    }
}

impl std::error::Error for Refusal {}

impl Sniffed {
    /// The mapping as found, for a person to correct.
    pub fn mapping(&self) -> Mapping {
        let columns = self.columns.iter().map(|column| Mapped {
            header: column.header.clone(),
            meaning: Meaning::Field(column.meaning.clone()),
            how: column.how,
            kind: None,
            date_order: None,
            consent: None,
            decimal_sign: None,
            name_order: None,
            zones: Vec::new(),
        });
        Mapping { columns: columns.collect(), merge: MergeRule::default() }
    }
}

/// Looks at the first bytes of a file (64 KB are enough, more are not looked at).
///
/// # Errors
/// The file is empty or not text.
pub fn sniff(bytes: &[u8]) -> Result<Sniffed, Refusal> {
    let (text, encoding) = text_of(bytes, None)?;
    let is_cut = bytes.len() >= LOOK;
    let (delimiter, rows) = [',', ';', '\t', '|']
        .into_iter()
        .map(|delimiter| (delimiter, sample(&text, delimiter, is_cut)))
        .map(|(delimiter, rows)| (score(&rows), delimiter, rows))
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|(_, delimiter, rows)| (delimiter, rows))
        .unwrap_or_default();
    let header_row = header_index(&rows).map(|index| rows[index].0);
    let has_more = is_cut || rows.len() >= ROWS;
    Ok(Sniffed { has_more, ..judge(ReadOptions { encoding, delimiter, header_row }, &rows) })
}

/// Looks at the first bytes of a file that is to be cut as a person says.
///
/// # Errors
/// The file is empty or not text.
pub fn sniff_as(bytes: &[u8], options: &ReadOptions) -> Result<Sniffed, Refusal> {
    let (text, _) = text_of(bytes, Some(options.encoding))?;
    let is_cut = bytes.len() >= LOOK;
    let rows = sample(&text, options.delimiter, is_cut);
    Ok(Sniffed { has_more: is_cut || rows.len() >= ROWS, ..judge(options.clone(), &rows) })
}

fn text_of(bytes: &[u8], encoding: Option<Encoding>) -> Result<(String, Encoding), Refusal> {
    let look = &bytes[..bytes.len().min(LOOK)];
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| look.starts_with(magic)) {
        return Err(Refusal::Binary(what));
    }
    let encoding = encoding.unwrap_or_else(|| encoding_of(look));
    let mut text = String::new();
    Decode::new(encoding).feed(look, bytes.len() < LOOK, &mut text);
    if text.trim_matches(|c: char| c.is_whitespace() || c == '\0').is_empty() {
        return Err(Refusal::Empty);
    }
    let (nulls, all) = (text.matches('\0').count(), text.chars().count());
    let controls = text.chars().filter(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\0')).count();
    if controls * 50 > all || nulls * 10 > all {
        return Err(Refusal::Binary("binary"));
    }
    Ok((text, encoding))
}

/// Names and meanings of the columns of rows that are cut.
fn judge(options: ReadOptions, rows: &Rows) -> Sniffed {
    let from = |row: u32| rows.iter().position(|(number, _)| *number >= row);
    let header = options.header_row.and_then(from);
    let names: Vec<String> = match header {
        Some(index) => (1..)
            .zip(&rows[index].1)
            .map(|(n, name)| match trimmed(name) {
                "" => format!("Column {n}"),
                name => unguarded(name).replace('\0', ""),
            })
            .collect(),
        None => {
            let first = rows.first().map_or(0, |(_, fields)| fields.len());
            (1..=first).map(|n| format!("Column {n}")).collect()
        }
    };
    let layout = headers::layout(&names);
    let data = &rows[header.map_or(0, |index| index + 1)..];
    let cells: Vec<(&str, usize)> = data
        .iter()
        .map(|(_, fields)| {
            let mut filled = fields.iter().map(|field| trimmed(field)).filter(|field| !field.is_empty());
            (filled.next().unwrap_or_default(), 1 + filled.count())
        })
        .collect();
    let end = if names.len() < 3 { None } else { footers::start(&cells) };
    let data = &data[..end.unwrap_or(data.len())];
    let columns = meanings(layout, &names, header.is_some(), data);
    Sniffed { options, layout, columns, rows: data.len() as u32, has_more: false }
}

/// First bytes of what people rename to .csv.
const MAGIC: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "an Excel workbook or zip archive (save it as CSV first)"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (save it as CSV first)"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x1f\x8b", "compressed (unpack it first)"),
    (b"SQLite format 3", "a database"),
    (b"PAR1", "a Parquet file"),
];

fn encoding_of(bytes: &[u8]) -> Encoding {
    if bytes.starts_with(b"\xef\xbb\xbf") {
        return Encoding::Utf8;
    }
    if bytes.starts_with(b"\xff\xfe") {
        return Encoding::Utf16Le;
    }
    if bytes.starts_with(b"\xfe\xff") {
        return Encoding::Utf16Be;
    }
    // Western text in UTF-16 has a null in most second bytes
    let nulls = |from: usize| bytes.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, half) = (nulls(0), nulls(1), bytes.len() / 2);
    if half > 3 && odd * 2 > half && even * 10 < half {
        return Encoding::Utf16Le;
    }
    if half > 3 && even * 2 > half && odd * 10 < half {
        return Encoding::Utf16Be;
    }
    let mut decode = Decode::new(Encoding::Utf8);
    let mut text = String::new();
    decode.feed(bytes, false, &mut text);
    let beyond_ascii = text.chars().filter(|c| !c.is_ascii()).count();
    // mostly whole characters beyond ASCII: UTF-8 with a few odd bytes
    if decode.odd_bytes as usize * 2 > beyond_ascii { Encoding::Windows1252 } else { Encoding::Utf8 }
}

type Rows = Vec<(u32, Vec<String>)>;

fn sample(text: &str, delimiter: char, is_cut: bool) -> Rows {
    let mut rows = Rows::new();
    let mut cutter = Cutter::new(delimiter);
    // a sample that breaks a limit is judged by what came before
    cutter.room().push_str(text);
    let _ = cutter.cut(true, |whole| {
        rows.extend(whole.iter().take(ROWS).map(|row| (row.number, row.iter().map(str::to_owned).collect())));
        Ok(())
    });
    if is_cut && rows.len() > 1 && rows.len() < ROWS {
        rows.pop();
    }
    rows
}

/// How well a delimiter fits: rows of one width (more than one field), known headers.
fn score(rows: &Rows) -> usize {
    let mut widths: Vec<usize> = rows.iter().map(|(_, fields)| fields.len()).collect();
    order::sort(&mut widths);
    let common = widths.chunk_by(|a, b| a == b).max_by_key(|same| (same.len(), same[0]));
    let Some(common) = common.filter(|same| same[0] > 1) else { return 0 };
    let known = rows.iter().take(HEADER_WITHIN).map(|(_, fields)| known_names(fields)).max().unwrap_or(0);
    common.len() * 100 / rows.len() * common[0].min(10) + known * 500
}

fn known_names(fields: &[String]) -> usize {
    fields.iter().filter(|field| headers::meaning(Layout::Plain, field).is_some()).count()
}

/// The row of the header: the one with most known names, else a first row of labels.
fn header_index(rows: &Rows) -> Option<usize> {
    let known: Vec<usize> = rows.iter().take(HEADER_WITHIN).map(|(_, fields)| known_names(fields)).collect();
    let most = known.iter().copied().max()?;
    if let Some(index) = known.iter().position(|count| *count == most) {
        let fields = &rows[index].1;
        if most >= 2 || (most == 1 && (fields.len() <= 2 || are_labels(fields))) {
            return Some(index);
        }
    }
    let widest = rows.iter().map(|(_, fields)| fields.len()).max()?;
    let first = rows.iter().take(HEADER_WITHIN).position(|(_, fields)| fields.len() == widest)?;
    are_labels(&rows[first].1).then_some(first)
}

/// Short different texts that are neither numbers, days nor addresses.
fn are_labels(fields: &[String]) -> bool {
    let mut names: Vec<String> = fields.iter().map(|field| normal_header(field)).collect();
    let filled = names.iter().filter(|name| !name.is_empty()).count();
    let plain = names.iter().all(|name| {
        name.len() <= 80
            && !name.contains('@')
            && numbers::number(name, Reading::default()).is_none()
            && values::written_day(name).is_none()
    });
    names.retain(|name| !name.is_empty());
    order::sort(&mut names);
    let distinct = names.windows(2).all(|pair| pair[0] != pair[1]);
    plain && distinct && filled > 0 && filled * 5 >= fields.len() * 4
}

fn meanings(
    layout: Layout,
    names: &[String],
    has_header: bool,
    data: &[(u32, Vec<String>)],
) -> Vec<SniffedColumn> {
    let cells: Vec<Vec<_>> = (0..names.len())
        .map(|index| {
            let cells = data.iter().filter_map(|(_, fields)| fields.get(index));
            let cells = cells.map(|cell| unguarded(trimmed(cell)));
            cells.filter(|cell| !cell.is_empty()).collect()
        })
        .collect();
    let cells: Vec<Vec<&str>> = cells.iter().map(|cells| cells.iter().map(AsRef::as_ref).collect()).collect();
    let named = named(layout, names, has_header, &cells);
    let mut taken = Taken::default();
    named.iter().flatten().filter(|(_, has)| *has).for_each(|(field, _)| _ = taken.take(&Field::Std(*field)));
    names
        .iter()
        .zip(&cells)
        .zip(&named)
        .map(|((header, cells), named)| {
            let (meaning, how) = match named {
                Some((field, true)) => (Field::Std(*field), How::ByName),
                refused => match by_content(cells).map(Field::Std).filter(|field| taken.take(field)) {
                    Some(field) => (field, How::ByContent),
                    None => {
                        let how = if refused.is_some() { How::NotByContent } else { How::NotKnown };
                        (taken.custom(header), how)
                    }
                },
            };
            let mut samples: Vec<String> = Vec::new();
            for cell in cells {
                if samples.len() < 4 && !samples.iter().any(|sample| sample == cell) {
                    samples.push(cell.chars().take(80).collect());
                }
            }
            let style = style(header, &meaning);
            let days = || cells.iter().filter_map(|cell| values::styled_day(cell, style));
            let (mut signs, is_whole) = (numbers::Evidence::default(), Ways::of(&meaning).number.is_whole);
            cells.iter().for_each(|cell| signs.add(cell, 1, is_whole));
            SniffedColumn {
                header: header.clone(),
                samples,
                filled: cells.len() as u32,
                date_order: days().find_map(values::Written::proves),
                has_open_days: days().any(values::Written::is_open),
                decimal_sign: signs.sign(),
                has_open_numbers: signs.is_open(),
                meaning,
                how,
            }
        })
        .collect()
}

/// What a header says of its column's days.
fn style(header: &str, field: &Field) -> DateStyle {
    let is_day = matches!(field, Field::Std(std) if std.kind() == FieldKind::Date);
    DateStyle {
        is_anniversary: headers::comes_every_year(header),
        has_numbers: is_day || headers::is_dated(header),
    }
}

/// The field that each header names, and whether the column has it: its values can be that field, and no other column is a better one. Names
/// come before content: a guess from values must not take a field that a later header names.
fn named(
    layout: Layout,
    names: &[String],
    has_header: bool,
    cells: &[Vec<&str>],
) -> Vec<Option<(StdField, bool)>> {
    let meant: Vec<Option<Meant>> =
        names.iter().map(|name| has_header.then(|| headers::meaning(layout, name)).flatten()).collect();
    let mut best: BTreeMap<StdField, (bool, bool, bool, usize)> = BTreeMap::new();
    let mut can = vec![false; names.len()];
    for (index, meant) in meant.iter().enumerate() {
        let Some(meant) = meant else { continue };
        let style = style(&names[index], &Field::Std(meant.field));
        can[index] = can_be(meant.field, meant.is_weak, style, &cells[index]);
        if can[index] {
            // a column with values before one without, a sure name before a weak one, then as the file has them
            let rank = (cells[index].is_empty(), meant.is_more, meant.is_weak, index);
            let known = best.entry(meant.field).or_insert(rank);
            *known = rank.min(*known);
        }
    }
    let has = |field: StdField| best.get(&field).map(|rank| rank.3);
    let words = |index: usize| {
        let with_space = cells[index].iter().filter(|cell| cell.trim().contains(' ')).count();
        with_space * 2 > cells[index].len()
    };
    // "Nombre" and "Nom" without the other half hold whole names
    let whole = match (has(StdField::FirstName), has(StdField::LastName), has(StdField::FullName)) {
        (Some(index), None, None) | (None, Some(index), None) if words(index) => Some(index),
        _ => None,
    };
    meant
        .into_iter()
        .enumerate()
        .map(|(index, meant)| {
            let meant = meant?;
            if whole == Some(index) {
                return Some((StdField::FullName, true));
            }
            let is_best = has(meant.field) == Some(index);
            match (can[index], is_best) {
                (true, true) => Some((meant.field, true)),
                (true, false) => None,
                (false, _) => Some((meant.field, false)),
            }
        })
        .collect()
}

/// Fields given away already; each once.
#[derive(Default)]
pub(super) struct Taken {
    fields: BTreeSet<Field>,
    /// The next number to try for a header that is there more than once.
    next: BTreeMap<String, u32>,
}

impl Taken {
    /// Gives `field` away; `false` where it is away already.
    pub(super) fn take(&mut self, field: &Field) -> bool {
        self.fields.insert(field.clone())
    }

    /// Gives a custom field of that header away; a header that is there twice gets a number.
    pub(super) fn custom(&mut self, header: &str) -> Field {
        let name = normal_header(header);
        let mut field = Field::Custom(name.clone());
        while !self.take(&field) {
            let next = self.next.entry(name.clone()).or_insert(2);
            field = Field::Custom(format!("{name} {next}"));
            *next += 1;
        }
        field
    }
}

/// Whether one value looks like a field's.
type Says<'a> = &'a dyn Fn(&str) -> bool;

/// What nine in ten values say.
fn by_content(cells: &[&str]) -> Option<StdField> {
    let mostly = |test: Says| {
        cells.len() >= 2 && cells.iter().filter(|cell| test(cell)).count() * 10 >= cells.len() * 9
    };
    let is_phone = |cell: &str| {
        let digits = cell.bytes().filter(u8::is_ascii_digit).count();
        (cell.starts_with('+') || cell.starts_with("00"))
            && (7..=17).contains(&digits)
            && cell.chars().all(|c| c.is_ascii_digit() || "+-() ./".contains(c))
    };
    let tests: [(StdField, Says); 5] = [
        (StdField::Email, &|cell| values::email(cell).is_some()),
        (StdField::LinkedIn, &|cell| cell.to_ascii_lowercase().contains("linkedin.com/in/")),
        (StdField::TimeZone, &|cell| cell.contains('/') && zones::zone_named(cell).is_some()),
        (StdField::DirectPhone, &is_phone),
        (StdField::Country, &|cell| cell.len() > 3 && places::country_code(cell).is_some()),
    ];
    tests.into_iter().find(|(_, test)| mostly(*test)).map(|(field, _)| field)
}
