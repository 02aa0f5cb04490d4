//! From gathered texts to a typed list under a mapping: duplicates, cleaning, types, the report. Knows no bytes.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::report::{ColumnReport, ProblemKind, Problems};
use super::sniff::unused;
use super::{Imported, Mapped, Mapping, Meaning, Raw, Report};
use crate::audience::columns::{Column, Columns, Data, TextBuilder, Written, quick_hash};
use crate::audience::convert::{cleaned, code, kind_for, typed};
use crate::audience::values::{self, DateOrder};
use crate::lean::order;
use crate::model::{Field, FieldKind, StdField};

/// Distinct values are counted up to here.
const MOST_DISTINCT: u32 = 10_000;

impl Raw {
    /// The list under `mapping`; contacts are numbered from `first_number` in the file's order.
    pub fn import(&self, mapping: &Mapping, first_number: u32) -> Imported {
        let fields = self.fields(mapping);
        let orders = self.orders(mapping, &fields);
        let mut problems = self.problems.clone();
        let rows = self.kept(&fields, &orders, &mut problems);
        let mut report = Report {
            rows_in_file: self.rows.len() as u32,
            rows_kept: rows.len() as u32,
            ..Report::default()
        };
        let mut columns = Vec::new();
        for (index, field) in fields.iter().enumerate() {
            let raw = &self.columns[index];
            let mapped = mapping.columns.get(index);
            let how = mapped.map_or(super::How::NotKnown, |mapped| mapped.how);
            let order = orders[index];
            let mut line = ColumnReport {
                header: self.headers[index].clone(),
                field: field.clone(),
                how,
                kind: FieldKind::Text,
                filled: 0,
                distinct: 0,
                samples: samples(raw, &rows),
                asks_date_order: false,
            };
            if let Some(field) = field {
                let chosen =
                    mapped.and_then(|mapped| mapped.kind).filter(|_| matches!(field, Field::Custom(_)));
                let clean = self.clean(index, field, &rows, &mut problems);
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
                for row in bad {
                    self.note(&mut problems, problem, index, row);
                }
                line.kind = kind;
                line.asks_date_order = kind == FieldKind::Date && order.is_open;
                if kind == FieldKind::Date && order.is_mixed {
                    for row in rows.iter().copied().filter(|row| order.contradicts(clean.get(*row as usize)))
                    {
                        self.note(&mut problems, ProblemKind::MixedDates, index, row);
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
        let numbers = (0..rows.len() as u32).map(|row| first_number.saturating_add(row)).collect();
        Imported { columns: Columns { numbers, columns }, report }
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

    /// The rows that stay: of rows with one address the one with the newer activity, else the first.
    fn kept(&self, fields: &[Option<Field>], orders: &[Order], problems: &mut Problems) -> Vec<u32> {
        let place = |std| fields.iter().position(|field| *field == Some(Field::Std(std)));
        let all = 0..self.rows.len() as u32;
        let Some(email) = place(StdField::Email) else { return all.collect() };
        let dates: Vec<usize> =
            [StdField::LastActivity, StdField::LastContacted].into_iter().filter_map(place).collect();
        let newest = |row: u32| {
            dates.iter().find_map(|index| {
                values::written_day(self.columns[*index].get(row as usize))?.day(orders[*index].order)
            })
        };
        // by hash first: a map of a million addresses would cost more than the list
        let lower = |row: u32| values::email(self.columns[email].get(row as usize)).map(str::to_lowercase);
        let mut hashes: Vec<(u64, u32)> =
            all.clone().filter_map(|row| Some((quick_hash(&lower(row)?), row))).collect();
        order::sort_by_number(&mut hashes, |(hash, _)| u128::from(*hash));
        let mut gone = BTreeMap::new();
        for alike in hashes.chunk_by(|a, b| a.0 == b.0).filter(|alike| alike.len() > 1) {
            let mut stays: BTreeMap<String, u32> = BTreeMap::new();
            for (_, row) in alike {
                let Some(address) = lower(*row) else { continue };
                let Some(other) = stays.get(&address).copied() else {
                    stays.insert(address, *row);
                    continue;
                };
                let (stay, goes) = if newest(*row) > newest(other) { (*row, other) } else { (other, *row) };
                gone.insert(goes, format!("{address}: row {} kept", self.rows[stay as usize]));
                stays.insert(address, stay);
            }
        }
        for (row, sample) in &gone {
            let column = Some((email, self.headers[email].as_str()));
            problems.add(ProblemKind::SameAddress, column, self.rows[*row as usize], sample);
        }
        all.filter(|row| !gone.contains_key(row)).collect()
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
