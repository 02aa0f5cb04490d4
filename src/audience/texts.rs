//! The texts of a column: in one heap, or as a dictionary of words and a code a row. Knows bytes and hashes, no meaning.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use wide::u8x16;

use super::addresses::LOOK;
use super::columns::Data;

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

    #[inline(always)]
    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)? as usize;
        let start = if index == 0 { 0 } else { self.ends[index - 1] as usize };
        self.heap.get(start..end)
    }

    #[inline(always)]
    pub(super) fn push(&mut self, text: &str) {
        if self.heap.capacity() - self.heap.len() < text.len() {
            grow_text(&mut self.heap, text.len());
        }
        self.heap.push_str(text);
        push(&mut self.ends, self.heap.len() as u32);
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let from = std::mem::replace(&mut start, *end as usize);
            self.heap.get(from..start).unwrap_or_default()
        })
    }

    /// Texts that are there.
    pub(super) fn filled(&self) -> usize {
        let first = self.ends.first().is_some_and(|end| *end > 0);
        usize::from(first) + self.ends.windows(2).filter(|pair| pair[0] != pair[1]).count()
    }

    /// Whether one of them is this word.
    fn has(&self, word: &str) -> bool {
        let mut start = 0;
        self.ends.iter().any(|end| {
            let from = std::mem::replace(&mut start, *end as usize);
            start - from == word.len() && self.heap.as_bytes()[from..start] == *word.as_bytes()
        })
    }
}

/// By how much something grows that is this large [bytes or items]: an eighth. Twice, as is usual, would make a list of 100 MB cost 200 and, while
/// it moves, 300; and memory of wasm is never given back.
fn slack(length: usize) -> usize {
    (length / 8).max(64)
}

#[inline(always)]
fn push(items: &mut Vec<u32>, item: u32) {
    if items.len() == items.capacity() {
        grow(items);
    }
    items.push(item);
}

#[inline(never)]
fn grow(items: &mut Vec<u32>) {
    items.reserve_exact(slack(items.len()));
}

#[inline(never)]
fn grow_text(heap: &mut String, by: usize) {
    heap.reserve_exact(by + slack(heap.len()));
}

/// Gathers the texts of one column; a dictionary for as long as that is the smaller form.
#[derive(Clone, Debug)]
pub(super) struct TextBuilder {
    codes: Vec<u32>,
    strings: Strings,
    index: Index,
    /// Code and key of the text before: equal ones come in runs.
    last: (u32, Key),
    is_dictionary: bool,
    /// So many rows will come, as far as that is known.
    expected: usize,
}

impl Default for TextBuilder {
    fn default() -> Self {
        let mut strings = Strings::default();
        strings.push("");
        let mut index = Index::default();
        let empty = Key::of(b"");
        index.insert(empty, 0);
        TextBuilder { codes: Vec::new(), strings, index, last: (0, empty), is_dictionary: true, expected: 0 }
    }
}

impl TextBuilder {
    /// Below this many distinct texts a dictionary costs nothing worth deciding.
    const FEW: usize = 1 << 15;

    /// Takes room for so many rows, now and when it leaves the dictionary.
    pub(super) fn expect(&mut self, rows: usize) {
        self.expected = rows;
        let items = if self.is_dictionary { &mut self.codes } else { &mut self.strings.ends };
        items.reserve_exact(rows.saturating_sub(items.len()));
        if !self.is_dictionary {
            self.expect_text();
        }
    }

    /// Room for texts as long as those that are here.
    fn expect_text(&mut self) {
        let Strings { heap, ends } = &mut self.strings;
        let all = heap.len() as f64 / ends.len().max(1) as f64 * self.expected as f64;
        heap.reserve_exact((all as usize).saturating_sub(heap.len()));
    }

    pub(super) fn push(&mut self, text: &str) {
        self.put(text);
    }

    /// The same, within the loop that reads a file.
    #[inline(always)]
    pub(super) fn put(&mut self, text: &str) {
        if !self.is_dictionary {
            return self.strings.push(text);
        }
        let key = Key::of(text.as_bytes());
        let strings = &self.strings;
        // a key says all of a short text, and of a long one only that it may be the same
        let is_it = |code: u32| key.is_whole() || strings.get(code as usize) == Some(text);
        if key == self.last.1 && is_it(self.last.0) {
            return push(&mut self.codes, self.last.0);
        }
        if let Some(code) = self.index.find(key, is_it) {
            self.last = (code, key);
            return push(&mut self.codes, code);
        }
        self.add(text, key);
    }

    #[inline(never)]
    fn add(&mut self, text: &str, key: Key) {
        let code = self.strings.len() as u32;
        self.index.insert(key, code);
        self.strings.push(text);
        push(&mut self.codes, code);
        self.last = (code, key);
        // while streaming the final length is unknown: leave the dictionary once many values are new
        if self.strings.len() > Self::FEW && self.strings.len() > self.codes.len() / 4 {
            self.leave_dictionary();
        }
    }

    fn leave_dictionary(&mut self) {
        let mut plain = Strings::default();
        plain.ends.reserve_exact(self.codes.len().max(self.expected));
        for code in &self.codes {
            plain.push(self.strings.get(*code as usize).unwrap_or_default());
        }
        self.strings = plain;
        self.codes = Vec::new();
        self.index = Index::default();
        self.is_dictionary = false;
        self.expect_text();
    }

    /// The first rows alone, to go on from.
    fn up_to(&self, rows: usize) -> TextBuilder {
        let mut same = TextBuilder::default();
        if !self.is_dictionary {
            // many different texts, also if some become others
            (same.is_dictionary, same.strings) = (false, Strings::default());
            same.strings.heap.reserve_exact(self.strings.heap.len());
        }
        same.expected = self.len();
        let items = if same.is_dictionary { &mut same.codes } else { &mut same.strings.ends };
        items.reserve_exact(self.len());
        (0..rows).for_each(|row| same.push(self.get(row)));
        same
    }

    /// The same rows with another text for each word of the dictionary; `None` where there is no dictionary.
    pub(super) fn reworded(&self, texts: &[&str]) -> Option<TextBuilder> {
        let (words, codes) = self.dictionary()?;
        let mut made = TextBuilder::default();
        let mut anew: Vec<Option<u32>> = vec![None; words.len()];
        for code in codes {
            let code = *code as usize;
            match anew[code].filter(|_| made.is_dictionary) {
                Some(known) => push(&mut made.codes, known),
                None => {
                    made.push(texts[code]);
                    anew[code] = made.codes.last().copied();
                }
            }
        }
        Some(made)
    }

    /// How many different texts the chosen rows have, counted up to a bound.
    pub(super) fn distinct(&self, rows: &[u32], most: u32) -> u32 {
        if let Some((words, codes)) = self.dictionary() {
            let mut met = vec![false; words.len()];
            met[0] = true; // the empty text
            let mut seen = 0;
            for row in rows {
                let code = codes.get(*row as usize).map_or(0, |code| *code as usize);
                seen += u32::from(!std::mem::replace(&mut met[code], true));
            }
            return seen.min(most);
        }
        let mut met = TextBuilder::default();
        for row in rows {
            met.push(self.get(*row as usize));
            if met.strings.len() > most as usize || !met.is_dictionary {
                return most;
            }
        }
        met.strings.len() as u32 - 1
    }

    pub(super) fn len(&self) -> usize {
        if self.is_dictionary { self.codes.len() } else { self.strings.len() }
    }

    #[inline(always)]
    pub(super) fn get(&self, row: usize) -> &str {
        let index =
            if self.is_dictionary { self.codes.get(row).map(|code| *code as usize) } else { Some(row) };
        index.and_then(|index| self.strings.get(index)).unwrap_or_default()
    }

    /// Fills up to `rows` rows with "no value", if there are fewer: who gathers need not touch a column whose cell is empty.
    #[inline(always)]
    pub(super) fn pad(&mut self, rows: usize) {
        if self.len() < rows {
            self.pad_to(rows);
        }
    }

    #[inline(never)]
    fn pad_to(&mut self, rows: usize) {
        if self.is_dictionary {
            self.codes.resize(rows, 0);
        } else {
            self.strings.ends.resize(rows, self.strings.heap.len() as u32);
        }
    }

    /// Forgets the rows from `rows` on; words that only they had stay in a dictionary, unused.
    pub(super) fn truncate(&mut self, rows: usize) {
        if self.is_dictionary {
            self.codes.truncate(rows);
        } else {
            self.strings.ends.truncate(rows);
            self.strings.heap.truncate(self.strings.ends.last().map_or(0, |end| *end as usize));
        }
    }

    /// The distinct texts and a code a row, where they are known; the rows behind the last code have no value.
    pub(super) fn dictionary(&self) -> Option<(&Strings, &[u32])> {
        self.is_dictionary.then_some((&self.strings, self.codes.as_slice()))
    }

    /// Whether the chosen rows are all of its rows and no dictionary, so that its texts are the column as they are.
    pub(super) fn is_column(&self, rows: &[u32], nothing: Option<&str>) -> bool {
        !self.is_dictionary
            && rows.len() == self.len()
            && rows.iter().zip(0..).all(|(row, index)| *row == index)
            && !nothing.is_some_and(|word| self.strings.has(word))
    }

    /// Its texts, which are no dictionary, without it.
    pub(super) fn into_texts(self) -> Strings {
        self.strings
    }

    /// The same, left empty.
    pub(super) fn take_texts(&mut self) -> Strings {
        std::mem::take(&mut self.strings)
    }

    /// Its texts as they lie there.
    pub(super) fn texts(&self) -> &Strings {
        &self.strings
    }

    /// The chosen rows as a column, texts that are `nothing` left empty. Of a dictionary no text is looked up again: its codes are numbered
    /// anew, in the order in which the rows meet them.
    pub(super) fn pick(&self, rows: &[u32], nothing: Option<&str>) -> Data {
        let nothing = |text: &str| nothing == Some(text);
        let Some((words, codes)) = self.dictionary() else {
            let mut picked = TextBuilder::default();
            picked.expect(rows.len());
            for text in rows.iter().map(|row| self.get(*row as usize)) {
                picked.push(if nothing(text) { "" } else { text });
            }
            return picked.finish();
        };
        const NEW: u32 = u32::MAX;
        let mut anew: Vec<u32> =
            words.iter().map(|word| if word.is_empty() || nothing(word) { 0 } else { NEW }).collect();
        let mut picked = TextBuilder { codes: Vec::with_capacity(rows.len()), ..TextBuilder::default() };
        for row in rows {
            let code = codes.get(*row as usize).map_or(0, |code| *code as usize);
            if anew[code] == NEW {
                anew[code] = picked.strings.len() as u32;
                picked.strings.push(words.get(code).unwrap_or_default());
            }
            picked.codes.push(anew[code]);
        }
        picked.finish()
    }

    /// Whether something holds of a text; a word of a dictionary is asked once.
    pub(super) fn any(&self, holds: impl FnMut(&str) -> bool) -> bool {
        self.strings.iter().any(holds)
    }

    /// The text of a row, and the bytes from there on.
    #[inline(always)]
    pub(super) fn look(&self, row: usize) -> (&str, Option<&[u8; LOOK]>) {
        let code =
            if self.is_dictionary { self.codes.get(row).map_or(0, |code| *code as usize) } else { row };
        let Strings { heap, ends } = &self.strings;
        let Some(end) = ends.get(code) else { return ("", None) };
        let start = if code == 0 { 0 } else { ends[code - 1] as usize };
        let text = heap.get(start..*end as usize).unwrap_or_default();
        (text, heap.as_bytes().get(start..).and_then(<[u8]>::first_chunk))
    }

    /// Whether a text is this word.
    pub(super) fn has(&self, word: &str) -> bool {
        self.strings.has(word)
    }

    /// Whether one of these signs stands in a text.
    pub(super) fn has_sign(&self, signs: &[u8]) -> bool {
        let is_it = |byte: &u8| signs.contains(byte);
        let blocks = self.strings.heap.as_bytes().as_chunks::<16>();
        let in_block = |bytes: &[u8; 16]| {
            let bytes = u8x16::new(*bytes);
            let found =
                signs.iter().fold(u8x16::splat(0), |found, sign| found | bytes.simd_eq(u8x16::splat(*sign)));
            found.to_bitmask() != 0
        };
        blocks.0.iter().any(in_block) || blocks.1.iter().any(is_it)
    }

    /// Whether it holds just these texts, and no dictionary of them.
    pub(super) fn is(&self, strings: &Strings) -> bool {
        !self.is_dictionary && self.strings == *strings
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
    Key::of(text.as_bytes()).hash()
}

/// A column made of another, a text for each of its rows in turn; as long as they are the same, nothing is gathered again.
pub(super) struct Remade<'a> {
    of: &'a TextBuilder,
    rows: usize,
    made: Option<TextBuilder>,
}

impl<'a> Remade<'a> {
    pub(super) fn of(of: &'a TextBuilder) -> Remade<'a> {
        Remade { of, rows: 0, made: None }
    }

    /// The text of the next row.
    pub(super) fn push(&mut self, text: &str) {
        if self.made.is_none() && text != self.of.get(self.rows) {
            self.made = Some(self.of.up_to(self.rows));
        }
        if let Some(made) = &mut self.made {
            made.push(text);
        }
        self.rows += 1;
    }

    /// The next rows up to this one, as they are.
    pub(super) fn keep(&mut self, to: usize) {
        if let Some(made) = &mut self.made {
            (self.rows..to).for_each(|row| made.push(self.of.get(row)));
        }
        self.rows = to;
    }

    pub(super) fn finish(self) -> Cow<'a, TextBuilder> {
        self.made.map_or(Cow::Borrowed(self.of), Cow::Owned)
    }
}

/// What texts are told apart by: all of a text of up to 16 bytes, else its length and two hashes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Key {
    low: u64,
    high: u64,
    length: u32,
}

impl Key {
    #[inline(always)]
    fn of(bytes: &[u8]) -> Key {
        let length = bytes.len() as u32;
        // the two words overlap where the text does not fill them: with the length they still say all of it
        let (low, high) = match bytes.len() {
            8..=16 => (word(bytes.first_chunk()), word(bytes.last_chunk())),
            4..=7 => (half(bytes.first_chunk()), half(bytes.last_chunk())),
            0 => (0, 0),
            1..=3 => {
                let (first, middle, last) = (bytes[0], bytes[bytes.len() / 2], bytes[bytes.len() - 1]);
                (u64::from(first) | u64::from(middle) << 8 | u64::from(last) << 16, 0)
            }
            _ => {
                let (mut low, mut high) = (word(bytes.last_chunk()), 0_u64);
                for bytes in bytes.as_chunks::<8>().0 {
                    low = mix(low ^ u64::from_le_bytes(*bytes));
                    high = high.rotate_left(23) ^ low;
                }
                (low, high)
            }
        };
        Key { low, high, length }
    }

    fn is_whole(self) -> bool {
        self.length <= 16
    }

    /// Differs where keys do, most of the time.
    #[inline(always)]
    fn hash(self) -> u64 {
        mix(mix(self.low ^ u64::from(self.length) << 56) ^ self.high)
    }
}

#[inline(always)]
pub(super) fn mix(word: u64) -> u64 {
    let mixed = word.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ mixed >> 32
}

#[inline(always)]
fn word(bytes: Option<&[u8; 8]>) -> u64 {
    bytes.map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

#[inline(always)]
fn half(bytes: Option<&[u8; 4]>) -> u64 {
    bytes.map_or(0, |bytes| u64::from(u32::from_le_bytes(*bytes)))
}

/// Codes by the keys of their texts: open addressing, at most half full. A slot is the code + 1 and, above it, the hash.
#[derive(Clone, Debug, Default)]
struct Index {
    slots: Vec<u64>,
    keys: Vec<Key>,
}

impl Index {
    #[inline(always)]
    fn find(&self, key: Key, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        let hash = (key.hash() >> 32) as u32;
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots[at & mask];
            if slot == 0 {
                return None;
            }
            if (slot >> 32) as u32 == hash {
                let code = slot as u32 - 1;
                if self.keys.get(code as usize) == Some(&key) && is_it(code) {
                    return Some(code);
                }
            }
            at += 1;
        }
    }

    fn insert(&mut self, key: Key, code: u32) {
        if self.keys.len() * 2 >= self.slots.len() {
            let larger = vec![0; (self.slots.len() * 2).max(64)];
            let before = std::mem::replace(&mut self.slots, larger);
            before.into_iter().filter(|slot| *slot != 0).for_each(|slot| self.place(slot));
        }
        self.place(key.hash() & !u64::from(u32::MAX) | u64::from(code + 1));
        self.keys.push(key);
    }

    fn place(&mut self, slot: u64) {
        let mask = self.slots.len() - 1;
        let mut at = (slot >> 32) as usize & mask;
        while self.slots[at] != 0 {
            at = (at + 1) & mask;
        }
        self.slots[at] = slot;
    }
}
