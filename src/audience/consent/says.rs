//! What one column of a list says about consent: whether it does, and what each of its cells means. Knows the words, no list.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::held::Line;
use super::words::{Header, Words};
use super::{
    Channels, ColumnKind, ConsentChoice, ConsentReport, ConsentValue, NoCause, Recognised, Suspect, Verdict,
};
use crate::audience::columns::{Column, NO_DATE};
use crate::audience::values::{self, DateOrder, trimmed};
use crate::lean::order;
use crate::model::Basis;

/// The cells of a column, whatever holds them.
pub(crate) trait Cells {
    /// Rows.
    fn rows(&self) -> usize;
    /// The text of one cell, "" where it is empty.
    fn cell(&self, row: usize) -> Cow<'_, str>;
    /// The different texts, where they are known and few.
    fn words(&self) -> Option<Vec<&str>>;
    /// Which of them a row has.
    fn word(&self, row: usize) -> usize;
}

impl Cells for Column {
    fn rows(&self) -> usize {
        self.len()
    }

    fn cell(&self, row: usize) -> Cow<'_, str> {
        // as the file wrote it: what could not be read as the column's type may be a no all the same
        self.written(row).unwrap_or_default()
    }

    fn words(&self) -> Option<Vec<&str>> {
        self.dictionary().map(|(words, _)| words)
    }

    fn word(&self, row: usize) -> usize {
        self.code(row)
    }
}

/// Different texts of a column that are looked at where its name says too little.
const FEW: usize = 4096;
/// Texts whose meaning is remembered while a column is read.
const REMEMBERED: usize = 10_000;

/// How many rows have which value, what it was taken for, and whether it is asked about.
#[derive(Default)]
struct Counts(BTreeMap<(String, Verdict, bool), u32>);

impl Counts {
    fn add(&mut self, cell: &str, said: Said, rows: u32) {
        let is_day = said.day != NO_DATE;
        let value = if is_day { "(date)".to_owned() } else { cell.chars().take(80).collect() };
        let key = (value, said.verdict, said.asked);
        if let Some(count) = self.0.get_mut(&key) {
            *count += rows;
        } else if self.0.len() < REMEMBERED {
            self.0.insert(key, rows);
        }
    }
}

/// A column that speaks about consent.
#[derive(Clone, Debug)]
pub(crate) struct Speaker {
    pub(crate) kind: ColumnKind,
    pub(crate) channels: Channels,
    pub(crate) how: Recognised,
    cause: NoCause,
    answers: Vec<(String, Verdict)>,
    order: DateOrder,
}

/// What a cell says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Said {
    pub(crate) verdict: Verdict,
    /// Days since 1970 or `NO_DATE`.
    pub(crate) day: i32,
    /// Nobody knows the value.
    pub(crate) asked: bool,
}

impl Said {
    const fn of(verdict: Verdict) -> Said {
        Said { verdict, day: NO_DATE, asked: false }
    }

    /// How strongly it must survive when rows are merged: a no before all else, the gravest cause first, then the earlier day;
    /// smaller is stronger.
    pub(crate) fn rank(&self) -> Option<(NoCause, i64)> {
        match self.verdict {
            Verdict::No(cause) => {
                Some((cause, if self.day == NO_DATE { i64::MAX } else { i64::from(self.day) }))
            }
            _ => None,
        }
    }
}

/// What a column turns out to be.
pub(crate) enum Looked {
    /// It speaks about consent.
    Speaks(Speaker),
    /// It does not.
    Silent,
    /// It looks as if it did, and no line of the words knows it.
    Suspect(Suspect),
}

/// Looks at a column: what a person said, else its header, else its values.
pub(crate) fn look_at(
    header: &str,
    cells: &dyn Cells,
    choice: Option<&ConsentChoice>,
    order: DateOrder,
) -> Looked {
    let words = Words::get();
    let answers = choice.map(|choice| choice.answers.clone()).unwrap_or_default();
    if let Some(choice) = choice
        && (choice.kind.is_some() || choice.reason.is_some())
    {
        return match choice.kind {
            None => Looked::Silent,
            Some(kind) => Looked::Speaks(Speaker {
                kind,
                channels: if choice.channels.is_empty() { Channels::ALL } else { choice.channels },
                how: Recognised::ByHand,
                cause: match words.header(header) {
                    Some(Header::Speaks { cause, .. }) => cause,
                    _ if kind == ColumnKind::Positive => NoCause::Refused,
                    _ => NoCause::OptedOut,
                },
                answers,
                order,
            }),
        };
    }
    match words.header(header) {
        Some(Header::Silent) => return Looked::Silent,
        Some(Header::Speaks { kind, channels, cause, perhaps }) => {
            if !perhaps || any_word(cells, |value| words.shows(value)) {
                let how = if perhaps { Recognised::ByValue } else { Recognised::ByName };
                return Looked::Speaks(Speaker { kind, channels, how, cause, answers, order });
            }
            return Looked::Silent;
        }
        None => {}
    }
    let by_name = words.is_suspect_header(header);
    let mut found: BTreeMap<&str, ()> = BTreeMap::new();
    let listed = cells.words();
    if let Some(listed) = listed.as_ref().filter(|listed| listed.len() <= FEW) {
        for value in listed.iter().filter(|value| words.is_suspect_value(value)) {
            found.insert(value, ());
        }
    }
    if !by_name && found.is_empty() {
        return Looked::Silent;
    }
    let filled = (0..cells.rows()).filter(|row| !trimmed(&cells.cell(*row)).is_empty()).count() as u32;
    if filled == 0 {
        return Looked::Silent;
    }
    let mut samples: Vec<String> = found.keys().take(3).map(|value| (*value).to_owned()).collect();
    for row in 0..cells.rows().min(10_000) {
        let cell = cells.cell(row);
        if samples.len() < 3 && !cell.is_empty() && !samples.iter().any(|sample| *sample == *cell) {
            samples.push(cell.chars().take(80).collect());
        }
    }
    Looked::Suspect(Suspect { header: header.to_owned(), filled, samples })
}

/// The basis that a stage gives, where it gives one.
pub(crate) fn stage_basis(stage: &str) -> Option<Basis> {
    match Words::get().stage(stage) {
        Some(Verdict::Given(basis)) => Some(basis),
        _ => None,
    }
}

fn any_word(cells: &dyn Cells, test: impl Fn(&str) -> bool) -> bool {
    match cells.words() {
        Some(words) => words.into_iter().any(test),
        None => {
            // many different texts are no statuses: the first ones show it
            (0..cells.rows().min(FEW)).any(|row| test(&cells.cell(row)))
        }
    }
}

impl Speaker {
    /// What a cell says.
    pub(crate) fn says(&self, cell: &str) -> Said {
        let text = trimmed(cell);
        if let Some((_, verdict)) = self.answers.iter().find(|(value, _)| trimmed(value) == text) {
            return Said::of(*verdict);
        }
        let words = Words::get();
        if text.is_empty() {
            return Said::of(match self.kind {
                ColumnKind::Positive | ColumnKind::Status => Verdict::Unknown,
                _ => Verdict::Nothing,
            });
        }
        let day =
            || values::written_day(text).and_then(|written| written.day(self.order)).map(|day| day.days());
        let asked = Said { verdict: Verdict::No(NoCause::NotUnderstood), day: NO_DATE, asked: true };
        match self.kind {
            ColumnKind::Negative => match (words.answer(text), words.value(text)) {
                (Some(false), _) | (_, Some(Verdict::May | Verdict::Given(_))) => Said::of(Verdict::Nothing),
                (_, Some(Verdict::No(cause))) => Said::of(Verdict::No(cause.min(self.cause))),
                // a date is when it was said, anything else a reason
                _ => Said { verdict: Verdict::No(self.cause), day: day().unwrap_or(NO_DATE), asked: false },
            },
            ColumnKind::Positive => match (words.answer(text), words.value(text), day()) {
                (Some(true), ..) => Said::of(Verdict::Given(Basis::Consent)),
                (Some(false), ..) => Said::of(Verdict::No(self.cause)),
                (_, Some(verdict), _) => Said::of(verdict),
                (.., Some(day)) => Said { verdict: Verdict::Given(Basis::Consent), day, asked: false },
                _ => asked,
            },
            ColumnKind::Status => match (words.value(text), words.answer(text)) {
                (Some(verdict), _) => Said::of(verdict),
                (_, Some(true)) => Said::of(Verdict::Given(Basis::Consent)),
                (_, Some(false)) => Said::of(Verdict::No(self.cause)),
                _ => asked,
            },
            ColumnKind::Stage => Said::of(words.stage(text).unwrap_or(Verdict::Nothing)),
            ColumnKind::Basis => match words.basis(text) {
                Some(basis) => Said::of(Verdict::Given(basis)),
                None => Said { verdict: Verdict::Unknown, day: NO_DATE, asked: true },
            },
            ColumnKind::Until => match day() {
                Some(day) => Said { verdict: Verdict::Until, day, asked: false },
                None => Said::of(Verdict::Nothing),
            },
        }
    }

    /// The column read: a line of the list's consents, where it says anything, and what is told of it.
    pub(crate) fn read(&self, header: &str, cells: &dyn Cells) -> (Option<Line>, ConsentReport) {
        let rows = cells.rows();
        let mut counts = Counts::default();
        let mut line = Line::new(header, self.kind, self.channels);
        if let Some(words) = cells.words() {
            // each word is looked at once, in the order in which the rows have them
            let mut known: Vec<Option<Said>> = vec![None; words.len()];
            let (mut met, mut often) = (Vec::new(), vec![0; words.len()]);
            for row in 0..rows {
                let word = cells.word(row);
                let said = *known[word].get_or_insert_with(|| {
                    met.push(word);
                    self.says(words[word])
                });
                often[word] += 1;
                line.push(row, rows, said);
            }
            for word in met {
                known[word].iter().for_each(|said| counts.add(words[word], *said, often[word]));
            }
        } else {
            let mut known: BTreeMap<String, Said> = BTreeMap::new();
            for row in 0..rows {
                let cell = cells.cell(row);
                let said = known.get(cell.as_ref()).copied().unwrap_or_else(|| {
                    let said = self.says(&cell);
                    if known.len() < REMEMBERED {
                        known.insert(cell.clone().into_owned(), said);
                    }
                    said
                });
                line.push(row, rows, said);
                counts.add(&cell, said, 1);
            }
        }
        let mut told: Vec<ConsentValue> = counts
            .0
            .into_iter()
            .map(|((value, verdict, asked), count)| ConsentValue { value, verdict, count, asked })
            .collect();
        // what is asked about must not be cut off by what is known
        order::sort_by(&mut told, |a, b| (b.asked, b.count, &a.value).cmp(&(a.asked, a.count, &b.value)));
        told.truncate(ConsentReport::MOST);
        let report = ConsentReport { kind: self.kind, channels: self.channels, how: self.how, values: told };
        (line.finish(), report)
    }
}
