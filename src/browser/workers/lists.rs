//! Questions to the data worker about the open list itself: one contact, what was merged. Knows no column.

use super::data::Data;
use super::import::unexpected;
use crate::audience::{MergeRule, PhoneAnswer};
use crate::browser::clock;
use crate::worker::protocol::{ContactView, DoublesInfo, Failure, ListInfo, Reply, Request};

impl Data {
    /// All that is known of the contact in a row.
    ///
    /// # Errors
    /// `NoList`, `NoContact`.
    pub async fn contact(&self, row: u32) -> Result<ContactView, Failure> {
        match self.ask(Request::Contact { list: self.list(), row }).await? {
            Reply::Contact(contact) => Ok(*contact),
            _ => Err(unexpected()),
        }
    }

    /// What was merged, some contacts of it, and who shares a phone.
    ///
    /// # Errors
    /// `NoList`.
    pub async fn doubles(&self, from: u32, n: u32) -> Result<DoublesInfo, Failure> {
        match self.ask(Request::Doubles { list: self.list(), from, n }).await? {
            Reply::Doubles(doubles) => Ok(*doubles),
            _ => Err(unexpected()),
        }
    }

    /// Keeps the cells of merged contacts by another rule.
    ///
    /// # Errors
    /// `NoList`; where the storage refuses.
    pub async fn merge_by(&self, rule: MergeRule) -> Result<ListInfo, Failure> {
        let reply = self.ask(Request::MergeBy { list: self.list(), rule, now: clock::now() }).await?;
        self.opened(reply)
    }

    /// Says whether contacts that share a phone are one person.
    ///
    /// # Errors
    /// `NoList`; where it was answered before, or the storage refuses.
    pub async fn answer_phone(&self, question: u32, answer: PhoneAnswer) -> Result<ListInfo, Failure> {
        let request = Request::AnswerPhone { list: self.list(), question, answer, now: clock::now() };
        let reply = self.ask(request).await?;
        self.opened(reply)
    }
}
