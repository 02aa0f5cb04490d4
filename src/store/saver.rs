//! Saving a plan in two slots, so that at every moment one whole version lies there, and what that is worth beside the database. Knows a
//! shelf, not which.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::copies::{PlanCopy, Side};
use super::envelope::{Envelope, Line};
use super::file::is_plan_id;
use super::opening::QUARANTINE;
use super::shelf::{PlanShelf, ShelfError};
use crate::calendar::Instant;
use crate::lean::json;
use crate::lean::order;
use crate::model::{Plan, SCHEMA};

const PLANS: &str = "cadenza.plan.";

/// One of the two places of a plan.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum SlotName {
    /// The first.
    A,
    /// The second.
    B,
}

impl SlotName {
    pub(super) const ALL: [SlotName; 2] = [SlotName::A, SlotName::B];

    fn other(self) -> SlotName {
        match self {
            SlotName::A => SlotName::B,
            SlotName::B => SlotName::A,
        }
    }

    /// `cadenza.plan.<id>.a`
    pub(super) fn key(self, id: &str) -> String {
        format!("{PLANS}{id}.{}", if self == SlotName::A { "a" } else { "b" })
    }
}

/// How it stands with saving, in the words of the app.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SaveState {
    /// There are changes that are not written yet.
    Saving,
    /// Written, read back and opened again.
    Saved {
        /// When.
        at: Instant,
    },
    /// One of the two stores holds it, the other does not.
    InOne {
        /// Which one does.
        holds: Store,
        /// When.
        at: Instant,
        /// Why the other one does not.
        why: NotSaved,
    },
    /// Not written; what was saved before is still there.
    NotSaved(NotSaved),
    /// Storage is blocked: the plan lives in this tab only.
    KeptInTabOnly,
    /// Not to be written: another tab edits it, or a newer version wrote it.
    ReadOnly,
}

/// The two stores of a plan.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Store {
    /// The synchronous one: written at once, also while the page goes away, but on disk some time later.
    Local,
    /// The database: answers later, and is on disk when it does.
    Database,
}

/// Why a plan was not saved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotSaved {
    /// The storage is full.
    Full,
    /// Storage is switched off here.
    Blocked,
    /// The storage does not answer.
    Silent,
    /// What was read back is not what was written.
    ReadBack,
    /// Somebody else wrote the plan since it was opened.
    ChangedElsewhere,
    /// Somebody else deleted the plan since it was opened.
    DeletedElsewhere,
    /// Damaged bytes lie where it would be written; download them and let them go first.
    DamagedInTheWay,
    /// Anything else.
    Other(String),
}

impl fmt::Display for NotSaved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotSaved::Full => f.write_str("storage is full"),
            NotSaved::Blocked => ShelfError::Blocked.fmt(f),
            NotSaved::Silent => f.write_str("it does not answer"),
            NotSaved::ReadBack => f.write_str("what was read back is not what was written"),
            NotSaved::ChangedElsewhere => f.write_str("the plan was saved elsewhere since it was opened"),
            NotSaved::DeletedElsewhere => f.write_str("the plan was deleted in another tab"),
            NotSaved::DamagedInTheWay => f.write_str("damaged data lies in the way; download it first"),
            NotSaved::Other(why) => f.write_str(why),
        }
    }
}

impl From<ShelfError> for NotSaved {
    fn from(error: ShelfError) -> NotSaved {
        match error {
            ShelfError::Quota => NotSaved::Full,
            ShelfError::Blocked => NotSaved::Blocked,
            ShelfError::Other(why) => NotSaved::Other(why),
        }
    }
}

/// Writes one plan. There is none before the plan was opened, so nothing is written before it was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Saver {
    pub(super) id: String,
    /// The last slot that was written well.
    pub(super) last: Option<SlotName>,
    /// The last revision that was given, whether it came to stand anywhere or not.
    pub(super) revision: u64,
    /// The heads as they should stand in the slots.
    pub(super) heads: BTreeMap<SlotName, Envelope>,
    /// Slots with damaged bytes that could not be put aside.
    pub(super) held: BTreeSet<SlotName>,
    /// What the next save is written over.
    pub(super) line: Line,
    /// What was opened or sealed last.
    pub(super) newest: Option<PlanCopy>,
    /// How it stands in the slots.
    pub(super) state: SaveState,
    /// A slot that was written and not read back yet.
    unread: Option<SlotName>,
}

impl Saver {
    /// The way to save a plan of which nothing is known yet.
    pub(super) fn new(id: &str) -> Saver {
        Saver {
            id: id.to_owned(),
            last: None,
            revision: 0,
            heads: BTreeMap::new(),
            held: BTreeSet::new(),
            line: Line::default(),
            newest: None,
            state: SaveState::Saving,
            unread: None,
        }
    }

    /// How it stands in the synchronous store alone.
    pub fn state(&self) -> &SaveState {
        &self.state
    }

    /// How it stands in both stores: "saved" only where both hold the newest save.
    pub fn state_with(&self, database: &Side) -> SaveState {
        let at = self.newest.as_ref().map_or(Instant(0), |copy| copy.head.saved_at);
        let why = match &self.state {
            SaveState::Saved { at } => {
                return match database {
                    Side::Holds => SaveState::Saved { at: *at },
                    Side::Waits => SaveState::Saving,
                    Side::Refused(NotSaved::DeletedElsewhere) => {
                        SaveState::NotSaved(NotSaved::DeletedElsewhere)
                    }
                    Side::Refused(why) => SaveState::InOne { holds: Store::Local, at: *at, why: why.clone() },
                };
            }
            // another tab has the plan: what the database says of it is that tab's affair
            SaveState::NotSaved(NotSaved::ChangedElsewhere | NotSaved::DeletedElsewhere)
            | SaveState::Saving
            | SaveState::ReadOnly
            | SaveState::InOne { .. } => return self.state.clone(),
            SaveState::NotSaved(why) => why.clone(),
            SaveState::KeptInTabOnly => NotSaved::Blocked,
        };
        match database {
            Side::Holds => SaveState::InOne { holds: Store::Database, at, why },
            Side::Waits => SaveState::Saving,
            Side::Refused(_) => self.state.clone(),
        }
    }

    /// Whether the newest save is in neither store: going away would lose it. What is not written yet (see [`Saver::mark_changed`]) is,
    /// too, where the last attempt failed.
    pub fn is_loose(&self, database: &Side) -> bool {
        matches!(self.state, SaveState::NotSaved(_) | SaveState::KeptInTabOnly) && *database != Side::Holds
    }

    /// The save that the database should hold; `None` where nothing may be written.
    pub fn copy(&self) -> Option<&PlanCopy> {
        let may = !matches!(
            self.state,
            SaveState::ReadOnly
                | SaveState::NotSaved(NotSaved::ChangedElsewhere | NotSaved::DeletedElsewhere)
        );
        self.newest.as_ref().filter(|_| may)
    }

    /// The revision of the plan that was opened or sealed last; 0 where there is none.
    pub fn revision(&self) -> u64 {
        self.newest.as_ref().map_or(0, |copy| copy.head.revision)
    }

    /// There are changes to write.
    pub fn mark_changed(&mut self) {
        if matches!(self.state, SaveState::Saved { .. }) {
            self.state = SaveState::Saving;
        }
    }

    /// Stops writing, or starts again (another tab edits the plan, or gave it up).
    pub fn set_read_only(&mut self, read_only: bool) {
        match (read_only, &self.state) {
            (true, _) => self.state = SaveState::ReadOnly,
            (false, SaveState::ReadOnly) => self.state = SaveState::Saving,
            (false, _) => {}
        }
    }

    /// Gives the places of damaged bytes free, after the user has downloaded or given them up.
    pub fn release_damaged(&mut self) {
        self.held.clear();
    }

    /// What lies in this slot must not be written over.
    pub fn hold(&mut self, slot: SlotName) {
        self.held.insert(slot);
    }

    /// What lies in this slot is kept elsewhere: it goes, so that it is not found apart again.
    pub fn clear(&mut self, shelf: &dyn PlanShelf, slot: SlotName) {
        self.held.remove(&slot);
        // where that fails it is written over in time
        if shelf.remove(&slot.key(&self.id)).is_ok() {
            self.heads.remove(&slot);
            self.last = self.heads.keys().next().copied();
        }
    }

    /// Goes on after the plan was deleted elsewhere: the next save brings it back. `revision` is the greatest that was deleted.
    pub fn revive(&mut self, revision: u64) {
        self.last = None;
        self.heads.clear();
        self.revision = self.revision.max(revision);
        self.line.add_deletion(revision);
        self.state = SaveState::Saving;
    }

    /// Writes the plan into the older slot, reads it back and opens it again, all at once. `now` is the caller's clock. What it says is
    /// about this store alone; the same save goes to the database as [`Saver::copy`], also where this store did not take it.
    pub fn save(&mut self, shelf: &dyn PlanShelf, plan: &Plan, now: Instant) -> &SaveState {
        self.write(shelf, plan_text(plan), &plan.settings.name, now);
        self.read_back(shelf)
    }

    /// The first half of [`Saver::save`], for a plan whose text ([`plan_text`]) was made before: seals it and writes it. Until
    /// [`Saver::read_back`] it is not called saved.
    pub fn write(
        &mut self,
        shelf: &dyn PlanShelf,
        body: Result<String, NotSaved>,
        name: &str,
        now: Instant,
    ) -> &SaveState {
        if self.state == SaveState::ReadOnly {
            return &self.state;
        }
        // a save that another one overtakes
        self.read_back(shelf);
        let slot = self.free_slot(shelf);
        if let Err(Failure::Own(why @ (NotSaved::ChangedElsewhere | NotSaved::DeletedElsewhere))) = slot {
            self.state = SaveState::NotSaved(why);
            return &self.state;
        }
        let body = match body {
            Ok(body) => body,
            Err(why) => {
                self.state = SaveState::NotSaved(why);
                return &self.state;
            }
        };
        self.revision += 1;
        let names = (self.id.as_str(), name);
        let (head, text) = Envelope::seal_over(&mut self.line, &body, names, SCHEMA, self.revision, now);
        self.newest = Some(PlanCopy { head, body: body.into() });
        let written = slot.and_then(|slot| self.put(shelf, slot, &text));
        self.settle(shelf, written)
    }

    /// Whether something was written that was not read back yet.
    pub fn is_unread(&self) -> bool {
        self.unread.is_some()
    }

    /// Reads what was written back and opens it again, as it will be opened: what was sealed wrongly would compare well. Nothing to do
    /// where nothing waits for it.
    pub fn read_back(&mut self, shelf: &dyn PlanShelf) -> &SaveState {
        let Some(slot) = self.unread.take() else { return &self.state };
        let read = self.reopened(shelf, slot);
        // another tab took the plan over meanwhile
        if self.state == SaveState::ReadOnly {
            return &self.state;
        }
        self.settle(shelf, read)
    }

    fn reopened(&mut self, shelf: &dyn PlanShelf, slot: SlotName) -> Result<(), Failure> {
        let back = shelf.get(&slot.key(&self.id))?.unwrap_or_default();
        let (head, body) = Envelope::open(&back).map_err(|_| Failure::Own(NotSaved::ReadBack))?;
        if self.newest.as_ref().is_none_or(|newest| newest.head != head || *newest.body != *body) {
            return Err(Failure::Own(NotSaved::ReadBack));
        }
        self.heads.insert(slot, head);
        self.last = Some(slot);
        Ok(())
    }

    /// Writes what was opened into this store too, as it is, where only the database held it.
    pub fn heal(&mut self, shelf: &dyn PlanShelf) -> &SaveState {
        let Some(copy) = self.newest.clone().filter(|_| self.state == SaveState::Saving) else {
            return &self.state;
        };
        let slot = self.free_slot(shelf);
        let written = slot.and_then(|slot| self.put(shelf, slot, &copy.text()));
        self.settle(shelf, written);
        self.read_back(shelf)
    }

    fn settle(&mut self, shelf: &dyn PlanShelf, written: Result<(), Failure>) -> &SaveState {
        let at = self.newest.as_ref().map_or(Instant(0), |copy| copy.head.saved_at);
        self.state = match written {
            Ok(()) if self.unread.is_some() => SaveState::Saving,
            Ok(()) if !shelf.lasts() => SaveState::KeptInTabOnly,
            Ok(()) => SaveState::Saved { at },
            Err(Failure::Shelf(ShelfError::Blocked)) => SaveState::KeptInTabOnly,
            Err(Failure::Shelf(error)) => SaveState::NotSaved(error.into()),
            Err(Failure::Own(why)) => SaveState::NotSaved(why),
        };
        &self.state
    }

    /// The slot to write, once what stands there is known to be ours.
    fn free_slot(&mut self, shelf: &dyn PlanShelf) -> Result<SlotName, Failure> {
        if !self.is_ours(shelf)? {
            self.adopt(shelf)?;
        }
        let slot = self.next_slot();
        if self.held.contains(&slot) {
            return Err(Failure::Own(NotSaved::DamagedInTheWay));
        }
        Ok(slot)
    }

    fn next_slot(&self) -> SlotName {
        self.last.map_or(SlotName::A, SlotName::other)
    }

    fn is_ours(&self, shelf: &dyn PlanShelf) -> Result<bool, ShelfError> {
        if let Some(last) = self.last {
            let text = shelf.get(&last.key(&self.id))?.unwrap_or_default();
            if Envelope::head(&text).ok().map(|(head, _)| head).as_ref() != self.heads.get(&last) {
                return Ok(false);
            }
        }
        let slot = self.next_slot();
        let expected = self.heads.get(&slot);
        let Some(text) = shelf.get(&slot.key(&self.id))? else { return Ok(expected.is_none()) };
        let head = Envelope::head(&text).ok().map(|(head, _)| head);
        // a write of ours that was cut off is not somebody else's
        Ok((head.is_some() && head.as_ref() == expected) || Envelope::open(&text).is_err())
    }

    /// Somebody else wrote the slots. Where they say what was saved here last (another tab deleted the plan and brought it back), saving
    /// goes on from there.
    fn adopt(&mut self, shelf: &dyn PlanShelf) -> Result<(), Failure> {
        let mut there = Vec::new();
        let mut is_empty = true;
        for slot in SlotName::ALL {
            let Some(text) = shelf.get(&slot.key(&self.id))? else { continue };
            is_empty = false;
            if let Ok((head, body)) = Envelope::open(&text) {
                let is_same = self.newest.as_ref().is_some_and(|newest| *newest.body == *body);
                there.push((slot, head, is_same));
            }
        }
        if is_empty {
            return Err(Failure::Own(NotSaved::DeletedElsewhere));
        }
        order::sort_by_key(&mut there, |(_, head, _)| head.revision);
        let Some((last, head, true)) = there.last() else {
            return Err(Failure::Own(NotSaved::ChangedElsewhere));
        };
        self.last = Some(*last);
        self.revision = self.revision.max(head.revision);
        self.line.add(head);
        self.heads = there.iter().map(|(slot, head, _)| (*slot, head.clone())).collect();
        Ok(())
    }

    fn put(&mut self, shelf: &dyn PlanShelf, slot: SlotName, text: &str) -> Result<(), Failure> {
        let key = slot.key(&self.id);
        self.heads.remove(&slot);
        shelf.set(&key, text).inspect_err(|_| {
            // a shelf that keeps the old text when it is full still holds what it held
            if let Some(head) =
                shelf.get(&key).ok().flatten().and_then(|t| Envelope::open(&t).ok().map(|(h, _)| h))
            {
                self.heads.insert(slot, head);
            }
        })?;
        self.unread = Some(slot);
        Ok(())
    }
}

/// The text of a plan as stores hold it.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn plan_text(plan: &Plan) -> Result<String, NotSaved> {
    json::text(plan).map_err(|error| NotSaved::Other(format!("the plan cannot be written: {error}")))
}

enum Failure {
    Shelf(ShelfError),
    Own(NotSaved),
}

impl From<ShelfError> for Failure {
    fn from(error: ShelfError) -> Self {
        Failure::Shelf(error)
    }
}

/// A plan on the shelf, without its body.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlanCard {
    /// The plan's id.
    pub id: String,
    /// Its name; the id where no slot's head reads.
    pub name: String,
    /// When it was saved last; `None` where no slot's head reads.
    pub saved_at: Option<Instant>,
    /// Its newest revision.
    pub revision: u64,
    /// UTF-16 units it takes in both slots: what browsers count against the quota.
    pub size: usize,
}

/// The plans on a shelf, newest first.
///
/// # Errors
/// When the shelf cannot be read.
pub fn list_plans(shelf: &dyn PlanShelf) -> Result<Vec<PlanCard>, ShelfError> {
    let mut cards: BTreeMap<String, PlanCard> = BTreeMap::new();
    for key in shelf.keys()? {
        let Some(id) = plan_of(&key) else { continue };
        let Some(text) = shelf.get(&key)? else { continue };
        let card = cards.entry(id.to_owned()).or_insert_with(|| PlanCard {
            id: id.to_owned(),
            name: id.to_owned(),
            saved_at: None,
            revision: 0,
            size: 0,
        });
        card.size += key.encode_utf16().count() + text.encode_utf16().count();
        if let Ok((head, _)) = Envelope::head(&text)
            && (card.saved_at.is_none() || head.revision > card.revision)
        {
            card.name = head.name;
            card.saved_at = Some(head.saved_at);
            card.revision = head.revision;
        }
    }
    let mut cards: Vec<PlanCard> = cards.into_values().collect();
    order::sort_by_key(&mut cards, |card| std::cmp::Reverse(card.saved_at));
    Ok(cards)
}

/// The plan whose slot lies under this key.
fn plan_of(key: &str) -> Option<&str> {
    let slot = key.strip_prefix(PLANS)?;
    slot.strip_suffix(".a").or(slot.strip_suffix(".b")).filter(|id| is_plan_id(id))
}

/// The greatest revision of a plan's slots whose heads read; 0 where a slot is there and none reads.
///
/// # Errors
/// When the shelf cannot be read.
pub(super) fn newest_revision(shelf: &dyn PlanShelf, id: &str) -> Result<Option<u64>, ShelfError> {
    let mut newest = None;
    for slot in SlotName::ALL {
        let Some(text) = shelf.get(&slot.key(id))? else { continue };
        let revision = Envelope::head(&text).map_or(0, |(head, _)| head.revision);
        newest = newest.max(Some(revision));
    }
    Ok(newest)
}

/// UTF-16 units that browsers give an origin in localStorage.
const ALL_UNITS: usize = 5_242_880;

/// How much of the synchronous store is taken, in UTF-16 units, and how much a plan takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Room {
    /// Taken, by whatever this origin keeps.
    pub taken: usize,
    /// Free, as far as browsers say.
    pub free: usize,
    /// What the largest plan takes, in both its slots.
    pub largest: usize,
}

impl Room {
    /// Whether it is time to say so: a fifth is left, or no room for another plan like the largest.
    pub fn is_short(self) -> bool {
        self.free * 5 < ALL_UNITS || self.free < self.largest
    }

    /// Per cent that are free.
    pub fn free_percent(self) -> usize {
        self.free * 100 / ALL_UNITS
    }
}

/// How much room is left.
///
/// # Errors
/// When the shelf cannot be read.
pub fn room(shelf: &dyn PlanShelf) -> Result<Room, ShelfError> {
    let mut taken = 0;
    let mut plans: BTreeMap<String, usize> = BTreeMap::new();
    for key in shelf.keys()? {
        let text = shelf.get(&key)?.unwrap_or_default();
        let units = key.encode_utf16().count() + text.encode_utf16().count();
        taken += units;
        if let Some(id) = plan_of(&key) {
            *plans.entry(id.to_owned()).or_default() += units;
        }
    }
    let largest = plans.into_values().max().unwrap_or(0);
    Ok(Room { taken, free: ALL_UNITS.saturating_sub(taken), largest })
}

/// Deletes a plan, both slots. Quarantined bytes stay.
///
/// # Errors
/// When the shelf is blocked.
pub fn delete_plan(shelf: &dyn PlanShelf, id: &str) -> Result<(), ShelfError> {
    SlotName::ALL.iter().try_for_each(|slot| shelf.remove(&slot.key(id)))
}

/// All bytes that were put aside, with their keys.
///
/// # Errors
/// When the shelf cannot be read.
pub fn list_quarantined(shelf: &dyn PlanShelf) -> Result<Vec<(String, String)>, ShelfError> {
    let mut found = Vec::new();
    for key in shelf.keys()? {
        if key.starts_with(QUARANTINE)
            && let Some(text) = shelf.get(&key)?
        {
            found.push((key, text));
        }
    }
    Ok(found)
}

/// Lets quarantined bytes go, at the user's word. Other keys are left alone.
///
/// # Errors
/// When the shelf is blocked.
pub fn discard_quarantined(shelf: &dyn PlanShelf, key: &str) -> Result<(), ShelfError> {
    if key.starts_with(QUARANTINE) { shelf.remove(key) } else { Ok(()) }
}
