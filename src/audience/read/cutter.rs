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
const LONGEST_FIELD: usize = 64 << 10;
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
    /// Number of each whole row, and where its fields end among the places.
    whole: Vec<(u32, u32)>,
    /// Line feeds outside of quotes so far.
    lines: u64,
    /// Number of the last row.
    pub(super) row: u32,
    /// The field (from 0) in which the file ends within quotes.
    pub(super) unclosed: Option<usize>,
}

/// The row that is open, behind those that are whole.
struct OpenRow {
    state: State,
    /// Where the row begins in the text.
    from: usize,
    /// Where the field that is open goes on in the text.
    start: usize,
    /// Where the field that is open begins aside, if a part of it was put there.
    aside_from: Option<usize>,
    /// Fields with doubled quotes, put together, of all rows.
    aside: String,
    /// Where the row begins aside.
    row_aside: usize,
    /// Beginning and end of each field, of all rows.
    places: Vec<(u32, u32)>,
    /// Where the row begins among them.
    row_places: usize,
    /// Whether a null byte was met; most files have none, and their fields need not be searched.
    has_null: bool,
    /// Whether there is an apostrophe in the text.
    has_apostrophe: bool,
}

/// Whole rows, one after the other.
pub(super) struct Rows<'a> {
    text: &'a str,
    open: &'a OpenRow,
    whole: &'a [(u32, u32)],
}

/// One row.
pub(super) struct Row<'a> {
    text: &'a str,
    aside: &'a str,
    /// As a spreadsheet numbers it.
    pub(super) number: u32,
    /// Where its fields are.
    places: &'a [(u32, u32)],
    /// The first of them among the fields of all rows.
    first: u32,
}

impl<'a> Rows<'a> {
    pub(super) fn iter(&self) -> impl Iterator<Item = Row<'a>> + use<'a> {
        let (text, open) = (self.text, self.open);
        let mut from = 0;
        self.whole.iter().map(move |(number, end)| {
            let places = &open.places[from..*end as usize];
            let first = std::mem::replace(&mut from, *end as usize) as u32;
            Row { text, aside: &open.aside, number: *number, places, first }
        })
    }

    /// A field, counted through all rows.
    #[inline(always)]
    pub(super) fn field(&self, index: usize) -> &'a str {
        self.open.places.get(index).map_or("", |place| field(self.text, &self.open.aside, *place))
    }

    /// Whether a field may hold a null byte.
    pub(super) fn may_hold_null(&self) -> bool {
        self.open.has_null
    }

    /// Whether a field may hold an apostrophe.
    pub(super) fn may_hold_apostrophe(&self) -> bool {
        self.open.has_apostrophe
    }
}

impl<'a> Row<'a> {
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// Its first field among the fields of all rows, and how many it has.
    pub(super) fn place(&self) -> (u32, u32) {
        (self.first, self.places.len() as u32)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &'a str> {
        self.places.iter().map(|place| field(self.text, self.aside, *place))
    }
}

#[inline(always)]
fn field<'a>(text: &'a str, aside: &'a str, (start, end): (u32, u32)) -> &'a str {
    let text = if start & ASIDE == 0 { text } else { aside };
    text.get((start & !ASIDE) as usize..end as usize).unwrap_or_default()
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

    /// Fields of the row that have ended.
    #[inline(always)]
    fn fields(&self) -> usize {
        self.places.len() - self.row_places
    }

    /// Whether nothing of the row was seen before this place.
    #[inline(always)]
    fn is_at_begin(&self, at: usize) -> bool {
        self.fields() == 0 && self.start == at && self.aside_from.is_none()
    }

    #[inline(always)]
    fn begin(&mut self, at: usize) {
        (self.row_places, self.row_aside) = (self.places.len(), self.aside.len());
        (self.from, self.start) = (at, at);
    }

    /// Forgets the rows before it, and so much of the text.
    fn forget(&mut self, done: usize) {
        let aside = self.row_aside;
        self.places.drain(..self.row_places);
        self.aside.drain(..aside);
        for place in &mut self.places {
            let by = if place.0 & ASIDE == 0 { done } else { aside } as u32;
            *place = (place.0 - by, place.1 - by);
        }
        self.aside_from = self.aside_from.map(|from| from - aside);
        if let State::QuoteAt(at) = &mut self.state {
            *at -= done;
        }
        (self.row_places, self.row_aside, self.from) = (0, 0, 0);
        self.start -= done;
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
            row_aside: 0,
            places: Vec::new(),
            row_places: 0,
            has_null: false,
            has_apostrophe: false,
        };
        Cutter {
            delimiter: u8::try_from(delimiter).unwrap_or(b','),
            text: String::new(),
            looked_at: 0,
            open,
            whole: Vec::new(),
            lines: 0,
            row: 0,
            unclosed: None,
        }
    }

    /// Where the text that comes next is put: write behind what is there, then call [`Cutter::cut`].
    pub(super) fn room(&mut self) -> &mut String {
        &mut self.text
    }

    /// Cuts what was written into rows and gives those that are whole; `last` when nothing follows.
    pub(super) fn cut(
        &mut self,
        last: bool,
        take: impl FnOnce(&Rows) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        if last {
            // ends the last row, or becomes text where a quote is open
            self.text.push('\n');
        }
        let mut cut = self.rows();
        if cut.is_ok() && last && self.open.state == State::Quoted {
            self.unclosed = Some(self.open.fields());
            self.open.end_field(&self.text, self.text.len() - 1);
            cut = self.end_row(self.text.len());
        }
        // a row that cannot be taken comes before one that cannot be cut
        if !self.whole.is_empty() {
            take(&Rows { text: &self.text, open: &self.open, whole: &self.whole })?;
        }
        cut?;
        self.check_pending()?;
        let done = self.open.from;
        self.whole.clear();
        self.text.drain(..done);
        self.looked_at -= done;
        self.open.forget(done);
        self.open.has_apostrophe = self.open.has_apostrophe
            && (self.text.as_bytes().contains(&b'\'') || self.open.aside.as_bytes().contains(&b'\''));
        Ok(())
    }

    fn rows(&mut self) -> Result<(), ReadError> {
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
            self.open.has_apostrophe |= marks.has_apostrophe;
            if marks.quotes == 0 && self.open.state == State::Open && self.open.aside_from.is_none() {
                self.plain(at, marks.ends)?;
            } else {
                self.quoted(at, &marks)?;
            }
        }
        Ok(())
    }

    /// Sixty-four bytes in and behind which there are no quotes: each mark ends a field.
    #[inline(always)]
    fn plain(&mut self, at: usize, mut ends: u64) -> Result<(), ReadError> {
        while ends != 0 {
            let place = at + ends.trailing_zeros() as usize;
            ends &= ends - 1;
            let byte = self.text.as_bytes()[place];
            let open = &mut self.open;
            let is_line = byte != self.delimiter;
            if is_line && open.is_at_begin(place) {
                self.lines += u64::from(byte == b'\n');
                open.begin(place + 1);
                continue;
            }
            open.places.push((open.start as u32, place as u32));
            open.start = place + 1;
            if is_line {
                self.end_row(place + 1)?;
                self.lines += u64::from(byte == b'\n');
            }
        }
        Ok(())
    }

    /// Sixty-four bytes with quotes, or behind some.
    #[inline(never)]
    fn quoted(&mut self, at: usize, marks: &Marks) -> Result<(), ReadError> {
        let mut bits = marks.quotes | marks.ends;
        loop {
            let open = &mut self.open;
            let seen = if open.state == State::Quoted { bits & marks.quotes } else { bits };
            if seen == 0 {
                return Ok(());
            }
            let bit = seen.trailing_zeros();
            bits &= !1 << bit;
            let place = at + bit as usize;
            let byte = self.text.as_bytes()[place];
            let is_quote = byte == b'"';
            let is_line = byte != self.delimiter;
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
                    if is_line && open.is_at_begin(place) {
                        self.lines += u64::from(byte == b'\n');
                        open.begin(place + 1);
                        continue;
                    }
                    open.end_field(&self.text, place);
                }
            }
            // a field has ended here
            if is_line {
                self.end_row(place + 1)?;
                self.lines += u64::from(byte == b'\n');
            } else {
                open.start = place + 1;
            }
        }
    }

    /// Number of the row that is open. Files whose lines end in a lone return have no lines to count.
    #[inline(always)]
    fn number(&self) -> u32 {
        u32::try_from(self.lines + 1).unwrap_or(u32::MAX).max(self.row.saturating_add(1))
    }

    #[inline(always)]
    fn end_row(&mut self, next: usize) -> Result<(), ReadError> {
        let row = self.number();
        let open = &mut self.open;
        if open.fields() > MOST_COLUMNS {
            return Err(ReadError::TooManyColumns { row });
        }
        // a row that is short has no long field
        if next - open.from > LONGEST_FIELD {
            let length = |place: &(u32, u32)| (place.1 - (place.0 & !ASIDE)) as usize;
            let fields = &open.places[open.row_places..];
            if let Some(column) = fields.iter().position(|place| length(place) > LONGEST_FIELD) {
                return Err(ReadError::FieldTooLong { row, column: column + 1 });
            }
            if next - open.from > LONGEST_ROW {
                return Err(ReadError::RowTooLong { row });
            }
        }
        self.whole.push((row, open.places.len() as u32));
        self.row = row;
        open.begin(next);
        Ok(())
    }

    /// An unclosed quote would swallow the file: stop at the first field that cannot be one.
    fn check_pending(&self) -> Result<(), ReadError> {
        let (open, row) = (&self.open, self.number());
        if open.fields() > MOST_COLUMNS {
            return Err(ReadError::TooManyColumns { row });
        }
        if open.field_length(self.text.len()) > LONGEST_FIELD {
            return Err(ReadError::FieldTooLong { row, column: open.fields() + 1 });
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
    has_null: bool,
    has_apostrophe: bool,
}

impl Marks {
    #[inline(always)]
    fn of(block: &[u8; 64], delimiter: u8) -> Marks {
        let is = |byte: u8| u8x16::splat(byte);
        let (quote, delimiter, feed, ret) = (is(b'"'), is(delimiter), is(b'\n'), is(b'\r'));
        let (mut quotes, mut ends) = (0, 0);
        let (mut nulls, mut apostrophes) = (is(0), is(0));
        for (index, bytes) in block.as_chunks::<16>().0.iter().enumerate() {
            let bytes = u8x16::new(*bytes);
            let shift = index * 16;
            quotes |= u64::from(bytes.simd_eq(quote).to_bitmask()) << shift;
            let end = bytes.simd_eq(delimiter) | bytes.simd_eq(feed) | bytes.simd_eq(ret);
            ends |= u64::from(end.to_bitmask()) << shift;
            nulls |= bytes.simd_eq(is(0));
            apostrophes |= bytes.simd_eq(is(b'\''));
        }
        let any = |found: u8x16| found.to_bitmask() != 0;
        Marks { quotes, ends, has_null: any(nulls), has_apostrophe: any(apostrophes) }
    }
}
