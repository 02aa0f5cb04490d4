//! Bytes to text, in chunks of any size. Knows encodings, not rows.

use super::Encoding;

/// Turns chunks of bytes into UTF-8, keeping what a chunk cuts in two.
pub(super) struct Decode {
    how: How,
    /// Bytes that were no UTF-8 in a file that otherwise is.
    pub(super) odd_bytes: u32,
    started: bool,
}

enum How {
    Utf8 { cut: Vec<u8> },
    Other(Box<encoding_rs::Decoder>),
}

impl Decode {
    pub(super) fn new(encoding: Encoding) -> Decode {
        let other = |encoding: &'static encoding_rs::Encoding| {
            How::Other(Box::new(encoding.new_decoder_without_bom_handling()))
        };
        let how = match encoding {
            Encoding::Utf8 => How::Utf8 { cut: Vec::new() },
            Encoding::Utf16Le => other(encoding_rs::UTF_16LE),
            Encoding::Utf16Be => other(encoding_rs::UTF_16BE),
            Encoding::Windows1252 => other(encoding_rs::WINDOWS_1252),
        };
        Decode { how, odd_bytes: 0, started: false }
    }

    /// Appends the text of `bytes` to `text`; `last` when nothing follows.
    pub(super) fn feed(&mut self, bytes: &[u8], last: bool, text: &mut String) {
        let from = text.len();
        match &mut self.how {
            How::Utf8 { cut } => {
                if cut.is_empty() {
                    utf8(bytes, last, text, cut, &mut self.odd_bytes);
                } else {
                    let mut joined = std::mem::take(cut);
                    joined.extend_from_slice(bytes);
                    utf8(&joined, last, text, cut, &mut self.odd_bytes);
                }
            }
            How::Other(decoder) => {
                let mut rest = bytes;
                loop {
                    text.reserve(
                        decoder.max_utf8_buffer_length(rest.len()).unwrap_or(rest.len() * 3).max(16),
                    );
                    let (result, read, _) = decoder.decode_to_string(rest, text, last);
                    rest = &rest[read..];
                    if result == encoding_rs::CoderResult::InputEmpty {
                        break;
                    }
                }
            }
        }
        if !self.started && text.len() > from {
            self.started = true;
            if text[from..].starts_with('\u{feff}') {
                text.replace_range(from..from + '\u{feff}'.len_utf8(), "");
            }
        }
    }
}

fn utf8(mut bytes: &[u8], last: bool, text: &mut String, cut: &mut Vec<u8>, odd_bytes: &mut u32) {
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
                let (odd, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&rest[..1]);
                text.push_str(&odd);
                *odd_bytes = odd_bytes.saturating_add(1);
                bytes = &rest[1..];
            }
        }
    }
}
