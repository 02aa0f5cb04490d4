//! Bytes to text, in chunks of any size. Knows encodings, not rows.
//!
//! Written here because the library for it carries the tables of every legacy encoding of the web: 190 KB (brotli) of worker for
//! the 27 characters of windows-1252 that are not Latin-1.

use super::Encoding;

/// Turns chunks of bytes into UTF-8, keeping what a chunk cuts in two.
pub(super) struct Decode {
    encoding: Encoding,
    /// Bytes that a chunk's end left incomplete.
    cut: Vec<u8>,
    /// The first half of a surrogate pair that the chunk's end cut off.
    high: Option<u16>,
    /// Bytes that were no UTF-8 in a file that otherwise is.
    pub(super) odd_bytes: u32,
    started: bool,
}

/// Characters of windows-1252 for the bytes 0x80 to 0x9F; unassigned bytes are the control characters of Latin-1 (WHATWG Encoding).
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS_1252[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

impl Decode {
    pub(super) fn new(encoding: Encoding) -> Decode {
        Decode { encoding, cut: Vec::new(), high: None, odd_bytes: 0, started: false }
    }

    /// Appends the text of `bytes` to `text`; `last` when nothing follows.
    pub(super) fn feed(&mut self, bytes: &[u8], last: bool, text: &mut String) {
        let from = text.len();
        let mut joined = std::mem::take(&mut self.cut);
        let bytes = if joined.is_empty() {
            bytes
        } else {
            joined.extend_from_slice(bytes);
            &joined
        };
        match self.encoding {
            Encoding::Utf8 => utf8(bytes, last, text, &mut self.cut, &mut self.odd_bytes),
            Encoding::Utf16Le => self.utf16(bytes, last, text, u16::from_le_bytes),
            Encoding::Utf16Be => self.utf16(bytes, last, text, u16::from_be_bytes),
            Encoding::Windows1252 => text.extend(bytes.iter().map(|byte| windows_1252(*byte))),
        }
        if !self.started && text.len() > from {
            self.started = true;
            if text[from..].starts_with('\u{feff}') {
                text.replace_range(from..from + '\u{feff}'.len_utf8(), "");
            }
        }
    }

    fn utf16(&mut self, bytes: &[u8], last: bool, text: &mut String, unit: fn([u8; 2]) -> u16) {
        let pairs = bytes.chunks_exact(2);
        self.cut.extend_from_slice(pairs.remainder());
        let mut units: Vec<u16> = self.high.take().into_iter().collect();
        units.extend(pairs.map(|pair| unit([pair[0], pair[1]])));
        if !last {
            self.high = units.pop_if(|unit| (0xd800..0xdc00).contains(unit));
        }
        let replaced = |unit: Result<char, _>| unit.unwrap_or(char::REPLACEMENT_CHARACTER);
        text.extend(char::decode_utf16(units).map(replaced));
        if last && !self.cut.is_empty() {
            self.cut.clear();
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
}

fn utf8(mut bytes: &[u8], last: bool, text: &mut String, cut: &mut Vec<u8>, odd_bytes: &mut u32) {
    // nearly every piece of nearly every file is whole
    if let Ok(valid) = simdutf8::basic::from_utf8(bytes) {
        return text.push_str(valid);
    }
    loop {
        match std::str::from_utf8(bytes) {
            Ok(valid) => return text.push_str(valid),
            Err(error) => {
                let (valid, rest) = bytes.split_at(error.valid_up_to());
                text.push_str(std::str::from_utf8(valid).unwrap_or_default());
                if error.error_len().is_none() && !last {
                    cut.extend_from_slice(rest);
                    return;
                }
                // one byte that is not UTF-8: most likely a spreadsheet's windows-1252
                text.push(windows_1252(rest[0]));
                *odd_bytes = odd_bytes.saturating_add(1);
                bytes = &rest[1..];
            }
        }
    }
}
