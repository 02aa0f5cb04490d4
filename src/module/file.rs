//! A file that the caller holds, as text or as bytes, taken piece by piece: the engine never has it whole, since memory of wasm is never
//! given back.

use js_sys::{JsString, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

use super::fault::Fault;
use super::input::too_large;
use super::js;
use crate::audience::{ReadError, Reader};

/// So much is taken at a time (bytes, or UTF-16 units of a text).
const PIECE: u32 = 256 << 10;
/// So much says what the file is; as `audience::sniff` looks at.
const LOOK: u32 = 64 << 10;

/// A CSV file as callers give it.
pub(super) enum File {
    Text(JsString),
    Bytes(Uint8Array),
}

impl File {
    /// What the caller gives as `path`, of at most `most` UTF-16 units or bytes.
    ///
    /// # Errors
    /// It is neither text nor bytes, or too large.
    pub(super) fn of(value: &JsValue, path: &str, most: usize) -> Result<File, Fault> {
        if let Some(length) = js::text_length(value) {
            let text = || File::Text(value.clone().unchecked_into());
            return if length > most { Err(too_large(path, "characters", length, most)) } else { Ok(text()) };
        }
        match js::bytes(value, most) {
            Some(Ok(bytes)) => Ok(File::Bytes(bytes)),
            Some(Err(length)) => Err(too_large(path, "bytes", length, most)),
            None => Err(Fault::input(path, "the text or the bytes of a CSV file", value)),
        }
    }

    /// UTF-16 units or bytes.
    pub(super) fn length(&self) -> u32 {
        match self {
            File::Text(text) => text.length(),
            File::Bytes(bytes) => bytes.length(),
        }
    }

    /// Where a piece that should end at `to` ends: not between the halves of a character.
    fn end(&self, to: u32) -> u32 {
        let to = to.min(self.length());
        match self {
            File::Text(text) if to < text.length() => {
                let last = text.char_code_at(to - 1) as u16;
                if (0xd800..0xdc00).contains(&last) { to - 1 } else { to }
            }
            _ => to,
        }
    }

    fn piece(&self, from: u32, to: u32) -> Vec<u8> {
        match self {
            File::Text(text) => String::from(text.slice(from, to)).into_bytes(),
            File::Bytes(bytes) => bytes.subarray(from, to).to_vec(),
        }
    }

    /// The beginning, by which it is seen what it is.
    pub(super) fn head(&self) -> Vec<u8> {
        self.piece(0, self.end(LOOK + 1))
    }

    /// Gives all of it to a reader.
    ///
    /// # Errors
    /// As [`Reader::feed`].
    pub(super) fn feed(&self, reader: &mut Reader) -> Result<(), ReadError> {
        let mut from = 0;
        while from < self.length() {
            let to = self.end(from.saturating_add(PIECE));
            reader.feed(&self.piece(from, to))?;
            from = to;
        }
        Ok(())
    }
}
