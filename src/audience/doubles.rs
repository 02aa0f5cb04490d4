//! The rows that were merged, kept beside the list as they were read: so that what was kept from which row can be seen, another rule can
//! be chosen later, and two contacts with one phone can be joined when a person says so (G9). Knows columns, no file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::change::ColumnBuilder;
use super::columns::{Column, Columns};
use super::read::{MergeRule, MergedBy};
use crate::calendar::Date;
use crate::model::{Field, StdField};

/// What is known of the rows that became one contact, and of contacts that may be one person.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Doubles {
    /// The rule by which the list has its cells.
    pub(super) rule: MergeRule,
    /// Contacts made of several rows.
    pub(super) groups: Vec<Double>,
    /// Every row of every group, group after group, read as the list's columns are.
    pub(super) columns: Vec<Column>,
    /// Cells that stay whichever row wins.
    pub(super) stays: Vec<Stay>,
    /// Contacts with one phone: asked about, never joined by themselves.
    pub(super) questions: Vec<SharedPhone>,
}

/// A contact made of several rows.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Double {
    /// Its number.
    pub contact: u32,
    /// Why the rows are one contact.
    pub by: MergedBy,
    /// The rows, as a spreadsheet numbers them.
    pub rows: Vec<u32>,
    /// Where the first of them lies in the columns.
    pub(super) first: u32,
}

/// A cell that stays whichever row wins: a no, an earlier day of opting out, "customer", "in a sequence".
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Stay {
    pub(super) group: u32,
    pub(super) column: u32,
    /// Which of the group's rows, from 0.
    pub(super) at: u32,
    /// Whether the column says who may be contacted.
    pub(super) is_consent: bool,
}

/// Different contacts with one mobile or direct number.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SharedPhone {
    /// The number as the file has it.
    pub phone: String,
    /// Numbers of the contacts, in the list's order.
    pub contacts: Vec<u32>,
    /// Their rows, as a spreadsheet numbers them.
    pub rows: Vec<u32>,
    /// What a person has said.
    pub answer: Option<PhoneAnswer>,
}

/// Whether contacts with one phone are one person.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhoneAnswer {
    /// They stay several.
    Several,
    /// They were joined.
    One,
}

/// Why a cell is the one that was kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptBecause {
    /// Its row won as the newest.
    Newer,
    /// Its row won as the first.
    First,
    /// The winner had nothing there.
    Filled,
    /// It says no, or says it earlier, or more.
    Stricter,
    /// "Customer" and "in a sequence" stay from any row.
    Stays,
    /// The list has another value since: it was changed after the file was read.
    Changed,
}

impl KeptBecause {
    /// The words on screen.
    pub fn label(self) -> &'static str {
        match self {
            KeptBecause::Newer => "newer",
            KeptBecause::First => "first row",
            KeptBecause::Filled => "filled over empty",
            KeptBecause::Stricter => "the stricter",
            KeptBecause::Stays => "stays from any row",
            KeptBecause::Changed => "changed since",
        }
    }
}

/// One column of a merged contact, where its rows differ.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Differing {
    /// Which column of the list.
    pub field: Field,
    /// The cell of each row, "" where it is empty.
    pub cells: Vec<String>,
    /// Which of them the list has; none where it was changed since.
    pub kept: Option<usize>,
    /// Why.
    pub because: KeptBecause,
}

/// Days by which a row is newer than another, the better one first.
const ACTIVE: [StdField; 2] = [StdField::LastActivity, StdField::LastContacted];

impl Doubles {
    /// The rule by which the list has its cells.
    pub fn rule(&self) -> MergeRule {
        self.rule
    }

    /// Contacts made of several rows, in the list's order.
    pub fn groups(&self) -> &[Double] {
        &self.groups
    }

    /// Contacts that share a phone.
    pub fn questions(&self) -> &[SharedPhone] {
        &self.questions
    }

    /// The same for a list that gives its contacts other numbers.
    pub(super) fn renumbered(&self, number: &dyn Fn(u32) -> u32) -> Doubles {
        let mut doubles = self.clone();
        for group in &mut doubles.groups {
            group.contact = number(group.contact);
        }
        for contact in doubles.questions.iter_mut().flat_map(|question| &mut question.contacts) {
            *contact = number(*contact);
        }
        doubles
    }

    /// Whether its parts fit each other.
    pub(super) fn is_sound(&self) -> bool {
        let n = self.columns.first().map_or(0, Column::len);
        let ends = self.groups.iter().map(|group| group.first as usize + group.rows.len());
        self.columns.iter().all(|column| column.is_sound(n))
            && (self.columns.is_empty() || ends.max().unwrap_or(0) <= n)
            && self.stays.iter().all(|stay| {
                (stay.column as usize) < self.columns.len()
                    && self
                        .groups
                        .get(stay.group as usize)
                        .is_some_and(|group| (stay.at as usize) < group.rows.len())
            })
    }

    /// The day of the newest activity of one row of a group.
    pub fn day(&self, group: &Double, at: usize) -> Option<Date> {
        let row = group.first as usize + at;
        let column = |std| self.columns.iter().find(|column| *column.field() == Field::Std(std));
        ACTIVE.into_iter().find_map(|std| column(std)?.date(row))
    }

    /// Which row of a group wins.
    fn winner(&self, rule: MergeRule, group: &Double) -> usize {
        let mut winner = 0;
        if rule == MergeRule::Newest {
            for at in 1..group.rows.len() {
                if self.day(group, at) > self.day(group, winner) {
                    winner = at;
                }
            }
        }
        winner
    }

    /// Which row of the group at `index` the cell of a column comes from, and why.
    fn kept(&self, rule: MergeRule, index: usize, column: usize) -> (usize, KeptBecause) {
        let group = &self.groups[index];
        let stay = |stay: &&Stay| stay.group as usize == index && stay.column as usize == column;
        let first = self.stays.partition_point(|stay| (stay.group as usize) < index);
        if let Some(stay) = self.stays[first..].iter().take_while(|s| s.group as usize == index).find(stay) {
            let because = if stay.is_consent { KeptBecause::Stricter } else { KeptBecause::Stays };
            return (stay.at as usize, because);
        }
        let winner = self.winner(rule, group);
        let day = self.day(group, winner);
        let is_newest = (0..group.rows.len()).any(|at| self.day(group, at) < day);
        let is_filled = |at: &usize| self.columns[column].text(group.first as usize + at).is_some();
        match std::iter::once(winner).chain(0..group.rows.len()).find(is_filled) {
            Some(at) if at != winner => (at, KeptBecause::Filled),
            _ if rule == MergeRule::Newest && is_newest => (winner, KeptBecause::Newer),
            _ => (winner, KeptBecause::First),
        }
    }
}

impl Columns {
    /// The rows that were merged when the list was read.
    pub fn doubles(&self) -> &Doubles {
        &self.doubles
    }

    /// The columns in which the rows of a merged contact differ, and which cell the list has.
    pub fn differing(&self, index: usize) -> Vec<Differing> {
        let doubles = &self.doubles;
        let Some(group) = doubles.groups.get(index) else { return Vec::new() };
        let row = self.row_of(group.contact);
        let mut differing = Vec::new();
        for (place, column) in doubles.columns.iter().enumerate() {
            let cell = |at| column.text(group.first as usize + at).unwrap_or_default().into_owned();
            let cells: Vec<String> = (0..group.rows.len()).map(cell).collect();
            if cells.iter().all(|cell| *cell == cells[0]) {
                continue;
            }
            let (at, because) = doubles.kept(doubles.rule, index, place);
            let now = row.and_then(|row| self.text(row, column.field())).unwrap_or_default();
            let is_kept = now == cells[at];
            differing.push(Differing {
                field: column.field().clone(),
                kept: is_kept.then_some(at),
                because: if is_kept { because } else { KeptBecause::Changed },
                cells,
            });
        }
        differing
    }

    /// The row of a contact.
    pub fn row_of(&self, contact: u32) -> Option<usize> {
        let near = self.numbers.partition_point(|number| *number < contact);
        if self.numbers.get(near) == Some(&contact) {
            return Some(near);
        }
        self.numbers.iter().position(|number| *number == contact)
    }

    /// The list with the cells of merged contacts as another rule keeps them. What a person has changed since stays.
    pub fn merged_by(&self, rule: MergeRule) -> Columns {
        let mut list = self.clone();
        let doubles = &self.doubles;
        for (place, alike) in doubles.columns.iter().enumerate() {
            let Some(column) = self.columns.iter().position(|column| column.field() == alike.field()) else {
                continue;
            };
            let mut other: BTreeMap<usize, usize> = BTreeMap::new();
            for (index, group) in doubles.groups.iter().enumerate() {
                let (was, _) = doubles.kept(doubles.rule, index, place);
                let (will, _) = doubles.kept(rule, index, place);
                let (was, will) = (group.first as usize + was, group.first as usize + will);
                let Some(row) = self.row_of(group.contact).filter(|_| was != will) else { continue };
                if self.columns[column].text(row) == alike.text(was) {
                    other.insert(row, will);
                }
            }
            if !other.is_empty() {
                list.columns[column] = with_cells(&self.columns[column], alike, &other);
            }
        }
        list.doubles.rule = rule;
        list
    }

    /// The list after an answer about contacts that share a phone: where they are one person, the first of them stays and takes over what
    /// the others have. `None` where there is no such question, or it was answered with `One` before.
    pub fn answered(&self, question: usize, answer: PhoneAnswer) -> Option<Columns> {
        let asked = self.doubles.questions.get(question).filter(|q| q.answer != Some(PhoneAnswer::One))?;
        let mut list = match answer {
            PhoneAnswer::Several => self.clone(),
            PhoneAnswer::One => {
                let rows: Option<Vec<usize>> = asked.contacts.iter().map(|of| self.row_of(*of)).collect();
                self.joined(&rows.filter(|rows| rows.len() > 1)?, &asked.rows)
            }
        };
        list.doubles.questions[question].answer = Some(answer);
        Some(list)
    }

    /// The list with what a person has said about shared phones in its state before: who was kept apart stays apart unasked, who was
    /// joined is joined again.
    pub(super) fn answered_as(self, before: &Doubles) -> Columns {
        let digits = |phone: &str| phone.chars().filter(char::is_ascii_digit).collect::<String>();
        let mut list = self;
        for at in 0..list.doubles.questions.len() {
            let asked = &list.doubles.questions[at];
            let same = |old: &&SharedPhone| {
                digits(&old.phone) == digits(&asked.phone)
                    && old.contacts.len() == asked.contacts.len()
                    && match old.answer {
                        Some(PhoneAnswer::Several) => old.contacts == asked.contacts,
                        Some(PhoneAnswer::One) => asked.contacts.contains(&old.contacts[0]),
                        None => false,
                    }
            };
            let answer = before.questions.iter().find(same).and_then(|old| old.answer);
            if let Some(answered) = answer.and_then(|answer| list.answered(at, answer)) {
                list = answered;
            }
        }
        list
    }

    /// The list with those rows as one contact, which keeps the number of the first.
    fn joined(&self, rows: &[usize], sheet_rows: &[u32]) -> Columns {
        let mut list = self.clone();
        let (kept, contact) = (rows[0], self.numbers[rows[0]]);
        // the rows stand with the others that were merged
        let n = self.doubles.columns.first().map_or(0, Column::len);
        list.doubles.columns = self
            .columns
            .iter()
            .map(|column| {
                let mut made = ColumnBuilder::like(column);
                let before = self.doubles.columns.iter().find(|other| other.field() == column.field());
                for row in 0..n {
                    match before {
                        Some(before) => made.push(&before.value(row), before.written(row).as_deref()),
                        None => made.push(&super::Value::Empty, None),
                    }
                }
                rows.iter().for_each(|row| made.push(&column.value(*row), column.written(*row).as_deref()));
                made.finish()
            })
            .collect();
        let places: Vec<Option<usize>> = self
            .doubles
            .columns
            .iter()
            .map(|before| self.columns.iter().position(|column| column.field() == before.field()))
            .collect();
        list.doubles.stays = self
            .doubles
            .stays
            .iter()
            .filter_map(|stay| Some(Stay { column: places[stay.column as usize]? as u32, ..*stay }))
            .collect();
        let sheet = |index: usize| sheet_rows.get(index).copied().unwrap_or_default();
        let group = list.doubles.groups.len();
        list.doubles.groups.push(Double {
            contact,
            by: MergedBy::Phone,
            rows: (0..rows.len()).map(sheet).collect(),
            first: n as u32,
        });
        let speaks: Vec<&str> = self.consents.columns().map(|(header, ..)| header).collect();
        for (place, column) in self.columns.iter().enumerate() {
            let is_consent = speaks.contains(&column.header());
            // a column about consent: the row whose no counts
            let strictest = is_consent.then(|| {
                rows.iter().position(|row| !self.noes(*row).is_empty() && column.text(*row).is_some())
            });
            if let Some(at) = strictest.flatten() {
                let stay = Stay { group: group as u32, column: place as u32, at: at as u32, is_consent };
                list.doubles.stays.push(stay);
            }
        }
        for place in 0..self.columns.len() {
            let (at, _) = list.doubles.kept(list.doubles.rule, group, place);
            if rows[at] != kept {
                let from = BTreeMap::from([(kept, rows[at])]);
                list.columns[place] = with_cells(&self.columns[place], &self.columns[place], &from);
            }
        }
        let others: Vec<usize> = rows[1..].to_vec();
        // what happened to any of them happened to the one
        let gone: Vec<u32> = others.iter().map(|row| self.numbers[*row]).collect();
        list.events_of_one(contact, &gone);
        for other in &others {
            list.consents.join((kept, contact), (*other, self.numbers[*other]), self.len());
        }
        let stays = |row: usize| !others.contains(&row);
        let mut list = list.without(&stays);
        list.count_again();
        list
    }

    /// The list with the rows that stay.
    fn without(&self, stays: &dyn Fn(usize) -> bool) -> Columns {
        let rows: Vec<usize> = (0..self.len()).filter(|row| stays(*row)).collect();
        let picked = |column: &Column| {
            let mut made = ColumnBuilder::like(column);
            rows.iter().for_each(|row| made.push(&column.value(*row), column.written(*row).as_deref()));
            made.finish()
        };
        Columns {
            numbers: rows.iter().map(|row| self.numbers[*row]).collect(),
            columns: self.columns.iter().map(picked).collect(),
            consents: self.consents.picked(&rows),
            merges: self.merges.clone(),
            doubles: self.doubles.clone(),
            events: self.events.clone(),
            noted: self.noted.clone(),
        }
    }
}

/// A column with some cells taken from another one: by row, the row of `from`.
fn with_cells(column: &Column, from: &Column, other: &BTreeMap<usize, usize>) -> Column {
    let mut made = ColumnBuilder::like(column);
    for row in 0..column.len() {
        match other.get(&row) {
            Some(there) => made.push(&from.value(*there), from.written(*there).as_deref()),
            None => made.push(&column.value(row), column.written(row).as_deref()),
        }
    }
    made.finish()
}
