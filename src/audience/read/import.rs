//! From gathered texts to a typed list under a mapping: duplicates, cleaning, types, the report. Knows no bytes.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::merge::{self, Group, Known, MergeRule, Merged, MergedBy, Merges};
use super::report::{ColumnReport, ProblemKind, Problems};
use super::sniff::unused;
use super::{Imported, Mapped, Mapping, Meaning, Raw, Report};
use crate::audience::columns::{Column, Columns, Data, TextBuilder, Written, quick_hash};
use crate::audience::consent::{Cells, Consents, Looked, Speaker, Verdict, look_at, stage_basis};
use crate::audience::convert::{cleaned, code, kind_for, typed};
use crate::audience::values::{self, DateOrder};
use crate::lean::order;
use crate::model::{Basis, Field, FieldKind, StdField};

/// Distinct values are counted up to here.
const MOST_DISTINCT: u32 = 10_000;

/// The chosen rows of a gathered column, as cells that may speak about consent.
struct Picked<'a> {
    raw: &'a TextBuilder,
    rows: &'a [u32],
}

impl Cells for Picked<'_> {
    fn rows(&self) -> usize {
        self.rows.len()
    }

    fn cell(&self, row: usize) -> Cow<'_, str> {
        Cow::Borrowed(self.raw.get(self.rows[row] as usize))
    }

    fn words(&self) -> Option<Vec<&str>> {
        self.raw.dictionary().map(|(words, _)| words.iter().collect())
    }
}

impl Raw {
    /// The list under `mapping`; contacts are numbered from `first_number` in the file's order.
    pub fn import(&self, mapping: &Mapping, first_number: u32) -> Imported {
        let fields = self.fields(mapping);
        let orders = self.orders(mapping, &fields);
        let mut problems = self.problems.clone();
        let looked = self.looked(mapping, &fields, &orders);
        let Merging { rows, taken, merges } =
            self.merged((mapping.merge, first_number), (&fields, &orders, &looked), &mut problems);
        let mut report = Report {
            rows_in_file: self.rows.len() as u32,
            rows_kept: rows.len() as u32,
            ..Report::default()
        };
        let (mut columns, mut lines) = (Vec::new(), Vec::new());
        let numbers: Vec<u32> = (0..rows.len() as u32).map(|row| first_number.saturating_add(row)).collect();
        for (index, field) in fields.iter().enumerate() {
            let raw = &self.columns[index];
            let mapped = mapping.columns.get(index);
            let how = mapped.map_or(super::How::NotKnown, |mapped| mapped.how);
            let order = orders[index];
            let rows = with_taken(&rows, &taken[index]);
            let in_order = if taken[index].is_empty() {
                Cow::Borrowed(rows.as_ref())
            } else {
                let mut in_order = rows.to_vec();
                in_order.sort_unstable();
                Cow::Owned(in_order)
            };
            let mut line = ColumnReport {
                header: self.headers[index].clone(),
                field: field.clone(),
                how,
                kind: FieldKind::Text,
                filled: 0,
                distinct: 0,
                samples: samples(raw, &rows),
                asks_date_order: false,
                consent: None,
            };
            let speaker = match &looked[index] {
                Looked::Speaks(speaker) => Some(speaker),
                Looked::Silent => None,
                Looked::Suspect(suspect) => {
                    report.suspects.push(suspect.clone());
                    self.note_suspect(&mut problems, index, &rows);
                    None
                }
            };
            if let Some(speaker) = speaker {
                let (said, told) = speaker.read(&self.headers[index], &Picked { raw, rows: &rows });
                if told.asked().next().is_some() {
                    let is_asked = |row: &&u32| speaker.says(raw.get(**row as usize)).asked;
                    for row in in_order.iter().filter(is_asked) {
                        self.note(&mut problems, ProblemKind::UnknownConsent, index, *row);
                    }
                }
                lines.extend(said);
                line.consent = Some(told);
            }
            if let Some(field) = field {
                let chosen =
                    mapped.and_then(|mapped| mapped.kind).filter(|_| matches!(field, Field::Custom(_)));
                let clean = match speaker.filter(|_| is_answer(field)) {
                    Some(speaker) => Cow::Owned(answers(raw, speaker)),
                    None => self.clean(index, field, &in_order, &mut problems),
                };
                if *field == Field::Std(StdField::Country) {
                    report.country_spellings = (distinct(raw, &rows), distinct(&clean, &rows));
                }
                let kind = chosen.unwrap_or_else(|| kind_for(field, &clean));
                let (data, bad) = typed(&clean, kind, order.order, &rows);
                let problem = match kind {
                    FieldKind::Date => ProblemKind::BadDate,
                    FieldKind::Number => ProblemKind::BadNumber,
                    _ => ProblemKind::BadYesNo,
                };
                // "yes" in a column of days on which people opted out is no day, and yet understood
                let is_bad =
                    |row: &u32| speaker.is_none_or(|speaker| speaker.says(raw.get(*row as usize)).asked);
                for row in bad.into_iter().filter(is_bad) {
                    self.note(&mut problems, problem, index, row);
                }
                line.kind = kind;
                line.asks_date_order = kind == FieldKind::Date && order.is_open;
                if kind == FieldKind::Date && order.is_mixed {
                    let mixed = |row: &&u32| order.contradicts(clean.get(**row as usize));
                    for row in in_order.iter().filter(mixed) {
                        self.note(&mut problems, ProblemKind::MixedDates, index, *row);
                    }
                }
                let written = Written::beside(&data, raw, &rows);
                let header = self.headers[index].clone();
                let column = Column { header, field: field.clone(), data, written };
                line.filled = (0..rows.len()).filter(|row| is_filled(&column, *row)).count() as u32;
                line.distinct = distinct(&clean, &rows);
                columns.push(column);
            }
            report.columns.push(line);
        }
        report.problems = problems.into_list();
        report.merges = merges.clone();
        let consents = Consents::of_lines(lines, report.suspects.clone());
        Imported { columns: Columns { numbers, columns, consents, merges }, report }
    }

    /// What each column says about consent; one that is left out says nothing.
    fn looked(&self, mapping: &Mapping, fields: &[Option<Field>], orders: &[Order]) -> Vec<Looked> {
        let all: Vec<u32> = (0..self.rows.len() as u32).collect();
        let look = |index: usize| {
            let choice = mapping.columns.get(index).and_then(|mapped| mapped.consent.as_ref());
            let cells = Picked { raw: &self.columns[index], rows: &all };
            let looked = look_at(&self.headers[index], &cells, choice, orders[index].order);
            match (&fields[index], looked) {
                // who leaves a column out has looked at it
                (None, Looked::Suspect(_)) => Looked::Silent,
                (_, looked) => looked,
            }
        };
        (0..self.columns.len()).map(look).collect()
    }

    fn note_suspect(&self, problems: &mut Problems, index: usize, rows: &[u32]) {
        for row in rows.iter().filter(|row| !self.columns[index].get(**row as usize).is_empty()) {
            self.note(problems, ProblemKind::MaybeNo, index, *row);
        }
    }

    /// What each column is kept as, no two as the same; `None` where it is left out.
    fn fields(&self, mapping: &Mapping) -> Vec<Option<Field>> {
        let mut taken = Vec::new();
        self.headers
            .iter()
            .enumerate()
            .map(|(index, header)| {
                let field = match mapping.columns.get(index).map(|mapped| &mapped.meaning) {
                    Some(Meaning::Ignore) => return None,
                    Some(Meaning::Field(field)) if !taken.contains(field) => field.clone(),
                    _ => unused(&taken, header),
                };
                taken.push(field.clone());
                Some(field)
            })
            .collect()
    }

    /// How each column's dates are read: as a person said, as the column proves, as another column of the file proves.
    fn orders(&self, mapping: &Mapping, fields: &[Option<Field>]) -> Vec<Order> {
        let evidence: Vec<Evidence> = fields
            .iter()
            .zip(&self.columns)
            .map(|(field, raw)| match field {
                Some(Field::Std(std)) if std.kind() != FieldKind::Date => Evidence::default(),
                Some(_) => Evidence::of(raw),
                None => Evidence::default(),
            })
            .collect();
        let file = evidence.iter().fold(Evidence::default(), |sum, one| sum.and(one)).order();
        (0..evidence.len())
            .map(|index| {
                let said = mapping.columns.get(index).and_then(|mapped: &Mapped| mapped.date_order);
                let found = said.or_else(|| evidence[index].order()).or(file);
                Order {
                    order: found.unwrap_or(DateOrder::DayFirst),
                    is_open: said.is_none()
                        && (evidence[index].is_mixed() || (found.is_none() && evidence[index].open > 0)),
                    is_mixed: evidence[index].is_mixed(),
                }
            })
            .collect()
    }

    /// Which rows stay, and which of their cells come from other rows of the same contact (G9).
    fn merged(
        &self,
        (rule, first_number): (MergeRule, u32),
        (fields, orders, looked): (&[Option<Field>], &[Order], &[Looked]),
        problems: &mut Problems,
    ) -> Merging {
        let place = |std| fields.iter().position(|field| *field == Some(Field::Std(std)));
        let named = Named {
            raw: self,
            id: place(StdField::ContactId),
            email: place(StdField::Email),
            page: place(StdField::LinkedIn),
            names: [place(StdField::FirstName), place(StdField::LastName)],
            full_name: place(StdField::FullName),
        };
        let all = self.rows.len() as u32;
        let alike = merge::alike(all, &named);
        let note = |problems: &mut Problems, kind, column: Option<usize>, row: u32, sample: &str| {
            let column = column.map(|column| (column, self.headers[column].as_str()));
            problems.add(kind, column, self.rows[row as usize], sample);
        };
        for row in &alike.shared_id {
            note(problems, ProblemKind::SharedId, named.id, *row, named.id(*row));
        }
        for row in &alike.shared_address {
            let address = named.address(*row).unwrap_or_default();
            note(problems, ProblemKind::SharedAddress, named.email, *row, address);
        }
        let dates: Vec<usize> =
            [StdField::LastActivity, StdField::LastContacted].into_iter().filter_map(place).collect();
        let newest = |row: u32| {
            dates.iter().find_map(|index| {
                values::written_day(self.columns[*index].get(row as usize))?.day(orders[*index].order)
            })
        };
        let mut merging = Merging {
            rows: Vec::new(),
            taken: vec![BTreeMap::new(); fields.len()],
            merges: Merges::default(),
        };
        let mut gone: BTreeMap<u32, (MergedBy, u32)> = BTreeMap::new();
        let mut winners: Vec<(u32, &Group)> = Vec::new();
        for group in &alike.groups {
            let mut winner = group.rows[0];
            if rule == MergeRule::Newest {
                for row in &group.rows {
                    if newest(*row) > newest(winner) {
                        winner = *row;
                    }
                }
            }
            gone.extend(
                group.rows.iter().filter(|row| **row != winner).map(|row| (*row, (group.by, winner))),
            );
            winners.push((winner, group));
        }
        for (row, (by, winner)) in &gone {
            let kept = format!("row {} kept", self.rows[*winner as usize]);
            let (kind, column, what) = match by {
                MergedBy::Id => (ProblemKind::SameId, named.id, named.id(*row).to_owned()),
                MergedBy::Address => {
                    let address = named.address(*row).unwrap_or_default().to_lowercase();
                    (ProblemKind::SameAddress, named.email, address)
                }
                MergedBy::Page => (ProblemKind::SamePage, named.page, named.page(*row).unwrap_or_default()),
            };
            note(problems, kind, column, *row, &format!("{what}: {kept}"));
        }
        merging.rows = (0..all).filter(|row| !gone.contains_key(row)).collect();
        order::sort_by_number(&mut winners, |(winner, _)| u128::from(*winner));
        for (winner, group) in winners {
            let place = merging.rows.partition_point(|row| *row < winner) as u32;
            let mut record = Merged {
                contact: first_number.saturating_add(place),
                by: group.by,
                kept: self.rows[winner as usize],
                others: group
                    .rows
                    .iter()
                    .filter(|row| **row != winner)
                    .map(|row| self.rows[*row as usize])
                    .collect(),
                taken: Vec::new(),
            };
            for (index, field) in fields.iter().enumerate() {
                let speaker = match &looked[index] {
                    Looked::Speaks(speaker) => Some(speaker),
                    _ => None,
                };
                let from =
                    self.cell_from(index, field.as_ref(), (speaker, orders[index]), winner, &group.rows);
                if from != winner {
                    merging.taken[index].insert(place, from);
                    record.taken.push((self.headers[index].clone(), self.rows[from as usize]));
                }
            }
            merging.merges.contacts += 1;
            merging.merges.rows += group.rows.len() as u32 - 1;
            if merging.merges.records.len() < Merges::MOST {
                merging.merges.records.push(record);
            }
        }
        self.note_shared_phones(fields, &merging.rows, problems);
        merging
    }

    /// From which of a contact's rows the cell comes: a no from any row, the gravest first; an earlier day of opting out,
    /// "customer" and "in a sequence" from any; else the winner's, and where that is empty, the first other.
    fn cell_from(
        &self,
        index: usize,
        field: Option<&Field>,
        (speaker, order): (Option<&Speaker>, Order),
        winner: u32,
        rows: &[u32],
    ) -> u32 {
        let text = |row: u32| self.columns[index].get(row as usize);
        if let Some(speaker) = speaker {
            let strongest = rows
                .iter()
                .filter_map(|row| Some((speaker.says(text(*row)).rank()?, *row != winner, *row)))
                .min();
            if let Some((_, _, row)) = strongest {
                return row;
            }
        }
        let std = if let Some(Field::Std(std)) = field { Some(*std) } else { None };
        let first = |test: &dyn Fn(u32) -> bool| {
            std::iter::once(winner).chain(rows.iter().copied()).find(|row| test(*row))
        };
        let must_stay = match std {
            Some(StdField::InSequence) => first(&|row| values::yes_no(text(row)) == Some(true)),
            Some(StdField::Stage) => first(&|row| stage_basis(text(row)) == Some(Basis::ExistingCustomer)),
            Some(StdField::UnsubscribedOn | StdField::BouncedOn) => {
                let day = |row: u32| values::written_day(text(row))?.day(order.order);
                rows.iter()
                    .filter_map(|row| Some((day(*row)?, *row != winner, *row)))
                    .min()
                    .map(|(.., row)| row)
            }
            _ => None,
        };
        let is_filled = |row: u32| match std {
            Some(StdField::Email) => values::email(text(row)).is_some(),
            _ => !text(row).is_empty(),
        };
        must_stay.or_else(|| first(&is_filled)).unwrap_or(winner)
    }

    /// Different people with one mobile or direct number: asked about, never joined.
    fn note_shared_phones(&self, fields: &[Option<Field>], rows: &[u32], problems: &mut Problems) {
        for std in [StdField::MobilePhone, StdField::DirectPhone] {
            let Some(index) = fields.iter().position(|field| *field == Some(Field::Std(std))) else {
                continue;
            };
            let raw = &self.columns[index];
            let number = |row: u32| {
                let digits: String = raw.get(row as usize).chars().filter(char::is_ascii_digit).collect();
                (digits.len() >= 7).then_some(digits)
            };
            let mut hashes: Vec<(u64, u32)> =
                rows.iter().filter_map(|row| Some((quick_hash(&number(*row)?), *row))).collect();
            order::sort_by_number(&mut hashes, |(hash, row)| u128::from(*hash) << 32 | u128::from(*row));
            let mut shared: Vec<u32> = Vec::new();
            for alike in hashes.chunk_by(|a, b| a.0 == b.0).filter(|alike| alike.len() > 1) {
                let first = number(alike[0].1);
                shared.extend(alike[1..].iter().map(|(_, row)| *row).filter(|row| number(*row) == first));
            }
            order::sort(&mut shared);
            for row in shared {
                self.note(problems, ProblemKind::SharedPhone, index, row);
            }
        }
    }

    /// The column with addresses, numbers, countries and zones put in order.
    fn clean(
        &self,
        index: usize,
        field: &Field,
        rows: &[u32],
        problems: &mut Problems,
    ) -> Cow<'_, TextBuilder> {
        let raw = &self.columns[index];
        use StdField::*;
        let Field::Std(std) = field else { return Cow::Borrowed(raw) };
        if !matches!(std, Email | MobilePhone | DirectPhone | CompanyPhone | Country | TimeZone) {
            return Cow::Borrowed(raw);
        }
        // a distinct text is looked at once
        let known: Option<Vec<_>> =
            raw.dictionary().map(|(words, _)| words.iter().map(|word| cleaned(*std, word)).collect());
        let codes = raw.dictionary().map(|(_, codes)| codes);
        let (mut clean, mut kept) = (TextBuilder::default(), rows.iter().copied().peekable());
        for row in 0..self.rows.len() {
            let fresh;
            let (text, problem) = match (&known, codes) {
                (Some(known), Some(codes)) => &known[code(codes, row as u32)],
                _ => {
                    fresh = cleaned(*std, raw.get(row));
                    &fresh
                }
            };
            clean.push(text);
            if kept.next_if_eq(&(row as u32)).is_some()
                && let Some(problem) = problem
            {
                self.note(problems, *problem, index, row as u32);
            }
        }
        Cow::Owned(clean)
    }

    fn note(&self, problems: &mut Problems, kind: ProblemKind, index: usize, row: u32) {
        let sample = self.columns[index].get(row as usize);
        problems.add(kind, Some((index, &self.headers[index])), self.rows[row as usize], sample);
    }
}

/// What merging made of the rows.
struct Merging {
    /// The rows that stay, in the file's order.
    rows: Vec<u32>,
    /// Per column, which contacts (by place among `rows`) have their cell from another row, and that row.
    taken: Vec<BTreeMap<u32, u32>>,
    merges: Merges,
}

/// The rows a column's cells come from.
fn with_taken<'a>(rows: &'a [u32], taken: &BTreeMap<u32, u32>) -> Cow<'a, [u32]> {
    if taken.is_empty() {
        return Cow::Borrowed(rows);
    }
    let mut rows = rows.to_vec();
    for (place, row) in taken {
        rows[*place as usize] = *row;
    }
    Cow::Owned(rows)
}

/// The columns by which people are told apart.
struct Named<'a> {
    raw: &'a Raw,
    id: Option<usize>,
    email: Option<usize>,
    page: Option<usize>,
    names: [Option<usize>; 2],
    full_name: Option<usize>,
}

impl Named<'_> {
    fn text(&self, column: Option<usize>, row: u32) -> &str {
        column.map_or("", |column| self.raw.columns[column].get(row as usize))
    }
}

impl Known for Named<'_> {
    fn id(&self, row: u32) -> &str {
        self.text(self.id, row)
    }

    fn address(&self, row: u32) -> Option<&str> {
        values::email(self.text(self.email, row))
    }

    fn page(&self, row: u32) -> Option<String> {
        merge::person_page(self.text(self.page, row))
    }

    fn name(&self, row: u32) -> String {
        let parts = merge::folded_name(self.names.map(|column| self.text(column, row)));
        if parts.is_empty() { merge::folded_name([self.text(self.full_name, row), ""]) } else { parts }
    }
}

/// Whether a field is yes or no about consent, so that its cells are what its words mean.
fn is_answer(field: &Field) -> bool {
    matches!(field, Field::Std(StdField::EmailOptOut | StdField::DoNotCall))
}

/// A column of answers about a no: yes where the cell says no, no where it says something else, empty where it says nothing.
fn answers(raw: &TextBuilder, speaker: &Speaker) -> TextBuilder {
    let mut clean = TextBuilder::default();
    for row in 0..raw.len() {
        let text = raw.get(row);
        clean.push(match speaker.says(text).verdict {
            Verdict::No(_) => "yes",
            Verdict::Unknown => "",
            _ if text.is_empty() => "",
            _ => "no",
        });
    }
    clean
}

/// How a column's dates are read, and whether a person should say.
#[derive(Clone, Copy)]
struct Order {
    order: DateOrder,
    is_open: bool,
    is_mixed: bool,
}

impl Order {
    fn contradicts(self, text: &str) -> bool {
        let proved = values::written_day(text).and_then(|written| written.proves());
        proved.is_some_and(|order| order != self.order)
    }
}

/// Values that prove an order, and such that could be either.
#[derive(Clone, Copy, Default)]
struct Evidence {
    day_first: u32,
    month_first: u32,
    open: u32,
}

impl Evidence {
    fn of(raw: &TextBuilder) -> Evidence {
        let mut evidence = Evidence::default();
        let mut look = |text: &str| {
            let Some(written) = values::written_day(text) else { return };
            match written.proves() {
                Some(DateOrder::DayFirst) => evidence.day_first += 1,
                Some(DateOrder::MonthFirst) => evidence.month_first += 1,
                None => evidence.open += u32::from(written.is_open()),
            }
        };
        match raw.dictionary() {
            Some((words, _)) => words.iter().for_each(&mut look),
            None => (0..raw.len()).for_each(|row| look(raw.get(row))),
        }
        evidence
    }

    fn is_mixed(&self) -> bool {
        self.day_first > 0 && self.month_first > 0
    }

    fn and(self, other: &Evidence) -> Evidence {
        Evidence {
            day_first: self.day_first + other.day_first,
            month_first: self.month_first + other.month_first,
            open: self.open + other.open,
        }
    }

    fn order(&self) -> Option<DateOrder> {
        match self.day_first.cmp(&self.month_first) {
            std::cmp::Ordering::Greater => Some(DateOrder::DayFirst),
            std::cmp::Ordering::Less => Some(DateOrder::MonthFirst),
            std::cmp::Ordering::Equal => None,
        }
    }
}

fn is_filled(column: &Column, row: usize) -> bool {
    match column.data {
        Data::Dictionary { .. } | Data::Text(_) => column.str(row).is_some(),
        _ => column.value(row) != crate::audience::Value::Empty,
    }
}

fn samples(raw: &TextBuilder, rows: &[u32]) -> Vec<String> {
    let mut samples: Vec<&str> = Vec::new();
    for row in rows.iter().take(10_000) {
        let text = raw.get(*row as usize);
        if samples.len() < 3 && !text.is_empty() && !samples.contains(&text) {
            samples.push(text);
        }
    }
    samples.into_iter().map(|text| text.chars().take(80).collect()).collect()
}

/// Different values in the chosen rows, counted up to a bound.
fn distinct(raw: &TextBuilder, rows: &[u32]) -> u32 {
    let mut seen = 0;
    if let Some((words, codes)) = raw.dictionary() {
        let mut met = vec![false; words.len()];
        met[0] = true; // the empty text
        for row in rows {
            seen += u32::from(!std::mem::replace(&mut met[code(codes, *row)], true));
        }
        return seen.min(MOST_DISTINCT);
    }
    let mut met = BTreeSet::new();
    for text in rows.iter().map(|row| raw.get(*row as usize)).filter(|text| !text.is_empty()) {
        if met.insert(text) {
            seen += 1;
            if seen == MOST_DISTINCT {
                break;
            }
        }
    }
    seen
}
