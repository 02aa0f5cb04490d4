//! Cuts text, in pieces of any size, into rows of fields. The bytes that matter (quotes, delimiters, line ends) are found 64 at a time as
//! bits; what stands between them is never looked at one by one. Knows no column.
//!
//! A quote opens a field only as its first byte; within quotes two quotes are one; what follows the closing quote belongs to the field as it
//! stands. A row ends with a line feed, a return or both; empty lines are no rows. (The rules of the `csv` crate; a test holds both together.)

use wide::u8x16;

use super::reader::ReadError;

/// More columns than that is no contact list.
const MOST_COLUMNS: usize = 2000;
/// Longest field [bytes].
pub(super) const LONGEST_FIELD: usize = 64 << 10;
/// Longest row [bytes].
const LONGEST_ROW: usize = 4 << 20;

/// Set in a place that is not in the text but in the text aside.
const ASIDE: u32 = 1 << 31;

/// Where a cutter stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// In no quotes.
    Open,
    Quoted,
    /// Behind a quote within quotes, which stands here: the end of the quotes, or half of a quote.
    QuoteAt(usize),
}

/// Cuts text into rows; numbers them as a spreadsheet does (a line break within quotes begins no row, an empty line does).
pub(super) struct Cutter {
    delimiter: u8,
    /// What is not cut yet, from the first byte of the row that is open.
    text: String,
    /// So much of it was looked at.
    looked_at: usize,
    open: OpenRow,
    /// Line feeds outside of quotes so far.
    lines: u64,
    /// Number of the last row.
    pub(super) row: u32,
    /// The field (from 0) in which the file ends within quotes.
    pub(super) unclosed: Option<usize>,
}

/// The row that is open.
struct OpenRow {
    state: State,
    /// Where the row begins in the text.
    from: usize,
    /// Where the field that is open goes on in the text.
    start: usize,
    /// Where the field that is open begins aside, if a part of it was put there.
    aside_from: Option<usize>,
    /// Fields with doubled quotes, put together.
    aside: String,
    /// Beginning and end of each field.
    places: Vec<(u32, u32)>,
    /// Whether a null byte was met; most files have none, and their fields need not be searched.
    has_null: bool,
}

/// A row's fields.
pub(super) struct Row<'a> {
    text: &'a str,
    open: &'a OpenRow,
}

impl<'a> Row<'a> {
    pub(super) fn len(&self) -> usize {
        self.open.places.len()
    }

    pub(super) fn get(&self, index: usize) -> Option<&'a str> {
        let (start, end) = *self.open.places.get(index)?;
        let text = if start & ASIDE == 0 { self.text } else { &self.open.aside };
        text.get((start & !ASIDE) as usize..end as usize)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &'a str> {
        (0..self.len()).map(|index| self.get(index).unwrap_or_default())
    }

    /// Whether a field may hold a null byte.
    pub(super) fn may_hold_null(&self) -> bool {
        self.open.has_null
    }
}

impl OpenRow {
    /// Bytes of the field that is open, were it to end here.
    fn field_length(&self, end: usize) -> usize {
        self.aside_from.map_or(0, |from| self.aside.len() - from) + end.saturating_sub(self.start)
    }

    #[inline(always)]
    fn end_field(&mut self, text: &str, end: usize) {
        let place = match self.aside_from.take() {
            None => (self.start as u32, end as u32),
            Some(from) => {
                self.aside.push_str(&text[self.start..end]);
                (from as u32 | ASIDE, self.aside.len() as u32)
            }
        };
        self.places.push(place);
    }

    fn put_aside(&mut self, text: &str, end: usize) {
        self.aside_from.get_or_insert(self.aside.len());
        self.aside.push_str(&text[self.start..end]);
    }

    /// Whether nothing of the row was seen before this place.
    #[inline(always)]
    fn is_at_begin(&self, at: usize) -> bool {
        self.places.is_empty() && self.start == at && self.aside_from.is_none()
    }

    fn begin(&mut self, at: usize) {
        self.places.clear();
        self.aside.clear();
        (self.from, self.start) = (at, at);
    }
}

impl Cutter {
    pub(super) fn new(delimiter: char) -> Cutter {
        let open = OpenRow {
            state: State::Open,
            from: 0,
            start: 0,
            aside_from: None,
            aside: String::new(),
            places: Vec::new(),
            has_null: false,
        };
        Cutter {
            delimiter: u8::try_from(delimiter).unwrap_or(b','),
            text: String::new(),
            looked_at: 0,
            open,
            lines: 0,
            row: 0,
            unclosed: None,
        }
    }

    /// Where the text that comes next is put: write behind what is there, then call [`Cutter::cut`].
    pub(super) fn room(&mut self) -> &mut String {
        &mut self.text
    }

    /// Cuts what was written into rows; `last` when nothing follows.
    pub(super) fn cut(
        &mut self,
        last: bool,
        each: &mut impl FnMut(u32, &Row) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        if last {
            // ends the last row, or becomes text where a quote is open
            self.text.push('\n');
        }
        self.rows(each)?;
        if last && self.open.state == State::Quoted {
            self.unclosed = Some(self.open.places.len());
            self.open.end_field(&self.text, self.text.len() - 1);
            self.end_row(self.text.len(), each)?;
        }
        self.check_pending()?;
        let done = self.open.from;
        self.text.drain(..done);
        self.looked_at -= done;
        self.open.from = 0;
        self.open.start -= done;
        if let State::QuoteAt(at) = &mut self.open.state {
            *at -= done;
        }
        for place in self.open.places.iter_mut().filter(|place| place.0 & ASIDE == 0) {
            *place = (place.0 - done as u32, place.1 - done as u32);
        }
        Ok(())
    }

    fn rows(&mut self, each: &mut impl FnMut(u32, &Row) -> Result<(), ReadError>) -> Result<(), ReadError> {
        while self.looked_at < self.text.len() {
            let at = self.looked_at;
            let rest = &self.text.as_bytes()[at..];
            let marks = match rest.first_chunk() {
                Some(block) => Marks::of(block, self.delimiter),
                None => {
                    let mut block = [b' '; 64];
                    block[..rest.len()].copy_from_slice(rest);
                    Marks::of(&block, self.delimiter)
                }
            };
            self.looked_at = self.text.len().min(at + 64);
            self.open.has_null |= marks.has_null;
            let mut bits = marks.quotes | marks.ends;
            loop {
                let open = &mut self.open;
                let seen = if open.state == State::Quoted { bits & marks.quotes } else { bits };
                if seen == 0 {
                    break;
                }
                let bit = seen.trailing_zeros();
                bits &= !1 << bit;
                let place = at + bit as usize;
                let is_quote = marks.quotes >> bit & 1 == 1;
                match open.state {
                    State::Quoted => {
                        open.state = State::QuoteAt(place);
                        continue;
                    }
                    State::QuoteAt(quote) if place == quote + 1 => {
                        if is_quote {
                            open.put_aside(&self.text, place);
                            open.start = place + 1;
                            open.state = State::Quoted;
                            continue;
                        }
                        open.state = State::Open;
                        open.end_field(&self.text, quote);
                    }
                    State::QuoteAt(quote) => {
                        // text behind the closing quote
                        open.put_aside(&self.text, quote);
                        open.start = quote + 1;
                        open.state = State::Open;
                        if is_quote {
                            continue;
                        }
                        open.end_field(&self.text, place);
                    }
                    State::Open if is_quote => {
                        if open.start == place && open.aside_from.is_none() {
                            open.state = State::Quoted;
                            open.start = place + 1;
                        }
                        continue;
                    }
                    State::Open => {
                        let is_empty_line = open.is_at_begin(place) && marks.lines >> bit & 1 == 1;
                        if is_empty_line {
                            self.lines += marks.feeds >> bit & 1;
                            open.begin(place + 1);
                            continue;
                        }
                        open.end_field(&self.text, place);
                    }
                }
                // a field has ended here
                if marks.lines >> bit & 1 == 1 {
                    self.end_row(place + 1, each)?;
                    self.lines += marks.feeds >> bit & 1;
                } else {
                    open.start = place + 1;
                }
            }
        }
        Ok(())
    }

    /// Number of the row that is open. Files whose lines end in a lone return have no lines to count.
    fn number(&self) -> u32 {
        u32::try_from(self.lines + 1).unwrap_or(u32::MAX).max(self.row.saturating_add(1))
    }

    fn end_row(
        &mut self,
        next: usize,
        each: &mut impl FnMut(u32, &Row) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        let row = self.number();
        let open = &self.open;
        if open.places.len() > MOST_COLUMNS {
            return Err(ReadError::TooManyColumns { row });
        }
        let length = |place: &(u32, u32)| (place.1 - (place.0 & !ASIDE)) as usize;
        // a row that is short has no long field
        if next - open.from > LONGEST_FIELD {
            if let Some(column) = open.places.iter().position(|place| length(place) > LONGEST_FIELD) {
                return Err(ReadError::FieldTooLong { row, column: column + 1 });
            }
            if next - open.from > LONGEST_ROW {
                return Err(ReadError::RowTooLong { row });
            }
        }
        each(row, &Row { text: &self.text, open })?;
        self.row = row;
        self.open.begin(next);
        Ok(())
    }

    /// An unclosed quote would swallow the file: stop at the first field that cannot be one.
    fn check_pending(&self) -> Result<(), ReadError> {
        let (open, row) = (&self.open, self.number());
        if open.places.len() > MOST_COLUMNS {
            return Err(ReadError::TooManyColumns { row });
        }
        if open.field_length(self.text.len()) > LONGEST_FIELD {
            return Err(ReadError::FieldTooLong { row, column: open.places.len() + 1 });
        }
        if self.text.len() - open.from > LONGEST_ROW {
            return Err(ReadError::RowTooLong { row });
        }
        Ok(())
    }
}

/// The bytes that matter among 64, as bits.
struct Marks {
    quotes: u64,
    /// Delimiters and line ends.
    ends: u64,
    /// Line feeds and returns.
    lines: u64,
    feeds: u64,
    has_null: bool,
}

impl Marks {
    #[inline(always)]
    fn of(block: &[u8; 64], delimiter: u8) -> Marks {
        let is = |byte: u8| u8x16::splat(byte);
        let (quote, delimiter, feed, ret, null) = (is(b'"'), is(delimiter), is(b'\n'), is(b'\r'), is(0));
        let (mut quotes, mut ends, mut feeds, mut returns) = (0, 0, 0, 0);
        let mut nulls = u8x16::splat(0);
        for (index, bytes) in block.as_chunks::<16>().0.iter().enumerate() {
            let bytes = u8x16::new(*bytes);
            let shift = index * 16;
            quotes |= u64::from(bytes.simd_eq(quote).to_bitmask()) << shift;
            ends |= u64::from(bytes.simd_eq(delimiter).to_bitmask()) << shift;
            feeds |= u64::from(bytes.simd_eq(feed).to_bitmask()) << shift;
            returns |= u64::from(bytes.simd_eq(ret).to_bitmask()) << shift;
            nulls |= bytes.simd_eq(null);
        }
        let lines = feeds | returns;
        Marks { quotes, ends: ends | lines, lines, feeds, has_null: nulls.to_bitmask() != 0 }
    }
}
