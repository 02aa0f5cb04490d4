//! What a store holds of a plan: one line about the body, then the body as it is. The line says what it was written over, so that of two
//! stores one can be told to be the other's descendant. Knows no plans and no shelf.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::calendar::{Clock, Date, Instant};
use crate::lean::json;

const FORMAT: &str = "cadenza-slot";
/// A longer first line is not ours.
const MAX_HEAD: usize = 8_192;
/// No plan was saved more often: a greater number is not ours, and would leave none for the next save.
pub(super) const MAX_REVISION: u64 = 1 << 53;
/// The name of a deletion among the runs: what was written over it brings the plan back.
const DELETION: &str = "deleted";
/// So many runs of saves are remembered: what is further back counts as written apart.
const MAX_RUNS: usize = 24;

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
    /// The run of saves it belongs to (all that were written since one opening), by the checksum that its first save had without this
    /// field. Empty in what older versions wrote: that is a run of its own, named by its checksum.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    run: String,
    /// What it was written over: runs, newest first, each up to which revision.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    over: Vec<(String, u64)>,
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

/// The saves that the next one is written over.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Line {
    /// The run that goes on; empty before the first save of an opening.
    run: String,
    over: Vec<(String, u64)>,
}

impl Line {
    /// The next save is written over this one too, and over all that this one was written over.
    pub fn add(&mut self, head: &Envelope) {
        for (run, revision) in head.runs() {
            self.know(run, revision);
        }
    }

    /// The next save is written knowing that all up to this revision was deleted.
    pub fn add_deletion(&mut self, revision: u64) {
        self.know(DELETION, revision);
    }

    fn know(&mut self, run: &str, revision: u64) {
        match self.over.iter_mut().find(|(known, _)| known == run) {
            Some((_, known)) => *known = revision.max(*known),
            None => self.over.push((run.to_owned(), revision)),
        }
    }

    /// The run goes on with what was just sealed.
    fn go_on(&mut self, head: &Envelope) {
        self.run.clone_from(&head.run);
        match self.over.iter_mut().find(|(run, _)| *run == head.run) {
            Some((_, revision)) => *revision = head.revision,
            None => self.over.insert(0, (head.run.clone(), head.revision)),
        }
        self.over.truncate(MAX_RUNS);
    }
}

/// The nearest minute whose text reads again: a computer's clock may be set to a year that no date here has.
pub(super) fn writable(at: Instant) -> Instant {
    let day = |year, month, day| Date::new(year, month, day).unwrap_or(Date::from_days(0));
    let last = Clock::from_minutes(1_439).unwrap_or(Clock::MIDNIGHT);
    at.clamp(Instant::from_utc(day(1900, 1, 1), Clock::MIDNIGHT), Instant::from_utc(day(2200, 12, 31), last))
}

impl Envelope {
    /// A text for a store: the head for `body`, a line break, and `body`. `saved_at` is the caller's clock.
    pub fn seal(
        body: &str,
        names: (&str, &str),
        schema: u32,
        revision: u64,
        saved_at: Instant,
    ) -> (Envelope, String) {
        Envelope::seal_over(&mut Line::default(), body, names, schema, revision, saved_at)
    }

    /// As [`Envelope::seal`], and says what it is written over; `line` goes on with it.
    pub fn seal_over(
        line: &mut Line,
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
            saved_at: writable(saved_at),
            run: line.run.clone(),
            over: line.over.clone(),
            length: body.len(),
            checksum: String::new(),
        };
        if head.run.is_empty() {
            head.run = head.sum(body);
        }
        head.checksum = head.sum(body);
        line.go_on(&head);
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
        head.fits(body).map(|()| (head, body))
    }

    /// Reads the head alone, without checking the body.
    ///
    /// # Errors
    /// When the first line does not read.
    pub fn head(text: &str) -> Result<(Envelope, &str), EnvelopeError> {
        let (line, body) = text.split_once('\n').ok_or(EnvelopeError::Head)?;
        Envelope::read_line(line).map(|head| (head, body))
    }

    /// Reads a head that lies apart from its body.
    ///
    /// # Errors
    /// As [`Envelope::head`].
    pub fn read_line(line: &str) -> Result<Envelope, EnvelopeError> {
        if line.len() > MAX_HEAD {
            return Err(EnvelopeError::Head);
        }
        let head: Envelope = json::read(line).map_err(|_| EnvelopeError::Head)?;
        // only the very line we wrote: nothing unknown, nothing doubled
        if head.format != FORMAT || head.revision > MAX_REVISION || head.line() != line {
            return Err(EnvelopeError::Head);
        }
        Ok(head)
    }

    /// Reads a head and a body that lie apart.
    ///
    /// # Errors
    /// As [`Envelope::open`].
    pub fn open_apart(line: &str, body: &str) -> Result<Envelope, EnvelopeError> {
        let head = Envelope::read_line(line)?;
        head.fits(body).map(|()| head)
    }

    /// Whether this save was made knowing that one: it is the same, or was written over it.
    pub fn descends_from(&self, other: &Envelope) -> bool {
        let (run, revision) = other.own();
        self.checksum == other.checksum || self.runs().any(|(known, up_to)| known == run && up_to >= revision)
    }

    /// Whether it was saved knowing that all up to this revision was deleted.
    pub(super) fn knows_deletion(&self, revision: u64) -> bool {
        self.over.iter().any(|(run, up_to)| run == DELETION && *up_to >= revision)
    }

    /// Whether an older version wrote it, which does not say what it was written over.
    pub(super) fn is_old(&self) -> bool {
        self.run.is_empty()
    }

    /// Whether it is the very same save.
    pub fn is(&self, other: &Envelope) -> bool {
        self.checksum == other.checksum
    }

    /// The first line, without the line break.
    pub fn line(&self) -> String {
        json::text(self).unwrap_or_default()
    }

    fn own(&self) -> (&str, u64) {
        (if self.run.is_empty() { &self.checksum } else { &self.run }, self.revision)
    }

    fn runs(&self) -> impl Iterator<Item = (&str, u64)> {
        let over = self.over.iter().map(|(run, revision)| (run.as_str(), *revision));
        std::iter::once(self.own()).chain(over)
    }

    fn fits(&self, body: &str) -> Result<(), EnvelopeError> {
        if body.len() != self.length {
            return Err(EnvelopeError::Length);
        }
        if self.sum(body) != self.checksum {
            return Err(EnvelopeError::Checksum);
        }
        Ok(())
    }

    fn sum(&self, body: &str) -> String {
        let head = Envelope { checksum: String::new(), ..self.clone() };
        // one plain loop a piece: a chain of iterators costs several times as much where size comes before speed
        let line = head.line();
        let pieces = [line.as_bytes(), b"\n", body.as_bytes()];
        format!("{:016x}", pieces.into_iter().fold(0xcbf2_9ce4_8422_2325, fnv))
    }
}

fn fnv(mut hash: u64, bytes: &[u8]) -> u64 {
    for byte in bytes {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash
}
