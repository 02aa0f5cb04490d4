//! Columns as chunks of bytes for storage, and back. Knows no database; says when the bytes are not what was written.

use std::fmt;

use serde::Deserialize;

use super::columns::{Codes, Column, Columns, Data, Written};
use super::consent::Consents;
use super::doubles::Doubles;
use super::events::Events;
use super::read::turns::{self, at_once};
use crate::model::Field;

/// Version of the form that is written. Version 1, which kept no cells beside the values and says nothing of consent (that is read
/// from the columns), is read for ever; others are refused.
const VERSION: u32 = 2;
const MAGIC: [u8; 4] = *b"cdzl";
/// Magic, version, index, payload length (4 bytes each), checksum, stamp (8 bytes each).
const HEAD: usize = 32;
/// Payload bytes of a chunk.
const PAYLOAD: usize = (1 << 20) - HEAD;

/// Why stored bytes are no list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Corrupt {
    /// The chunk (from 0) is not one of ours, or of another version.
    NotAChunk(usize),
    /// The chunk is not the one that belongs in this place.
    WrongChunk(usize),
    /// The chunk's bytes have changed.
    Checksum(usize),
    /// Chunks are missing at the end, or there are too many.
    Length,
    /// The bytes are whole but say nothing sensible.
    Content,
}

impl fmt::Display for Corrupt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Corrupt::NotAChunk(index) => {
                write!(f, "part {} of the stored list is of another kind", index + 1)
            }
            Corrupt::WrongChunk(index) => {
                write!(f, "part {} of the stored list is in the wrong place", index + 1)
            }
            Corrupt::Checksum(index) => write!(f, "part {} of the stored list is damaged", index + 1),
            Corrupt::Length => f.write_str("the stored list has not all of its parts"),
            Corrupt::Content => f.write_str("the stored list cannot be read"),
        }
    }
}

impl std::error::Error for Corrupt {}

impl Columns {
    /// Chunks of at most 1 MiB.
    pub fn to_chunks(&self) -> Vec<Vec<u8>> {
        at_once(self.to_chunks_in_turns(&mut turns::none))
    }

    /// The same with a turn for others every few milliseconds.
    ///
    /// # Errors
    /// That of a turn, at once.
    pub async fn to_chunks_in_turns<E>(
        &self,
        turn: &mut impl AsyncFnMut() -> Result<(), E>,
    ) -> Result<Vec<Vec<u8>>, E> {
        let mut writer = Writer::default();
        writer.segment(&self.numbers);
        writer.segment(&(self.columns.len() as u32));
        for column in &self.columns {
            turn().await?;
            writer.segment(column);
        }
        turn().await?;
        writer.segment(&self.consents);
        writer.segment(&self.merges);
        writer.segment(&self.doubles);
        writer.segment(&self.events);
        writer.segment(&self.noted);
        turn().await?;
        writer.finish(turn).await
    }

    /// The list those chunks were made of.
    ///
    /// # Errors
    /// Which chunk is missing, misplaced or damaged.
    pub fn from_chunks<B: AsRef<[u8]>>(chunks: &[B]) -> Result<Columns, Corrupt> {
        let mut reader = Reader::new(chunks)?;
        let numbers: Vec<u32> = reader.segment()?;
        let count: u32 = reader.segment()?;
        let mut columns = Vec::new();
        for _ in 0..count {
            let column = match reader.version {
                1 => reader.segment::<ColumnOfVersion1>()?.into(),
                _ => reader.segment::<Column>()?,
            };
            if !column.is_sound(numbers.len()) {
                return Err(Corrupt::Content);
            }
            columns.push(column);
        }
        if !reader.rest() {
            // stored before anybody asked
            let mut columns = Columns { numbers, columns, ..Columns::default() };
            columns.read_consents();
            return Ok(columns);
        }
        let consents: Consents = reader.segment()?;
        if !consents.is_sound(numbers.len()) {
            return Err(Corrupt::Content);
        }
        let merges = reader.segment()?;
        // lists that were stored before merged rows were kept end here
        let doubles: Doubles = if reader.rest() { reader.segment()? } else { Doubles::default() };
        let events: Events = if reader.rest() { reader.segment()? } else { Events::default() };
        let noted = if reader.rest() { reader.segment()? } else { Vec::new() };
        if !doubles.is_sound() || !events.is_sound() {
            return Err(Corrupt::Content);
        }
        if reader.rest() {
            return Err(Corrupt::Length);
        }
        Ok(Columns { numbers, columns, consents, merges, doubles, events, noted })
    }
}

/// A column as chunks of version 1 have it.
#[derive(Deserialize)]
struct ColumnOfVersion1 {
    header: String,
    field: Field,
    data: Data,
}

impl From<ColumnOfVersion1> for Column {
    fn from(ColumnOfVersion1 { header, field, data }: ColumnOfVersion1) -> Column {
        Column { header, field, data, written: Written::AsPrinted }
    }
}

impl Column {
    /// Whether its parts fit each other and a list of `rows`.
    pub(super) fn is_sound(&self, rows: usize) -> bool {
        self.data.is_sound(rows) && self.written.is_sound(rows, Data::is_sound)
    }
}

impl Data {
    fn is_sound(&self, rows: usize) -> bool {
        let rising = |ends: &[u32], total: usize| {
            ends.is_sorted() && ends.last().is_none_or(|last| *last as usize == total)
        };
        self.len() == rows
            && match self {
                Data::Dictionary { codes, words } => {
                    let most = match codes {
                        Codes::Narrow(codes) => codes.iter().max().map(|code| u32::from(*code)),
                        Codes::Wide(codes) => codes.iter().max().copied(),
                    };
                    rising(&words.ends, words.heap.len())
                        && most.is_none_or(|most| (most as usize) < words.len())
                }
                Data::Text(strings) => rising(&strings.ends, strings.heap.len()),
                Data::Number { known, values } => {
                    known.len() == rows.div_ceil(64) && values.iter().all(|v| v.is_finite())
                }
                Data::Date(_) => true,
                Data::YesNo(values) => values.iter().all(|value| *value <= 2),
                Data::List { ends, items, words } => {
                    rising(ends, items.len())
                        && rising(&words.ends, words.heap.len())
                        && items.iter().all(|item| (*item as usize) < words.len())
                }
            }
    }
}

/// FNV-1a over words of eight bytes: quick, and any flipped bit shows.
fn checksum(bytes: &[u8]) -> u64 {
    bytes.chunks(8).fold(0xcbf2_9ce4_8422_2325 ^ bytes.len() as u64, |hash, chunk| {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        (hash ^ u64::from_le_bytes(word)).wrapping_mul(0x0100_0000_01b3).rotate_left(29)
    })
}

#[derive(Default)]
struct Writer {
    chunks: Vec<Vec<u8>>,
}

impl Writer {
    fn segment<T: serde::Serialize>(&mut self, value: &T) {
        // writing to memory fails only for types without a known length, which these are not
        let bytes = postcard::to_allocvec(value).unwrap_or_default();
        self.bytes(&(bytes.len() as u64).to_le_bytes());
        self.bytes(&bytes);
    }

    fn bytes(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            if self.chunks.last().is_none_or(|chunk| chunk.len() == HEAD + PAYLOAD) {
                self.chunks.push(vec![0; HEAD]);
            }
            let Some(chunk) = self.chunks.last_mut() else { return };
            let (now, later) = bytes.split_at(bytes.len().min(HEAD + PAYLOAD - chunk.len()));
            chunk.extend_from_slice(now);
            bytes = later;
        }
    }

    async fn finish<E>(mut self, turn: &mut impl AsyncFnMut() -> Result<(), E>) -> Result<Vec<Vec<u8>>, E> {
        let mut sums: Vec<u64> = Vec::with_capacity(self.chunks.len());
        for chunk in &self.chunks {
            sums.push(checksum(&chunk[HEAD..]));
            turn().await?;
        }
        let stamp = sums.iter().fold(sums.len() as u64, |stamp, sum| stamp.rotate_left(7) ^ sum);
        for (index, chunk) in self.chunks.iter_mut().enumerate() {
            let length = (chunk.len() - HEAD) as u32;
            chunk[0..4].copy_from_slice(&MAGIC);
            chunk[4..8].copy_from_slice(&VERSION.to_le_bytes());
            chunk[8..12].copy_from_slice(&(index as u32).to_le_bytes());
            chunk[12..16].copy_from_slice(&length.to_le_bytes());
            chunk[16..24].copy_from_slice(&sums[index].to_le_bytes());
            chunk[24..32].copy_from_slice(&stamp.to_le_bytes());
        }
        Ok(self.chunks)
    }
}

struct Reader<'a> {
    version: u32,
    payloads: Vec<&'a [u8]>,
    chunk: usize,
    at: usize,
}

impl<'a> Reader<'a> {
    fn new<B: AsRef<[u8]>>(chunks: &'a [B]) -> Result<Reader<'a>, Corrupt> {
        let (mut payloads, mut stamps, mut sums) = (Vec::new(), Vec::new(), Vec::new());
        let mut version = VERSION;
        for (index, chunk) in chunks.iter().enumerate() {
            let chunk = chunk.as_ref();
            let (Some(head), Some(payload)) = (chunk.get(..HEAD), chunk.get(HEAD..)) else {
                return Err(Corrupt::NotAChunk(index));
            };
            let four = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
            let eight = |at: usize| u64::from(four(at)) | u64::from(four(at + 4)) << 32;
            let is_known = head[..4] == MAGIC && (1..=VERSION).contains(&four(4));
            if !is_known || (index > 0 && four(4) != version) {
                return Err(Corrupt::NotAChunk(index));
            }
            version = four(4);
            if four(8) as usize != index {
                return Err(Corrupt::WrongChunk(index));
            }
            if four(12) as usize != payload.len() || eight(16) != checksum(payload) {
                return Err(Corrupt::Checksum(index));
            }
            payloads.push(payload);
            sums.push(eight(16));
            stamps.push(eight(24));
        }
        let stamp = sums.iter().fold(sums.len() as u64, |stamp, sum| stamp.rotate_left(7) ^ sum);
        if let Some(index) = stamps.iter().position(|other| *other != stamps[0]) {
            return Err(Corrupt::WrongChunk(index));
        }
        if stamps.first() != Some(&stamp) {
            return Err(Corrupt::Length);
        }
        Ok(Reader { version, payloads, chunk: 0, at: 0 })
    }

    fn take(&mut self, mut n: usize) -> Result<Vec<u8>, Corrupt> {
        let left: usize = self.payloads[self.chunk.min(self.payloads.len())..].iter().map(|p| p.len()).sum();
        if n > left.saturating_sub(self.at) {
            return Err(Corrupt::Length);
        }
        let mut bytes = Vec::with_capacity(n);
        while n > 0 {
            let payload = self.payloads[self.chunk];
            let now = n.min(payload.len() - self.at);
            bytes.extend_from_slice(&payload[self.at..self.at + now]);
            self.at += now;
            n -= now;
            if self.at == payload.len() {
                self.chunk += 1;
                self.at = 0;
            }
        }
        Ok(bytes)
    }

    fn segment<T: serde::de::DeserializeOwned>(&mut self) -> Result<T, Corrupt> {
        let length = self.take(8)?;
        let length = length.iter().rev().fold(0_u64, |length, byte| length << 8 | u64::from(*byte));
        let bytes = self.take(usize::try_from(length).map_err(|_| Corrupt::Length)?)?;
        let (value, rest) = postcard::take_from_bytes(&bytes).map_err(|_| Corrupt::Content)?;
        if rest.is_empty() { Ok(value) } else { Err(Corrupt::Content) }
    }

    fn rest(&self) -> bool {
        self.chunk < self.payloads.len()
    }
}
