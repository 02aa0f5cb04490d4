//! Rows from bytes fed in chunks of any size, gathered by column. Knows no meaning.

use std::fmt;

use super::ReadOptions;
use super::decode::Decode;
use super::report::{ProblemKind, Problems};
use crate::audience::columns::{TextBuilder, normal_header};
use crate::audience::values::trimmed;

/// More columns than that is no contact list.
const MOST_COLUMNS: usize = 2000;
/// Longest field [bytes].
const LONGEST_FIELD: usize = 64 << 10;
/// Longest row [bytes].
const LONGEST_ROW: usize = 4 << 20;
/// Most rows.
const MOST_ROWS: usize = 2_000_000;
/// Most text in one column [bytes]; places within it are 32-bit numbers.
const MOST_TEXT: usize = u32::MAX as usize - LONGEST_FIELD;

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
            ReadError::TooMuchText => f.write_str("one column holds more than 4 GB of text"),
            ReadError::NoRows => f.write_str("the file has no header row where one was said to be"),
        }
    }
}

impl std::error::Error for ReadError {}

/// Cuts text into rows; numbers them as a spreadsheet does (a line break within quotes begins no row, an empty line does).
pub(super) struct Cutter {
    csv: csv_core::Reader,
    out: Vec<u8>,
    ends: Vec<usize>,
    n_out: usize,
    n_ends: usize,
    line_breaks_in_fields: u64,
    row: u32,
    /// The field (from 0) in which the file ends within quotes.
    unclosed: Option<usize>,
}

impl Cutter {
    pub(super) fn new(delimiter: char) -> Cutter {
        let delimiter = u8::try_from(delimiter).unwrap_or(b',');
        Cutter {
            csv: csv_core::ReaderBuilder::new().delimiter(delimiter).build(),
            out: vec![0; 16 << 10],
            ends: vec![0; 64],
            n_out: 0,
            n_ends: 0,
            line_breaks_in_fields: 0,
            row: 0,
            unclosed: None,
        }
    }

    /// Cuts `text`, and what was left of the text before it, into rows; `last` when nothing follows.
    pub(super) fn feed(
        &mut self,
        text: &str,
        last: bool,
        each: &mut impl FnMut(u32, &[&str]) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        let mut input = text.as_bytes();
        // a line break more at the end ends the last row, or becomes text where a quote is open
        let mut may_end = last;
        loop {
            if input.is_empty() {
                if !last {
                    return Ok(());
                }
                if may_end {
                    (input, may_end) = (b"\n", false);
                }
            }
            let is_added = last && !may_end && !input.is_empty();
            let (result, n_in, n_out, n_ends) =
                self.csv.read_record(input, &mut self.out[self.n_out..], &mut self.ends[self.n_ends..]);
            let ended_by_line_feed = n_in > 0 && input[n_in - 1] == b'\n';
            input = &input[n_in..];
            self.n_out += n_out;
            self.n_ends += n_ends;
            match result {
                csv_core::ReadRecordResult::InputEmpty => {
                    if is_added && n_out > 0 {
                        self.unclosed = Some(self.n_ends);
                    }
                    if !last {
                        self.check_field()?;
                        return Ok(());
                    }
                }
                csv_core::ReadRecordResult::OutputFull => {
                    self.check_field()?;
                    if self.out.len() >= LONGEST_ROW {
                        return Err(ReadError::RowTooLong { row: self.row + 1 });
                    }
                    self.out.resize(self.out.len() * 2, 0);
                }
                csv_core::ReadRecordResult::OutputEndsFull => {
                    if self.ends.len() > MOST_COLUMNS {
                        return Err(ReadError::TooManyColumns { row: self.row + 1 });
                    }
                    self.ends.resize(self.ends.len() * 2, 0);
                }
                csv_core::ReadRecordResult::Record => self.record(ended_by_line_feed, each)?,
                csv_core::ReadRecordResult::End => return Ok(()),
            }
        }
    }

    /// An unclosed quote would swallow the file: stop at the first field that cannot be one.
    fn check_field(&self) -> Result<(), ReadError> {
        let start = if self.n_ends == 0 { 0 } else { self.ends[self.n_ends - 1] };
        if self.n_out - start > LONGEST_FIELD {
            return Err(ReadError::FieldTooLong { row: self.row + 1, column: self.n_ends + 1 });
        }
        Ok(())
    }

    fn record(
        &mut self,
        ended_by_line_feed: bool,
        each: &mut impl FnMut(u32, &[&str]) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        let text = std::str::from_utf8(&self.out[..self.n_out]).unwrap_or_default();
        self.line_breaks_in_fields += text.bytes().filter(|byte| *byte == b'\n').count() as u64;
        let lines = self.csv.line() - u64::from(ended_by_line_feed);
        let counted = u32::try_from(lines.saturating_sub(self.line_breaks_in_fields)).unwrap_or(u32::MAX);
        // files whose lines end in a lone return count no lines at all
        let row = counted.max(self.row.saturating_add(1));
        let mut start = 0;
        let mut fields = Vec::with_capacity(self.n_ends);
        for end in &self.ends[..self.n_ends] {
            let field = text.get(start..*end).unwrap_or_default();
            if field.len() > LONGEST_FIELD {
                return Err(ReadError::FieldTooLong { row, column: fields.len() + 1 });
            }
            fields.push(field);
            start = *end;
        }
        if fields.len() > MOST_COLUMNS {
            return Err(ReadError::TooManyColumns { row });
        }
        each(row, &fields)?;
        self.row = row;
        self.n_out = 0;
        self.n_ends = 0;
        Ok(())
    }
}

/// Reads a file fed in chunks; what is kept are gathered columns, never the text.
pub struct Reader {
    decode: Decode,
    text: String,
    cutter: Cutter,
    gather: Gather,
    failed: Option<ReadError>,
}

struct Gather {
    header_row: Option<u32>,
    raw: Option<Raw>,
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
}

impl Reader {
    /// A reader for a file that is cut as `options` say.
    pub fn new(options: &ReadOptions) -> Reader {
        Reader {
            decode: Decode::new(options.encoding),
            text: String::new(),
            cutter: Cutter::new(options.delimiter),
            gather: Gather { header_row: options.header_row, raw: None },
            failed: None,
        }
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
        Ok(raw)
    }

    fn take(&mut self, bytes: &[u8], last: bool) -> Result<(), ReadError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        self.text.clear();
        // a chunk may be a whole file: go in steps, so that its text is never held at once
        let mut steps = bytes.chunks(256 << 10).peekable();
        loop {
            let step = steps.next();
            self.decode.feed(step.unwrap_or_default(), last && steps.peek().is_none(), &mut self.text);
            let done = steps.peek().is_none();
            let Reader { cutter, gather, text, .. } = self;
            if let Err(error) = cutter.feed(text, last && done, &mut |row, fields| gather.row(row, fields)) {
                self.failed = Some(error.clone());
                return Err(error);
            }
            self.text.clear();
            if done {
                return Ok(());
            }
        }
    }
}

impl Gather {
    fn row(&mut self, row: u32, fields: &[&str]) -> Result<(), ReadError> {
        if self.header_row.is_some_and(|header| row < header) {
            return Ok(());
        }
        let Some(raw) = &mut self.raw else {
            let has_header = self.header_row.is_some();
            let names: Vec<String> = (1..)
                .zip(fields)
                .map(|(n, field)| match trimmed(field) {
                    name if has_header && !name.is_empty() => name.replace('\0', ""),
                    _ => format!("Column {n}"),
                })
                .collect();
            let columns = names.iter().map(|_| TextBuilder::default()).collect();
            let mut problems = Problems::default();
            for (index, name) in names.iter().enumerate() {
                if names[..index].iter().any(|other| normal_header(other) == normal_header(name)) {
                    problems.add(ProblemKind::DuplicateHeader, Some((index, name)), row, "");
                }
            }
            let raw =
                self.raw.insert(Raw { headers: names, columns, rows: Vec::new(), problems, last_row: row });
            return if has_header { Ok(()) } else { raw.row(row, fields) };
        };
        raw.row(row, fields)
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

    fn row(&mut self, row: u32, fields: &[&str]) -> Result<(), ReadError> {
        let n = self.columns.len();
        for empty_line in self.last_row.saturating_add(1)..row {
            self.problems.add(ProblemKind::NothingInRow, None, empty_line, "");
        }
        self.last_row = row;
        if fields.iter().all(|field| trimmed(field).is_empty()) {
            self.problems.add(ProblemKind::NothingInRow, None, row, "");
            return Ok(());
        }
        if self.rows.len() == MOST_ROWS {
            return Err(ReadError::TooManyRows);
        }
        let surplus = fields.get(n..).unwrap_or_default();
        if fields.len() < n || surplus.iter().any(|field| !trimmed(field).is_empty()) {
            self.problems.add(ProblemKind::RaggedRow, None, row, &format!("{} fields", fields.len()));
        }
        for (index, column) in self.columns.iter_mut().enumerate() {
            let field = fields.get(index).copied().unwrap_or_default();
            if field.contains('\0') {
                let header = &self.headers[index];
                self.problems.add(ProblemKind::NullByte, Some((index, header)), row, "");
                column.push(trimmed(&field.replace('\0', "")));
            } else {
                column.push(trimmed(field));
            }
            if column.bytes() > MOST_TEXT {
                return Err(ReadError::TooMuchText);
            }
        }
        self.rows.push(row);
        Ok(())
    }
}
