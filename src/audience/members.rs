//! Who stands on another list too: found by the same address or the same page (a shared phone only asks, G9). Knows no rule.

use std::collections::{BTreeMap, HashSet};

use super::Columns;
use crate::calendar::Date;
use crate::lean::fold::{folded, same};
use crate::lean::text::nearest;
use crate::lean::turns::{A_TURN, at_once, straight_on};
use crate::model::StdField;

/// Who stands on a list: addresses and profiles.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Members(HashSet<Box<str>>);

impl Members {
    /// Those of a list.
    pub fn of(columns: &Columns) -> Members {
        at_once(Members::of_in_turns(columns, &mut straight_on))
    }

    /// As [`Members::of`], a piece at a time.
    ///
    /// # Errors
    /// Where it was stopped.
    pub async fn of_in_turns<S>(
        columns: &Columns,
        turn: &mut impl AsyncFnMut() -> Result<(), S>,
    ) -> Result<Members, S> {
        let mut members = HashSet::default();
        for row in 0..columns.len() {
            if row % A_TURN == A_TURN - 1 {
                turn().await?;
            }
            members.extend(keys(columns, row));
        }
        Ok(Members(members))
    }

    /// Per row of a list, whether the contact is one of them.
    ///
    /// # Errors
    /// Where it was stopped.
    pub async fn among_in_turns<S>(
        &self,
        columns: &Columns,
        turn: &mut impl AsyncFnMut() -> Result<(), S>,
    ) -> Result<Vec<bool>, S> {
        let mut among = Vec::with_capacity(columns.len());
        for row in 0..columns.len() {
            if row % A_TURN == A_TURN - 1 {
                turn().await?;
            }
            among.push(keys(columns, row).any(|key| self.0.contains(&key)));
        }
        Ok(among)
    }
}

/// By what a contact is found on another list.
fn keys(columns: &Columns, row: usize) -> impl Iterator<Item = Box<str>> + '_ {
    [StdField::Email, StdField::LinkedIn].into_iter().filter_map(move |field| {
        let text = columns.std(field)?.str(row)?;
        let text = folded(text.trim());
        let text =
            text.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
        Some(text.trim_end_matches('/').into())
    })
}

/// What is known of who stands on another list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OnList {
    /// Per row of this list, whether the contact stands on that one too.
    Known(Vec<bool>),
    /// That list was to be kept until this day: it is locked, and is not read.
    Locked(Date),
}

/// Who of a list stands on others, by their names.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct OnLists {
    known: BTreeMap<String, OnList>,
    /// Names of lists that there are, whether anything is known of them or not.
    there: Vec<String>,
}

impl OnLists {
    /// Those of this list who stand on that one too, which is called so.
    pub fn put(&mut self, name: &str, columns: &Columns, members: &Members) {
        let among = at_once(members.among_in_turns(columns, &mut straight_on));
        self.known.insert(name.to_owned(), OnList::Known(among));
    }

    /// What is known of the list of that name from now on; nothing where it is gone.
    pub fn set(&mut self, name: &str, known: Option<OnList>) {
        match known {
            Some(known) => drop(self.known.insert(name.to_owned(), known)),
            None => drop(self.known.remove(name)),
        }
    }

    /// What is known of the list of that name, in any case; nothing where there is none.
    pub fn get(&self, name: &str) -> Option<&OnList> {
        self.known.iter().find(|(other, _)| same(other, name)).map(|(_, known)| known)
    }

    /// These lists are there: what a name that there is none of may mean.
    pub fn are_there(&mut self, names: Vec<String>) {
        self.there = names;
    }

    /// The list that was probably meant by a name.
    pub fn near(&self, name: &str) -> Option<String> {
        nearest(name, self.known.keys().chain(&self.there))
    }
}
