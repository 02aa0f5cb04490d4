//! What a list knows about consent: a byte a row for each column that speaks of it, what was entered by hand, what was lifted.
//! Knows no words: those are read before.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::says::Said;
use super::{Channels, ColumnKind, NoCause, Verdict};
use crate::audience::columns::NO_DATE;
use crate::calendar::Date;
use crate::model::{Basis, Channel, ConsentState};

/// All that a list knows about consent. Most lists know nothing, and then it is empty.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Consents {
    lines: Vec<Line>,
    hand: Vec<ByHand>,
    lifts: Vec<Lift>,
    suspects: Vec<Suspect>,
}

/// What one column says, a byte a row.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Line {
    header: String,
    kind: ColumnKind,
    channels: Channels,
    /// What the codes mean; 0 says nothing.
    verdicts: Vec<Verdict>,
    codes: Vec<u8>,
    /// A day a row, where any is known: when it was said, or until when it counts.
    days: Vec<i32>,
    /// Whether it stood in an earlier file only: a no is not lifted by a file that says nothing, or yes.
    earlier: bool,
}

/// A column that looks as if it said who said no, and that nobody has looked at.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Suspect {
    /// Its header.
    pub header: String,
    /// Contacts with a value in it.
    pub filled: u32,
    /// Some of its values, those that look so first.
    pub samples: Vec<String>,
}

/// Consent entered by hand, for some contacts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ByHand {
    /// Their numbers.
    pub contacts: Vec<u32>,
    /// For these channels.
    pub channels: Channels,
    /// What is so.
    pub state: ConsentState,
    /// On which ground.
    pub basis: Option<Basis>,
    /// Since when.
    pub since: Option<Date>,
    /// The last day for which it counts.
    pub until: Option<Date>,
    /// Why, in the person's words.
    pub reason: String,
    /// When it was entered.
    pub on: Date,
}

/// A "no" that a person has lifted. It stays lifted when the list is read again, until a newer no.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Lift {
    /// Whose.
    pub of: LiftOf,
    /// On these channels.
    pub channels: Channels,
    /// Why, in the person's words; never empty.
    pub reason: String,
    /// When.
    pub on: Date,
    /// What was lifted: column, cause and day of each no that stood there then.
    pub lifted: Vec<(String, NoCause, Option<Date>)>,
}

/// Whose no is lifted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum LiftOf {
    /// Of the contact with this number.
    Contact(u32),
    /// Of a whole column, by its header.
    Column(String),
}

/// Where something about consent was said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source<'a> {
    /// In the column of this header.
    Column(&'a str),
    /// In that column of an earlier file.
    Earlier(&'a str),
    /// By hand, for this reason.
    Hand(&'a str),
}

/// A no.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct No<'a> {
    /// Why.
    pub cause: NoCause,
    /// When it was said, where that is known.
    pub on: Option<Date>,
    /// Where it was said.
    pub source: Source<'a>,
}

/// What is known of one contact on one channel.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Consent<'a> {
    /// Given, refused or unknown. A dead address is no refusal: it stands in `no` alone.
    pub state: ConsentState,
    /// On which ground, where it is given.
    pub basis: Option<Basis>,
    /// Since when.
    pub since: Option<Date>,
    /// The last day for which it counts.
    pub until: Option<Date>,
    /// Where that was said.
    pub source: Option<Source<'a>>,
    /// The gravest no, where there is one.
    pub no: Option<No<'a>>,
}

impl Consent<'_> {
    /// The last day on which one of `bases` allows a touch: `None` = none does, the last possible day = without end.
    pub fn suffices_until(&self, bases: &[Basis]) -> Option<Date> {
        let basis = self.basis.filter(|basis| self.state == ConsentState::Given && bases.contains(basis));
        basis.map(|_| self.until.unwrap_or(Date::from_days(i32::MAX)))
    }
}

impl Line {
    pub(super) fn new(header: &str, kind: ColumnKind, channels: Channels) -> Line {
        Line {
            header: header.to_owned(),
            kind,
            channels,
            verdicts: vec![Verdict::Nothing],
            codes: Vec::new(),
            days: Vec::new(),
            earlier: false,
        }
    }

    /// Adds what row `row` of `rows` says.
    pub(super) fn push(&mut self, row: usize, rows: usize, said: Said) {
        let known = self.verdicts.iter().position(|verdict| *verdict == said.verdict);
        let code = known.unwrap_or_else(|| {
            self.verdicts.push(said.verdict);
            self.verdicts.len() - 1
        });
        self.codes.push(code as u8); // there are fewer verdicts than a byte counts
        if said.day != NO_DATE && self.days.is_empty() {
            self.days = vec![NO_DATE; rows];
        }
        if let Some(day) = self.days.get_mut(row) {
            *day = said.day;
        }
    }

    /// The line, unless no row says anything.
    pub(super) fn finish(self) -> Option<Line> {
        let says = |verdict: &Verdict| !matches!(verdict, Verdict::Nothing | Verdict::Unknown | Verdict::May);
        self.verdicts.iter().any(says).then_some(self)
    }

    fn verdict(&self, row: usize) -> Verdict {
        let code = self.codes.get(row).copied().unwrap_or(0);
        self.verdicts.get(usize::from(code)).copied().unwrap_or(Verdict::Nothing)
    }

    /// Takes over into `row` of `n` what another line, of the same verdicts, says in one of its rows.
    fn take(&mut self, row: usize, from: &Line, from_row: usize, n: usize) {
        self.codes[row] = from.codes[from_row];
        if let Some(day) = from.day(from_row) {
            if self.days.is_empty() {
                self.days = vec![NO_DATE; n];
            }
            self.days[row] = day.days();
        }
    }

    fn day(&self, row: usize) -> Option<Date> {
        self.days.get(row).copied().filter(|day| *day != NO_DATE).map(Date::from_days)
    }

    fn source(&self) -> Source<'_> {
        if self.earlier { Source::Earlier(&self.header) } else { Source::Column(&self.header) }
    }

    fn is_sound(&self, rows: usize) -> bool {
        self.codes.len() == rows
            && (self.days.is_empty() || self.days.len() == rows)
            && self.codes.iter().all(|code| usize::from(*code) < self.verdicts.len())
    }
}

impl Consents {
    pub(crate) fn of_lines(lines: Vec<Line>, suspects: Vec<Suspect>) -> Consents {
        Consents { lines, suspects, ..Consents::default() }
    }

    /// Takes in what a column that was asked about turned out to say.
    pub(crate) fn answer(&mut self, header: &str, line: Option<Line>) {
        self.suspects.retain(|suspect| suspect.header != header);
        self.lines.extend(line);
    }

    /// Whether nothing is known of anybody.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.hand.is_empty()
    }

    /// Whether anything was entered or lifted by hand.
    pub fn by_hand(&self) -> (&[ByHand], &[Lift]) {
        (&self.hand, &self.lifts)
    }

    /// Columns that look as if they said who said no, and that nobody has looked at.
    pub fn suspects(&self) -> &[Suspect] {
        &self.suspects
    }

    /// The columns that speak about consent, with what they speak about.
    pub fn columns(&self) -> impl Iterator<Item = (&str, ColumnKind, Channels)> {
        self.lines.iter().map(|line| (line.header.as_str(), line.kind, line.channels))
    }

    /// The channels on which the contact in `row`, whose number is `contact`, must not be reached.
    pub fn noes(&self, row: usize, contact: u32) -> Channels {
        let mut noes = Channels::NONE;
        for line in &self.lines {
            if let Verdict::No(cause) = line.verdict(row)
                && !(line.channels.iter().all(|channel| noes.has(channel)))
            {
                let lifted = self.lifted(contact, &line.header, cause, line.day(row));
                let left = line.channels.iter().filter(|channel| !lifted.has(*channel));
                noes = left.fold(noes, |noes, channel| noes.with(Channels::of(channel)));
            }
        }
        let refused = self.hand.iter().rev().filter(|entry| entry.contacts.binary_search(&contact).is_ok());
        let mut said = Channels::NONE;
        for entry in refused {
            for channel in entry.channels.iter().filter(|channel| !said.has(*channel)) {
                if entry.state == ConsentState::Refused {
                    noes = noes.with(Channels::of(channel));
                }
            }
            said = said.with(entry.channels);
        }
        noes
    }

    /// The channels on which that no has been lifted.
    fn lifted(&self, contact: u32, header: &str, cause: NoCause, day: Option<Date>) -> Channels {
        let applies = |lift: &&Lift| {
            let is_older = day.is_some_and(|day| day <= lift.on);
            match &lift.of {
                LiftOf::Column(column) => column == header && (day.is_none() || is_older),
                LiftOf::Contact(number) => {
                    *number == contact
                        && (is_older
                            || lift
                                .lifted
                                .iter()
                                .any(|(column, why, on)| column == header && *why == cause && *on == day))
                }
            }
        };
        self.lifts.iter().filter(applies).fold(Channels::NONE, |all, lift| all.with(lift.channels))
    }

    /// What is known of the contact in `row`, whose number is `contact`, on a channel.
    pub fn consent(&self, row: usize, contact: u32, channel: Channel) -> Consent<'_> {
        let mut consent = Consent::default();
        let mut until = None;
        for line in self.lines.iter().filter(|line| line.channels.has(channel)) {
            let day = line.day(row);
            match line.verdict(row) {
                Verdict::Nothing | Verdict::May | Verdict::Unknown => {}
                // the last day that an earlier file had counts until a newer one says another
                Verdict::Until if line.earlier => until = until.or(day),
                Verdict::Until => until = day,
                Verdict::Given(basis) => {
                    // the strongest basis, and of one basis what is dated
                    let better = consent.basis.is_none_or(|known| {
                        basis < known || (basis == known && consent.since.is_none() && day.is_some())
                    });
                    if better {
                        consent.basis = Some(basis);
                        consent.since = day;
                        consent.source = Some(line.source());
                    }
                }
                Verdict::No(cause) => {
                    if !self.lifted(contact, &line.header, cause, day).has(channel) {
                        let is_graver = consent.no.is_none_or(|no| {
                            (cause, day.is_none(), day) < (no.cause, no.on.is_none(), no.on)
                        });
                        if is_graver {
                            consent.no = Some(No { cause, on: day, source: line.source() });
                        }
                    }
                }
            }
        }
        if consent.basis.is_some() {
            consent.state = ConsentState::Given;
            consent.until = until;
        }
        let entry = self
            .hand
            .iter()
            .rev()
            .find(|entry| entry.channels.has(channel) && entry.contacts.binary_search(&contact).is_ok());
        if let Some(entry) = entry {
            let source = Source::Hand(&entry.reason);
            consent.state = entry.state;
            consent.basis = entry.basis.filter(|_| entry.state == ConsentState::Given);
            (consent.since, consent.until, consent.source) = (entry.since, entry.until, Some(source));
            if entry.state == ConsentState::Refused {
                consent.no = Some(No { cause: NoCause::Refused, on: entry.since.or(Some(entry.on)), source });
            }
        }
        if let Some(no) = consent.no.filter(|no| no.cause.is_refusal()) {
            consent.state = ConsentState::Refused;
            consent.basis = None;
            consent.source = Some(no.source);
        }
        consent
    }

    /// A digest of all that is known, as text; `None` where nothing is. Two lists that say the same of the same rows have the same.
    pub fn digest(&self) -> Option<String> {
        if self.is_empty() && self.lifts.is_empty() {
            return None;
        }
        // writing to memory fails only for types without a known length, which these are not
        let bytes = postcard::to_allocvec(self).unwrap_or_default();
        let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3) // FNV-1a
        });
        Some(format!("{hash:016x}"))
    }

    /// Enters consent by hand. A no that a column says is not lifted by it.
    pub fn enter(&mut self, mut entry: ByHand) {
        crate::lean::order::sort(&mut entry.contacts);
        entry.contacts.dedup();
        self.hand.push(entry);
    }

    /// Lifts what says no to a contact on these channels: every no that is there now. A later one, or one of a later day,
    /// counts again. Returns whether there was any.
    pub fn lift(&mut self, (row, contact): (usize, u32), channels: Channels, reason: &str, on: Date) -> bool {
        let mut lifted = Vec::new();
        for line in self.lines.iter().filter(|line| line.channels.meets(channels)) {
            if let Verdict::No(cause) = line.verdict(row) {
                lifted.push((line.header.clone(), cause, line.day(row)));
            }
        }
        let refused = self.noes(row, contact).meets(channels);
        if lifted.is_empty() && !refused {
            return false;
        }
        let reason = reason.to_owned();
        let was_entered = self
            .hand
            .iter()
            .any(|entry| entry.channels.meets(channels) && entry.contacts.binary_search(&contact).is_ok());
        if was_entered {
            // what was refused by hand is unknown again
            self.enter(ByHand {
                contacts: vec![contact],
                channels,
                state: ConsentState::Unknown,
                basis: None,
                since: None,
                until: None,
                reason: reason.clone(),
                on,
            });
        }
        self.lifts.push(Lift { of: LiftOf::Contact(contact), channels, reason, on, lifted });
        true
    }

    /// Lifts every no that a column says now, and every one that it says without a day.
    pub fn lift_column(&mut self, header: &str, channels: Channels, reason: &str, on: Date) {
        let of = LiftOf::Column(header.to_owned());
        self.lifts.push(Lift { of, channels, reason: reason.to_owned(), on, lifted: Vec::new() });
    }

    /// Takes over from the list as it was what a new file must not lose: what was entered and lifted by hand, and every no of a
    /// contact that is on both, also where the new file says nothing or yes (G8). `rows` leads from contact numbers to rows of
    /// the new list, of which there are `n`.
    pub fn take_over(&mut self, old: &Consents, old_numbers: &[u32], rows: &BTreeMap<u32, u32>, n: usize) {
        self.hand.splice(0..0, old.hand.iter().cloned());
        self.lifts.splice(0..0, old.lifts.iter().cloned());
        for line in &old.lines {
            let mut kept = Line { codes: vec![0; n], days: Vec::new(), earlier: true, ..line.clone() };
            let mut any = false;
            for (old_row, number) in old_numbers.iter().enumerate() {
                let (Verdict::No(cause), Some(row)) = (line.verdict(old_row), rows.get(number)) else {
                    continue;
                };
                let row = *row as usize;
                let same = |now: &&Line| now.header == line.header && now.verdict(row) == Verdict::No(cause);
                if self.lines.iter().any(|now| same(&now)) {
                    continue;
                }
                any = true;
                kept.take(row, line, old_row, n);
            }
            if any {
                self.lines.push(kept);
            }
        }
    }

    /// Takes over consent that the list had as it was, with its days, from columns that the new file does not have (`is_gone`): a file that
    /// does not speak of it takes none back. Arguments otherwise as in [`Consents::take_over`].
    pub fn keep_given(
        &mut self,
        old: &Consents,
        is_gone: &dyn Fn(&str) -> bool,
        old_numbers: &[u32],
        rows: &BTreeMap<u32, u32>,
        n: usize,
    ) {
        for line in old.lines.iter().filter(|line| is_gone(&line.header)) {
            let mut kept = Line { codes: vec![0; n], days: Vec::new(), earlier: true, ..line.clone() };
            let mut any = false;
            for (old_row, number) in old_numbers.iter().enumerate() {
                let (Verdict::Given(_) | Verdict::Until, Some(row)) =
                    (line.verdict(old_row), rows.get(number))
                else {
                    continue;
                };
                any = true;
                kept.take(*row as usize, line, old_row, n);
            }
            if any {
                self.lines.push(kept);
            }
        }
    }

    /// Contacts in `rows` with consent given in a column of which `is_gone` holds, by column.
    pub fn given_in(&self, is_gone: &dyn Fn(&str) -> bool, rows: &[u32]) -> BTreeMap<&str, u32> {
        let mut given = BTreeMap::new();
        for line in self.lines.iter().filter(|line| is_gone(&line.header)) {
            let is_given = |row: &&u32| matches!(line.verdict(**row as usize), Verdict::Given(_));
            let n = rows.iter().filter(is_given).count() as u32;
            if n > 0 {
                *given.entry(line.header.as_str()).or_default() += n;
            }
        }
        given
    }

    /// Who said no somewhere beside the columns, by row with cause and day; on email.
    pub(crate) fn said(&mut self, header: &str, rows: usize, noes: &BTreeMap<usize, (NoCause, i32)>) {
        let mut line = Line::new(header, ColumnKind::Negative, Channels::EMAIL);
        for row in 0..rows {
            let (verdict, day) = match noes.get(&row) {
                Some((cause, day)) => (Verdict::No(*cause), *day),
                None => (Verdict::Nothing, NO_DATE),
            };
            line.push(row, rows, Said { verdict, day, asked: false });
        }
        self.lines.extend(line.finish());
    }

    /// Two contacts are one: what is known of `other` is known of `kept` too, and the graver no stays (G9).
    pub(crate) fn join(&mut self, kept: (usize, u32), other: (usize, u32), rows: usize) {
        for line in &mut self.lines {
            let (mine, theirs) = (line.verdict(kept.0), line.verdict(other.0));
            let is_graver = match (mine, theirs) {
                (Verdict::No(mine), Verdict::No(theirs)) => theirs < mine,
                (_, Verdict::No(_)) => true,
                (Verdict::Nothing | Verdict::May | Verdict::Unknown, Verdict::Given(_) | Verdict::Until) => {
                    true
                }
                _ => false,
            };
            if !is_graver {
                continue;
            }
            line.codes[kept.0] = line.codes[other.0];
            let day = line.day(other.0).map_or(NO_DATE, |day| day.days());
            if day != NO_DATE && line.days.is_empty() {
                line.days = vec![NO_DATE; rows];
            }
            if let Some(place) = line.days.get_mut(kept.0) {
                *place = day;
            }
        }
        // a basis is the person's; a "no" that was lifted for one of them was lifted for that one alone
        for entry in &mut self.hand {
            if entry.contacts.binary_search(&other.1).is_ok()
                && let Err(place) = entry.contacts.binary_search(&kept.1)
            {
                entry.contacts.insert(place, kept.1);
            }
        }
    }

    /// What is known of some rows, in that order.
    pub(crate) fn picked(&self, rows: &[usize]) -> Consents {
        let mut picked = self.clone();
        for line in &mut picked.lines {
            line.codes = rows.iter().map(|row| line.codes.get(*row).copied().unwrap_or(0)).collect();
            if !line.days.is_empty() {
                line.days = rows.iter().map(|row| line.days.get(*row).copied().unwrap_or(NO_DATE)).collect();
            }
        }
        picked
    }

    /// Whether its parts fit a list of `rows`.
    pub(crate) fn is_sound(&self, rows: usize) -> bool {
        self.lines.iter().all(|line| line.is_sound(rows))
            && self.hand.iter().all(|entry| entry.contacts.is_sorted())
    }
}
