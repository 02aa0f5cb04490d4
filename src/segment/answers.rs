//! Answers that are kept from one question to the next: which rows of one list pass which condition. A rule of which one condition was changed
//! then asks the list for that condition alone. Knows no rule.

use std::cell::{Cell, RefCell};

use super::Bitmap;
use crate::calendar::Date;
use crate::model::Condition;

/// So many conditions are known at a time; at 1,000,000 rows each is 125 KB.
const MOST: usize = 64;

/// What is known of one list in one of its states.
#[derive(Debug, Default)]
pub struct Answers {
    state: Cell<u32>,
    known: RefCell<Vec<(Condition, Date, Bitmap)>>,
}

impl Answers {
    /// What is known of this state of the list; what was known of another is forgotten.
    pub fn at(&self, state: u32) -> &Answers {
        if self.state.replace(state) != state {
            self.forget();
        }
        self
    }

    /// Forgets everything: something beside the columns that conditions look at has changed.
    pub fn forget(&self) {
        self.known.borrow_mut().clear();
    }

    /// The rows of `rows` that pass, if it is known.
    pub(super) fn known(&self, condition: &Condition, today: Date, rows: &Bitmap) -> Option<Bitmap> {
        let mut answers = self.known.borrow_mut();
        let at = answers.iter().position(|(other, day, _)| *day == today && other == condition)?;
        // what was asked last goes last
        answers[at..].rotate_left(1);
        answers.last().map(|(.., found)| rows.clone().and(found))
    }

    /// Keeps which rows of the whole list pass.
    pub(super) fn keep(&self, condition: &Condition, today: Date, found: Bitmap) {
        let mut answers = self.known.borrow_mut();
        if answers.len() == MOST {
            answers.remove(0);
        }
        answers.push((condition.clone(), today, found));
    }
}
