//! A list meets a newer export of itself: who is added, changed, gone; the list as it is then. Contact numbers survive, and so does
//! every "no" (G8). Knows columns alone.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::change::ColumnBuilder;
use super::columns::{Columns, Value};
use super::consent::Channels;
use super::read::MergeRule;
use crate::lean::fold::same;
use crate::model::{Field, FieldKind, StdField};

/// What a newer export would do to a list. Rows are those of the two lists it was made of.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Update {
    /// Contacts of both: old row, new row, in the order of the new list.
    pub same: Vec<(u32, u32)>,
    /// Of them, those of whom something differs.
    pub changed: Vec<Changed>,
    /// New rows that nobody of the old list is.
    pub added: Vec<u32>,
    /// Old rows that nobody of the new list is.
    pub gone: Vec<u32>,
    /// Contacts with a "no" that the new export does not have any more: it stays.
    pub kept_no: u32,
    /// Consent given in columns that the new export does not have, which stays: column, contacts.
    pub kept_given: Vec<(String, u32)>,
    /// How the contacts of both were found: by id, by address, by page.
    pub found_by: [u32; 3],
}

/// A contact of whom the new export says something else.
#[derive(Clone, PartialEq, Debug)]
pub struct Changed {
    /// Row of the old list.
    pub old: u32,
    /// Row of the new list.
    pub new: u32,
    /// The fields that differ.
    pub fields: Vec<Field>,
    /// Whether it says "no" on a channel where the old list did not.
    pub says_no: bool,
}

/// How much of an export is taken over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Take {
    /// The new list takes the old one's place.
    Everything,
    /// The old list stays and learns who has said "no" since.
    OnlyNo,
}

impl Columns {
    /// Whether no column of the file had this header.
    fn lacks(&self, header: &str) -> bool {
        !self.columns.iter().any(|column| same(&column.header, header))
    }

    /// The channels on which the contact in a row must not be reached.
    pub fn noes(&self, row: usize) -> Channels {
        let number = self.numbers.get(row).copied().unwrap_or_default();
        self.consents.noes(row, number)
    }

    /// Whether the person (or the law) has said "no" on any channel; a dead address alone is no such word.
    pub fn says_no(&self, row: usize) -> bool {
        self.noes(row)
            .iter()
            .any(|channel| self.consent(row, channel).no.is_some_and(|no| no.cause.is_refusal()))
    }
}

/// What a row is found by: its id, else its first address, else its page.
fn keys(columns: &Columns, row: usize) -> [Option<String>; 3] {
    let text = |field| columns.std(field).and_then(|column| column.text(row));
    let clean = |text: Cow<str>| text.trim().to_lowercase();
    let page = |text: Cow<str>| {
        let lower = text.trim().trim_end_matches('/').to_lowercase();
        lower.split_once("://").map_or(lower.clone(), |(_, rest)| rest.trim_start_matches("www.").to_owned())
    };
    [
        text(StdField::ContactId).map(|id| id.trim().to_owned()),
        text(StdField::Email).map(clean),
        text(StdField::LinkedIn).map(page),
    ]
    .map(|key| key.filter(|key| !key.is_empty()))
}

impl Update {
    /// Compares a list with a newer export: the same id is the same contact, else the same address, else the same page (G9).
    pub fn between(old: &Columns, new: &Columns) -> Update {
        let mut by_key: [BTreeMap<String, Vec<u32>>; 3] = Default::default();
        for row in 0..old.len() {
            for (known, key) in by_key.iter_mut().zip(keys(old, row)) {
                if let Some(key) = key {
                    known.entry(key).or_default().push(row as u32);
                }
            }
        }
        let mut update = Update::default();
        let mut old_of = vec![None; new.len()];
        let mut is_taken = vec![false; old.len()];
        // all ids first: an address that has moved to a colleague must not take the contact away from its id
        for (kind, known) in by_key.iter().enumerate() {
            for (row, place) in old_of.iter_mut().enumerate().filter(|(_, place)| place.is_none()) {
                let found = keys(new, row)[kind].as_ref().and_then(|key| known.get(key));
                let found = found.and_then(|rows| rows.iter().find(|row| !is_taken[**row as usize]));
                if let Some(found) = found {
                    is_taken[*found as usize] = true;
                    *place = Some(*found);
                    update.found_by[kind] += 1;
                }
            }
        }
        let fills_only = new.doubles().rule() == MergeRule::FillOnly;
        let fields = new.columns().iter().map(|column| column.field());
        let shared: Vec<&Field> = fields.filter(|field| old.column(field).is_some()).collect();
        for (new_row, old_row) in (0..).zip(&old_of) {
            let Some(old_row) = *old_row else {
                update.added.push(new_row);
                continue;
            };
            update.same.push((old_row, new_row));
            let (before, after) = (old.noes(old_row as usize), new.noes(new_row as usize));
            let newly = after.iter().any(|channel| !before.has(channel));
            update.kept_no += u32::from(before.iter().any(|channel| !after.has(channel)));
            let differs = |field: &&&Field| {
                let before = old.text(old_row as usize, field);
                let keeps = fills_only && before.is_some();
                !keeps && before != new.text(new_row as usize, field)
            };
            let fields: Vec<Field> = shared.iter().filter(differs).map(|field| (*field).clone()).collect();
            if newly || !fields.is_empty() {
                update.changed.push(Changed { old: old_row, new: new_row, fields, says_no: newly });
            }
        }
        let both: Vec<u32> = update.same.iter().map(|(old, _)| *old).collect();
        let given = old.consents.given_in(&|header| new.lacks(header), &both);
        update.kept_given = given.into_iter().map(|(header, n)| (header.to_owned(), n)).collect();
        update.gone = (0..).zip(&is_taken).filter(|(_, taken)| !**taken).map(|(row, _)| row).collect();
        update
    }

    /// Whether nothing would change.
    pub fn is_nothing(&self) -> bool {
        self.changed.is_empty() && self.added.is_empty() && self.gone.is_empty()
    }

    /// The list as it is then. Who is added is numbered from `first_number`; columns that only the old list has are kept.
    pub fn apply(&self, old: &Columns, new: &Columns, first_number: u32, take: Take) -> Columns {
        match take {
            Take::Everything => self.everything(old, new, first_number),
            Take::OnlyNo => self.only_no(old, new),
        }
    }

    /// By number the row of whoever is on both.
    fn rows_by_number(&self, old: &Columns, row: impl Fn(&(u32, u32)) -> u32) -> BTreeMap<u32, u32> {
        let number = |pair: &(u32, u32)| old.numbers()[pair.0 as usize];
        let mut rows = BTreeMap::new();
        for pair in &self.same {
            rows.insert(number(pair), row(pair));
        }
        rows
    }

    fn everything(&self, old: &Columns, new: &Columns, first_number: u32) -> Columns {
        let mut old_of: Vec<Option<usize>> = vec![None; new.len()];
        for (old_row, new_row) in &self.same {
            old_of[*new_row as usize] = Some(*old_row as usize);
        }
        let mut next = first_number;
        let numbers: Vec<u32> = old_of
            .iter()
            .map(|old_row| match old_row {
                Some(row) => old.numbers()[*row],
                None => {
                    next += 1;
                    next - 1
                }
            })
            .collect();
        let mut columns = new.columns().to_vec();
        if new.doubles().rule() == MergeRule::FillOnly {
            // what stands there stays
            for column in &mut columns {
                let Some(before) = old.column(column.field()) else { continue };
                let mut made = ColumnBuilder::like(column);
                for (row, old_row) in old_of.iter().enumerate() {
                    let kept = old_row.filter(|old_row| before.text(*old_row).is_some());
                    match kept {
                        Some(kept) => made.push(&before.value(kept), before.written(kept).as_deref()),
                        None => made.push(&column.value(row), column.written(row).as_deref()),
                    }
                }
                *column = made.finish();
            }
        }
        for column in old.columns().iter().filter(|column| new.column(column.field()).is_none()) {
            let mut made = ColumnBuilder::like(column);
            for old_row in &old_of {
                match old_row {
                    Some(row) => made.push(&column.value(*row), column.written(*row).as_deref()),
                    None => made.push(&Value::Empty, None),
                }
            }
            columns.push(made.finish());
        }
        let mut consents = new.consents.clone();
        let rows = self.rows_by_number(old, |(_, new_row)| *new_row);
        consents.take_over(&old.consents, &old.numbers, &rows, new.len());
        consents.keep_given(&old.consents, &|header| new.lacks(header), &old.numbers, &rows, new.len());
        let mut number_of = BTreeMap::new();
        for (read, number) in new.numbers.iter().zip(&numbers) {
            number_of.insert(*read, *number);
        }
        let number = |read: u32| number_of.get(&read).copied().unwrap_or(read);
        let mut merges = new.merges.clone();
        for record in &mut merges.records {
            record.contact = number(record.contact);
        }
        let doubles = new.doubles.renumbered(&number);
        let noted = new.notes_renumbered(&number);
        let mut list = Columns { numbers, columns, consents, merges, doubles, noted, ..Columns::default() };
        list.keep_events(old);
        list.answered_as(&old.doubles)
    }

    fn only_no(&self, old: &Columns, new: &Columns) -> Columns {
        let mut list = old.clone();
        // who is on the new list alone has number 0, which is nobody's
        let mut numbers = vec![0; new.len()];
        for (old_row, new_row) in &self.same {
            numbers[*new_row as usize] = old.numbers()[*old_row as usize];
        }
        let rows = self.rows_by_number(old, |(old_row, _)| *old_row);
        list.consents.take_over(&new.consents, &numbers, &rows, old.len());
        list
    }
}

impl Columns {
    /// The list with one field set to a value in the rows that are meant; a list that has no such column gets one.
    pub fn with_value(
        &self,
        field: &Field,
        header: &str,
        kind: FieldKind,
        is_meant: &[bool],
        value: &Value,
    ) -> Columns {
        let before = self.column(field);
        let mut made = match before {
            Some(before) => ColumnBuilder::like(before),
            None => ColumnBuilder::new(header, field.clone(), kind),
        };
        for row in 0..self.len() {
            match before {
                _ if is_meant.get(row) == Some(&true) => made.push(value, None),
                Some(before) => made.push(&before.value(row), before.written(row).as_deref()),
                None => made.push(&Value::Empty, None),
            }
        }
        let made = made.finish();
        let mut list = self.clone();
        match list.columns.iter_mut().find(|column| column.field() == field) {
            Some(place) => *place = made,
            None => list.columns.push(made),
        }
        list
    }
}
