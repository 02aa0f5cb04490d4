//! Questions to the data worker about the open list itself: one contact, what was merged, its parts beside each other. Knows no column.

use super::data::Data;
use super::import::unexpected;
use crate::audience::{MergeRule, PhoneAnswer};
use crate::browser::clock;
use crate::calendar::Date;
use crate::model::{Rule, ScoreId, SegmentId};
use crate::worker::protocol::{
    AlikeInfo, ContactView, CoverInfo, DoublesInfo, Failure, FitSpread, ListInfo, Reply, Request,
};

impl Data {
    /// All that is known of the contact in a row.
    ///
    /// # Errors
    /// `NoList`, `NoContact`.
    pub async fn contact(&self, row: u32) -> Result<ContactView, Failure> {
        match self.ask(Request::Contact { list: self.list(), row, today: clock::today() }).await? {
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

    /// How segments share the list, in the order in which the first counts.
    ///
    /// # Errors
    /// `NoList`, `NoPlan`.
    pub async fn cover(&self, order: Vec<SegmentId>, today: Date) -> Result<CoverInfo, Failure> {
        match self.ask(Request::Cover { list: self.list(), order, today }).await? {
            Reply::Cover(cover) => Ok(*cover),
            _ => Err(unexpected()),
        }
    }

    /// How a fit score spreads over the list.
    ///
    /// # Errors
    /// `NoList`, `NoPlan`; what the list cannot answer.
    pub async fn fit_spread(&self, score: ScoreId, today: Date) -> Result<FitSpread, Failure> {
        match self.ask(Request::FitSpread { list: self.list(), score, today }).await? {
            Reply::FitSpread(spread) => Ok(spread),
            _ => Err(unexpected()),
        }
    }

    /// How alike two parts of the list are.
    ///
    /// # Errors
    /// `NoList`, `NoPlan`; what the list cannot answer.
    pub async fn alike(&self, a: Rule, b: Rule, today: Date) -> Result<AlikeInfo, Failure> {
        match self.ask(Request::Alike { list: self.list(), a, b, today }).await? {
            Reply::Alike(alike) => Ok(alike),
            _ => Err(unexpected()),
        }
    }

    /// Keeps the events of a file with the list.
    ///
    /// # Errors
    /// `NoList`, `BadFile`; where the storage refuses.
    pub async fn attach_events(&self, name: &str, bytes: Vec<u8>) -> Result<ListInfo, Failure> {
        let (name, now) = (name.to_owned(), clock::now());
        let reply = self.ask(Request::AttachEvents { list: self.list(), name, bytes, now }).await?;
        self.opened(reply)
    }

    /// Takes the events away from the list.
    ///
    /// # Errors
    /// `NoList`; where the storage refuses.
    pub async fn detach_events(&self) -> Result<ListInfo, Failure> {
        let reply = self.ask(Request::DetachEvents { list: self.list(), now: clock::now() }).await?;
        self.opened(reply)
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
