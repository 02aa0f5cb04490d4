//! What a slot holds: one line about the body, then the body as it is. Knows no plans and no shelf.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::calendar::Instant;
use crate::lean::json;

const FORMAT: &str = "cadenza-slot";
/// A longer first line is not ours.
const MAX_HEAD: usize = 8_192;

/// The first line of a slot, as JSON.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Envelope {
    /// Always `cadenza-slot`.
    format: String,
    /// The schema of the plan inside.
    pub schema: u32,
    /// The version of the app that wrote it.
    pub app: String,
    /// The plan's id.
    pub id: String,
    /// The plan's name, so that a list of plans needs no bodies.
    pub name: String,
    /// Counts the saves of the document; the slot with the greater one is the newer.
    pub revision: u64,
    /// When it was written.
    pub saved_at: Instant,
    /// Bytes of the body.
    length: usize,
    /// FNV-1a of this line with an empty checksum, and of the body.
    checksum: String,
}

/// Why a slot's bytes are not trusted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EnvelopeError {
    /// The first line does not read.
    Head,
    /// The body is shorter or longer than it was.
    Length,
    /// The body or the first line was changed.
    Checksum,
}

impl fmt::Display for EnvelopeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            EnvelopeError::Head => "the first line does not read",
            EnvelopeError::Length => "it was cut off",
            EnvelopeError::Checksum => "the checksum differs",
        })
    }
}

impl Envelope {
    /// A slot's text: the head for `body`, a line break, and `body`. `saved_at` is the caller's clock.
    pub fn seal(
        body: &str,
        (id, name): (&str, &str),
        schema: u32,
        revision: u64,
        saved_at: Instant,
    ) -> (Envelope, String) {
        let mut head = Envelope {
            format: FORMAT.to_owned(),
            schema,
            app: env!("CARGO_PKG_VERSION").to_owned(),
            id: id.to_owned(),
            // a line of its own, of bounded length
            name: name.chars().take(200).collect(),
            revision,
            saved_at,
            length: body.len(),
            checksum: String::new(),
        };
        head.checksum = head.sum(body);
        let mut text = head.line();
        text.push('\n');
        text.push_str(body);
        (head, text)
    }

    /// Reads a slot's text: the head, and the body when it is whole.
    ///
    /// # Errors
    /// When anything in it was changed or is missing.
    pub fn open(text: &str) -> Result<(Envelope, &str), EnvelopeError> {
        let (head, body) = Envelope::head(text)?;
        if body.len() != head.length {
            return Err(EnvelopeError::Length);
        }
        if head.sum(body) != head.checksum {
            return Err(EnvelopeError::Checksum);
        }
        Ok((head, body))
    }

    /// Reads the head alone, without checking the body.
    ///
    /// # Errors
    /// When the first line does not read.
    pub fn head(text: &str) -> Result<(Envelope, &str), EnvelopeError> {
        let (line, body) = text.split_once('\n').ok_or(EnvelopeError::Head)?;
        if line.len() > MAX_HEAD {
            return Err(EnvelopeError::Head);
        }
        let head: Envelope = json::read(line).map_err(|_| EnvelopeError::Head)?;
        // only the very line we wrote: nothing unknown, nothing doubled
        if head.format != FORMAT || head.line() != line {
            return Err(EnvelopeError::Head);
        }
        Ok((head, body))
    }

    fn line(&self) -> String {
        json::text(self).unwrap_or_default()
    }

    fn sum(&self, body: &str) -> String {
        let head = Envelope { checksum: String::new(), ..self.clone() };
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for byte in head.line().bytes().chain([b'\n']).chain(body.bytes()) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        format!("{hash:016x}")
    }
}
