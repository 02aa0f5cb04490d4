//! Saving a plan in two slots, so that at every moment one whole version lies there; opening it again. Knows a shelf, not which.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::envelope::{Envelope, EnvelopeError};
use super::file::{self, FileError, FileProblem, is_plan_id};
use super::shelf::{PlanShelf, ShelfError};
use crate::calendar::Instant;
use crate::lean::json;
use crate::lean::order;
use crate::model::{Plan, SCHEMA};

const PLANS: &str = "cadenza.plan.";
const QUARANTINE: &str = "cadenza.quarantine.";

/// One of the two places of a plan.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum SlotName {
    /// The first.
    A,
    /// The second.
    B,
}

impl SlotName {
    const ALL: [SlotName; 2] = [SlotName::A, SlotName::B];

    fn other(self) -> SlotName {
        match self {
            SlotName::A => SlotName::B,
            SlotName::B => SlotName::A,
        }
    }

    /// `cadenza.plan.<id>.a`
    fn key(self, id: &str) -> String {
        format!("{PLANS}{id}.{}", if self == SlotName::A { "a" } else { "b" })
    }
}

/// Bytes that could not be trusted or fully read. They stay under their key until the user lets them go.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Quarantined {
    /// Where they lie now.
    pub key: String,
    /// The bytes, to be offered for download.
    pub text: String,
    /// What is wrong with them.
    pub why: String,
}

/// What opening a plan found.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The newest version that reads; `None` where none does.
    pub plan: Option<Plan>,
    /// What was left out of it or put right.
    pub problems: Vec<FileProblem>,
    /// What could not be trusted.
    pub quarantined: Vec<Quarantined>,
    /// The slot it came from.
    pub slot: Option<SlotName>,
    /// When it was saved.
    pub saved_at: Option<Instant>,
    /// The schema of a newer version that wrote it: the plan is only to be looked at.
    pub newer: Option<u32>,
    /// The way to save it.
    pub saver: Saver,
}

/// How it stands with saving, in the words of the app.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SaveState {
    /// There are changes that are not written yet.
    Saving,
    /// Written, read back and compared.
    Saved {
        /// When.
        at: Instant,
    },
    /// Not written; what was saved before is still there.
    NotSaved(NotSaved),
    /// Storage is blocked: the plan lives in this tab only.
    KeptInTabOnly,
    /// Not to be written: another tab edits it, or a newer version wrote it.
    ReadOnly,
}

/// Why a plan was not saved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotSaved {
    /// The storage is full.
    Full,
    /// What was read back is not what was written.
    ReadBack,
    /// Somebody else wrote the plan since it was opened.
    ChangedElsewhere,
    /// Damaged bytes lie where it would be written; download them and let them go first.
    DamagedInTheWay,
    /// Anything else.
    Other(String),
}

impl fmt::Display for NotSaved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotSaved::Full => f.write_str("storage is full"),
            NotSaved::ReadBack => f.write_str("what was read back is not what was written"),
            NotSaved::ChangedElsewhere => f.write_str("the plan was saved elsewhere since it was opened"),
            NotSaved::DamagedInTheWay => f.write_str("damaged data lies in the way; download it first"),
            NotSaved::Other(why) => f.write_str(why),
        }
    }
}

/// Writes one plan. There is none before the plan was opened, so nothing is written before it was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Saver {
    id: String,
    /// The last slot that was written well.
    last: Option<SlotName>,
    revision: u64,
    /// The heads as they should stand in the slots.
    heads: BTreeMap<SlotName, Envelope>,
    /// Slots with damaged bytes that could not be put aside.
    held: BTreeSet<SlotName>,
    state: SaveState,
}

impl Saver {
    /// How it stands.
    pub fn state(&self) -> &SaveState {
        &self.state
    }

    /// The revision of the plan that was opened or saved last; 0 where there is none.
    pub fn revision(&self) -> u64 {
        self.last.and_then(|slot| self.heads.get(&slot)).map_or(0, |head| head.revision)
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

    /// Writes the plan into the older slot, reads it back and compares. `now` is the caller's clock.
    pub fn save(&mut self, shelf: &dyn PlanShelf, plan: &Plan, now: Instant) -> &SaveState {
        if self.state == SaveState::ReadOnly {
            return &self.state;
        }
        self.state = match self.write(shelf, plan, now) {
            Ok(()) if !shelf.lasts() => SaveState::KeptInTabOnly,
            Ok(()) => SaveState::Saved { at: now },
            Err(Failure::Shelf(ShelfError::Blocked)) => SaveState::KeptInTabOnly,
            Err(Failure::Shelf(ShelfError::Quota)) => SaveState::NotSaved(NotSaved::Full),
            Err(Failure::Shelf(ShelfError::Other(why))) => SaveState::NotSaved(NotSaved::Other(why)),
            Err(Failure::Own(why)) => SaveState::NotSaved(why),
        };
        &self.state
    }

    fn write(&mut self, shelf: &dyn PlanShelf, plan: &Plan, now: Instant) -> Result<(), Failure> {
        let slot = self.last.map_or(SlotName::A, SlotName::other);
        if self.held.contains(&slot) {
            return Err(Failure::Own(NotSaved::DamagedInTheWay));
        }
        let key = slot.key(&self.id);
        let there = shelf.get(&key)?;
        if let Some(text) = &there {
            let head = Envelope::head(text).ok().map(|(head, _)| head);
            // a write of ours that was cut off is not somebody else's
            let whole = Envelope::open(text).is_ok();
            if whole && head.as_ref() != self.heads.get(&slot) {
                return Err(Failure::Own(NotSaved::ChangedElsewhere));
            }
        } else if self.heads.contains_key(&slot) {
            return Err(Failure::Own(NotSaved::ChangedElsewhere));
        }
        let body = json::text(plan)
            .map_err(|error| Failure::Own(NotSaved::Other(format!("the plan cannot be written: {error}"))))?;
        let revision = self.revision + 1;
        let (head, text) = Envelope::seal(&body, (&self.id, &plan.settings.name), SCHEMA, revision, now);
        self.heads.remove(&slot);
        shelf.set(&key, &text).inspect_err(|_| {
            // a shelf that keeps the old text when it is full still holds what it held
            if let Some(head) =
                shelf.get(&key).ok().flatten().and_then(|t| Envelope::open(&t).ok().map(|(h, _)| h))
            {
                self.heads.insert(slot, head);
            }
        })?;
        if shelf.get(&key)?.as_deref() != Some(text.as_str()) {
            return Err(Failure::Own(NotSaved::ReadBack));
        }
        self.heads.insert(slot, head);
        self.last = Some(slot);
        self.revision = revision;
        Ok(())
    }
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

/// Opens the newest whole version of a plan. A damaged slot is put aside under a key of its own, never deleted; where nothing lies
/// under the id, the saver is ready for a new document.
///
/// # Errors
/// When the shelf cannot be read: then nothing may be written either. (Blocked storage: keep the plan on
/// [`MemoryShelf::for_this_tab`](super::MemoryShelf::for_this_tab).)
pub fn open(shelf: &dyn PlanShelf, id: &str) -> Result<Opened, ShelfError> {
    if !is_plan_id(id) {
        return Err(ShelfError::Other(format!("{id:?} is no plan id")));
    }
    let mut opened = Opened {
        plan: None,
        problems: Vec::new(),
        quarantined: Vec::new(),
        slot: None,
        saved_at: None,
        newer: None,
        saver: Saver {
            id: id.to_owned(),
            last: None,
            revision: 0,
            heads: BTreeMap::new(),
            held: BTreeSet::new(),
            state: SaveState::Saving,
        },
    };
    let mut whole: Vec<(SlotName, Envelope, String)> = Vec::new();
    for slot in SlotName::ALL {
        let Some(text) = shelf.get(&slot.key(id))? else { continue };
        match Envelope::open(&text) {
            Ok((head, body)) if head.id == id => {
                let body = body.to_owned();
                opened.saver.revision = opened.saver.revision.max(head.revision);
                opened.saver.heads.insert(slot, head.clone());
                whole.push((slot, head, body));
            }
            Ok(_) => put_aside(shelf, &mut opened, slot, text, EnvelopeError::Head.to_string()),
            Err(error) => put_aside(shelf, &mut opened, slot, text, error.to_string()),
        }
    }
    order::sort_by_key(&mut whole, |(_, head, _)| std::cmp::Reverse(head.revision));
    for (slot, head, body) in whole {
        match file::read(body.as_bytes(), true) {
            Ok((plan, problems)) => {
                if !problems.is_empty() && head.schema <= SCHEMA {
                    // the next save will not hold what was left out, so the whole is kept beside
                    let why = format!("{} things in it did not read", problems.len());
                    let key = keep(shelf, &body).unwrap_or_else(|_| {
                        opened.saver.held.insert(slot);
                        slot.key(id)
                    });
                    opened.quarantined.push(Quarantined { key, text: body, why });
                }
                opened.plan = Some(plan);
                opened.problems = problems;
                opened.slot = Some(slot);
                opened.saver.last = Some(slot);
                opened.saved_at = Some(head.saved_at);
                opened.saver.state = if shelf.lasts() {
                    SaveState::Saved { at: head.saved_at }
                } else {
                    SaveState::KeptInTabOnly
                };
                if head.schema > SCHEMA {
                    opened.newer = Some(head.schema);
                    opened.saver.state = SaveState::ReadOnly;
                }
                break;
            }
            Err(error) if head.schema > SCHEMA => {
                opened.newer = Some(head.schema);
                opened.saver.state = SaveState::ReadOnly;
                opened.quarantined.push(Quarantined {
                    key: slot.key(id),
                    text: body,
                    why: error.to_string(),
                });
                break;
            }
            Err(error) => {
                opened.saver.heads.remove(&slot);
                put_aside(shelf, &mut opened, slot, body, unreadable(&error));
            }
        }
    }
    Ok(opened)
}

/// The version of a plan that was saved before this revision, with its own revision, where it is still whole.
pub fn older(shelf: &dyn PlanShelf, id: &str, revision: u64) -> Option<(u64, Plan)> {
    SlotName::ALL.into_iter().find_map(|slot| {
        let text = shelf.get(&slot.key(id)).ok()??;
        let (head, body) = Envelope::open(&text).ok()?;
        if head.id != id || head.revision >= revision {
            return None;
        }
        let (plan, problems) = file::read_plan(body.as_bytes()).ok()?;
        problems.is_empty().then_some((head.revision, plan))
    })
}

fn unreadable(error: &FileError) -> String {
    format!("the plan in it does not read: {error}")
}

/// Moves a damaged slot to a key of its own. Where that fails it stays, and the saver does not write over it.
fn put_aside(shelf: &dyn PlanShelf, opened: &mut Opened, slot: SlotName, text: String, why: String) {
    let here = slot.key(&opened.saver.id);
    let whole = shelf.get(&here).ok().flatten().unwrap_or_else(|| text.clone());
    let key = match keep(shelf, &whole) {
        Ok(key) if shelf.remove(&here).is_ok() => key,
        Ok(key) => {
            opened.saver.held.insert(slot);
            key
        }
        Err(_) => {
            opened.saver.held.insert(slot);
            here
        }
    };
    opened.quarantined.push(Quarantined { key, text: whole, why });
}

/// Puts bytes under a quarantine key, unless they lie there already; the key, once they were read back.
fn keep(shelf: &dyn PlanShelf, text: &str) -> Result<String, ShelfError> {
    let keys = shelf.keys()?;
    for key in keys.iter().filter(|key| key.starts_with(QUARANTINE)) {
        if shelf.get(key)?.as_deref() == Some(text) {
            return Ok(key.clone());
        }
    }
    let numbers = keys.iter().filter_map(|key| key.strip_prefix(QUARANTINE)?.parse::<u32>().ok());
    let number = numbers.max().unwrap_or(0).saturating_add(1);
    let key = format!("{QUARANTINE}{number}");
    shelf.set(&key, text)?;
    if shelf.get(&key)?.as_deref() == Some(text) {
        Ok(key)
    } else {
        Err(ShelfError::Other("what was put aside does not read back".to_owned()))
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
        let id = key.strip_prefix(PLANS).and_then(|rest| rest.strip_suffix(".a").or(rest.strip_suffix(".b")));
        let Some(id) = id.filter(|id| is_plan_id(id)) else { continue };
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
