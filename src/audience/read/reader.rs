//! Rows from bytes fed in chunks of any size, gathered by column. Knows no meaning.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use super::ReadOptions;
use super::cutter::{Cutter, Row, Rows};
use super::decode::Decode;
use super::report::{ProblemKind, Problems};
use crate::audience::columns::{TextBuilder, normal_header};
use crate::audience::values::trimmed;
use crate::lean::text::unguarded;

/// Most cells in all: what a list costs is counted in them.
const MOST_CELLS: usize = 250_000_000;
/// Most cells that the file does not have and that are empty because its header has a column there. Without the bound 50 KB
/// of one-letter rows under 2,000 headers are 329 MB.
const MOST_MISSING: usize = 20_000_000;
/// So much is decoded and cut at a time [bytes]: small enough to stay in the processor's cache.
const STEP: usize = 256 << 10;
/// Most rows.
const MOST_ROWS: usize = 2_000_000;
/// Most text in one column [bytes]; places within it are 32-bit numbers, and some rows come at a time.
const MOST_TEXT: usize = u32::MAX as usize - (32 << 20);
/// Once so much of a file is read, its columns take the room that the rest of it will want, if it goes on as it began [bytes].
const FORETELLING: u64 = 1 << 20;

/// Why a file cannot be read on. Rows are as a spreadsheet numbers them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReadError {
    /// A field is longer than 64 KB: most likely a quote that is never closed.
    FieldTooLong {
        /// The row.
        row: u32,
        /// The field's place in it, from 1.
        column: usize,
    },
    /// A row is longer than 4 MB.
    RowTooLong {
        /// The row.
        row: u32,
    },
    /// More than 2,000 columns.
    TooManyColumns {
        /// The row.
        row: u32,
    },
    /// More than 2,000,000 rows.
    TooManyRows,
    /// More than 250,000,000 cells.
    TooManyCells {
        /// The row in which that shows.
        row: u32,
    },
    /// Most rows are far shorter than the header: more than 20,000,000 of their cells are not in the file.
    RowsTooShort {
        /// The row in which that shows.
        row: u32,
        /// Columns of the header.
        columns: usize,
    },
    /// One column holds more than 4 GB of text.
    TooMuchText,
    /// Nothing below the lines that were passed over.
    NoRows,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadError::FieldTooLong { row, column } => write!(
                f,
                "row {row}, column {column}: the field is longer than 64 KB; most likely a quote (\") is opened there and never closed"
            ),
            ReadError::RowTooLong { row } => {
                write!(f, "row {row} is longer than 4 MB; is a quote (\") never closed?")
            }
            ReadError::TooManyColumns { row } => write!(f, "row {row} has more than 2,000 columns"),
            ReadError::TooManyRows => f.write_str("the file has more than 2,000,000 rows; split it"),
            ReadError::TooManyCells { row } => {
                write!(
                    f,
                    "row {row}: the file has more than 250,000,000 cells; leave columns out or split it"
                )
            }
            ReadError::RowsTooShort { row, columns } => write!(
                f,
                "row {row}: the header has {columns} columns and the rows have far fewer; is the header in another row, or the separator another?"
            ),
            ReadError::TooMuchText => f.write_str("one column holds more than 4 GB of text"),
            ReadError::NoRows => f.write_str("the file has no header row where one was said to be"),
        }
    }
}

impl std::error::Error for ReadError {}

/// Reads a file fed in chunks; what is kept are gathered columns, never the text.
pub struct Reader {
    decode: Decode,
    cutter: Cutter,
    gather: Gather,
    failed: Option<ReadError>,
    /// Bytes fed, and all that will come, where that was said and is still of use.
    fed: u64,
    expected: Option<u64>,
}

struct Gather {
    header_row: Option<u32>,
    raw: Option<Raw>,
    /// Of the rows in hand, those that are kept: where their fields begin among the places, and how many they have.
    kept: Vec<(u32, u32)>,
}

/// The columns of a file as text, before they mean anything. One `Raw` may be imported again under another mapping.
#[derive(Clone, Debug)]
pub struct Raw {
    pub(super) headers: Vec<String>,
    pub(super) columns: Vec<TextBuilder>,
    /// Row in the file of each gathered row.
    pub(super) rows: Vec<u32>,
    pub(super) problems: Problems,
    last_row: u32,
    /// Cells that rows have fewer than the header.
    missing: usize,
}

impl Reader {
    /// A reader for a file that is cut as `options` say.
    pub fn new(options: &ReadOptions) -> Reader {
        Reader {
            decode: Decode::new(options.encoding),
            cutter: Cutter::new(options.delimiter),
            gather: Gather { header_row: options.header_row, raw: None, kept: Vec::new() },
            failed: None,
            fed: 0,
            expected: None,
        }
    }

    /// The same for a file of that many bytes: its columns are given room once, instead of growing and moving.
    #[must_use]
    pub fn expecting(self, bytes: u64) -> Reader {
        Reader { expected: Some(bytes), ..self }
    }

    /// Takes the next bytes of the file.
    ///
    /// # Errors
    /// Where a limit is passed; the rows before it stay and can be had by `finish` no more.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<(), ReadError> {
        self.take(bytes, false)
    }

    /// Rows gathered so far.
    pub fn rows(&self) -> usize {
        self.gather.raw.as_ref().map_or(0, |raw| raw.rows.len())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// The first error of `feed` again, or that there is not even a header.
    pub fn finish(mut self) -> Result<Raw, ReadError> {
        self.take(&[], true)?;
        let mut raw = self.gather.raw.ok_or(ReadError::NoRows)?;
        if let Some(column) = self.cutter.unclosed {
            let header = raw.headers.get(column).cloned().unwrap_or_default();
            raw.problems.add(ProblemKind::UnclosedQuote, Some((column, &header)), self.cutter.row, "");
        }
        raw.problems.odd_bytes(self.decode.odd_bytes);
        raw.without_footer();
        Ok(raw)
    }

    fn take(&mut self, bytes: &[u8], last: bool) -> Result<(), ReadError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        // a chunk may be a whole file: go in steps, so that its text is never held at once
        let mut steps = bytes.chunks(STEP).peekable();
        loop {
            let step = steps.next().unwrap_or_default();
            let is_last = last && steps.peek().is_none();
            let Reader { decode, cutter, gather, .. } = self;
            decode.feed(step, is_last, cutter.room());
            if let Err(error) = cutter.cut(is_last, |rows| gather.rows(rows)) {
                self.failed = Some(error.clone());
                return Err(error);
            }
            self.fed += step.len() as u64;
            if let Some(all) = self.expected.take_if(|_| self.fed >= FORETELLING)
                && let Some(raw) = &mut self.gather.raw
            {
                raw.make_room(self.fed, all);
            }
            if steps.peek().is_none() {
                return Ok(());
            }
        }
    }
}

impl Gather {
    fn rows(&mut self, rows: &Rows) -> Result<(), ReadError> {
        let mut whole = rows.iter();
        if self.raw.is_none() {
            let is_header = |row: &Row| self.header_row.is_none_or(|header| row.number >= header);
            let Some(header) = whole.find(is_header) else { return Ok(()) };
            let raw = self.raw.insert(Raw::under(&header, self.header_row.is_some()));
            if self.header_row.is_none() {
                // it is no header
                whole = rows.iter();
            }
            return raw.take(rows, whole, &mut self.kept);
        }
        match &mut self.raw {
            Some(raw) => raw.take(rows, whole, &mut self.kept),
            None => Ok(()),
        }
    }
}

impl Raw {
    /// Headers as in the file.
    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// Rows gathered.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// Row in the file of each gathered row, as a spreadsheet numbers them.
    pub fn file_rows(&self) -> &[u32] {
        &self.rows
    }

    /// Nothing yet, below a header or, where it is none, below numbers.
    fn under(header: &Row, has_header: bool) -> Raw {
        let names: Vec<String> = (1..)
            .zip(header.iter())
            .map(|(n, field)| match trimmed(field) {
                name if has_header && !name.is_empty() => unguarded(name).replace('\0', ""),
                _ => format!("Column {n}"),
            })
            .collect();
        let columns = names.iter().map(|_| TextBuilder::default()).collect();
        let mut problems = Problems::default();
        let mut seen = BTreeSet::new();
        for (index, name) in names.iter().enumerate() {
            if !seen.insert(normal_header(name)) {
                problems.add(ProblemKind::DuplicateHeader, Some((index, name)), header.number, "");
            }
        }
        Raw { headers: names, columns, rows: Vec::new(), problems, last_row: header.number, missing: 0 }
    }

    /// Room for a file of which `fed` bytes of `all` are here.
    fn make_room(&mut self, fed: u64, all: u64) {
        let rows = self.rows.len() as f64 * (all.max(fed) as f64 / fed as f64) * 1.02;
        let rows = (rows as usize).min(MOST_ROWS);
        self.rows.reserve_exact(rows.saturating_sub(self.rows.len()));
        self.columns.iter_mut().for_each(|column| column.expect(rows));
    }

    /// Takes rows in: first which of them are contacts, then column by column what they say.
    fn take<'a>(
        &mut self,
        rows: &Rows<'a>,
        whole: impl Iterator<Item = Row<'a>>,
        kept: &mut Vec<(u32, u32)>,
    ) -> Result<(), ReadError> {
        let before = self.rows.len();
        kept.clear();
        for row in whole {
            if self.is_contact(&row)? {
                kept.push(row.place());
            }
        }
        let may_hold = (rows.may_hold_null(), rows.may_hold_apostrophe());
        for index in 0..self.columns.len() {
            let column = &mut self.columns[index];
            for (row, (first, fields)) in (before..).zip(kept.iter()) {
                if index as u32 >= *fields {
                    continue;
                }
                let field = rows.field(*first as usize + index);
                if field.is_empty() {
                    continue;
                }
                let mended;
                let mut text = trimmed(field);
                if may_hold.0 && field.contains('\0') {
                    let header = Some((index, self.headers[index].as_str()));
                    self.problems.add(ProblemKind::NullByte, header, self.rows[row], "");
                    mended = unguarded(trimmed(&field.replace('\0', ""))).into_owned();
                    text = &mended;
                } else if may_hold.1
                    && let Cow::Owned(bare) = unguarded(text)
                {
                    mended = bare;
                    text = &mended;
                }
                column.pad(row);
                column.put(text);
            }
            if column.bytes() > MOST_TEXT {
                return Err(ReadError::TooMuchText);
            }
        }
        Ok(())
    }

    /// Whether a row is a contact, and then the row after all others.
    fn is_contact(&mut self, fields: &Row) -> Result<bool, ReadError> {
        let (n, row) = (self.columns.len(), fields.number);
        for empty_line in self.last_row.saturating_add(1)..row {
            self.problems.add(ProblemKind::NothingInRow, None, empty_line, "");
        }
        self.last_row = row;
        if fields.iter().all(|field| trimmed(field).is_empty()) {
            self.problems.add(ProblemKind::NothingInRow, None, row, "");
            return Ok(false);
        }
        let all = self.rows.len();
        if all == MOST_ROWS {
            return Err(ReadError::TooManyRows);
        }
        if (all + 1) * n > MOST_CELLS {
            return Err(ReadError::TooManyCells { row });
        }
        self.missing += n.saturating_sub(fields.len());
        if self.missing > MOST_MISSING {
            return Err(ReadError::RowsTooShort { row, columns: n });
        }
        let is_surplus = || fields.iter().skip(n).any(|field| !trimmed(field).is_empty());
        if fields.len() < n || (fields.len() > n && is_surplus()) {
            self.problems.add(ProblemKind::RaggedRow, None, row, &format!("{} fields", fields.len()));
        }
        self.rows.push(row);
        Ok(true)
    }
}
