//! Opening a plan: of all its saves, in both stores, the one that opens; what is damaged is put aside, and what went apart is named, so that
//! nothing is lost in silence. Knows a shelf and what the database said, not how either is asked.

use super::copies::{self, PlanCopy, Side, Stored, Tombstone};
use super::envelope::{Envelope, EnvelopeError};
use super::file::{self, FileError, FileProblem, is_plan_id};
use super::saver::{NotSaved, SaveState, Saver, SlotName};
use super::shelf::{PlanShelf, ShelfError, Untouched};
use crate::calendar::Instant;
use crate::lean::order;
use crate::model::{Plan, SCHEMA};

pub(super) const QUARANTINE: &str = "cadenza.quarantine.";

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

/// What the database said before a plan was opened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Database {
    /// Nothing yet: it is not waited for any longer.
    Silent,
    /// That it cannot be read, and why.
    Refused(ShelfError),
    /// What it holds of the plan.
    Answered(Stored),
}

/// A save that another one, which opened, does not know of: the two stores went apart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Apart {
    /// The slot where it lies; `None`: in the database.
    pub slot: Option<SlotName>,
    /// The save.
    pub copy: PlanCopy,
}

/// That the newest save of a plan could not be read and an older one opened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Missing {
    /// When the save that opened was made.
    pub opened: Instant,
    /// When the one that is missing was made, where its first line still reads.
    pub newer: Option<Instant>,
    /// Its bytes, and what is wrong with them.
    pub bytes: Quarantined,
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
    /// That an older save opened in the place of a damaged one.
    pub missing: Option<Missing>,
    /// Saves that went apart from the one that opened. They must be kept before they are written over.
    pub apart: Vec<Apart>,
    /// The slot it came from; `None`: it lay in the database alone, or nowhere.
    pub slot: Option<SlotName>,
    /// When it was saved.
    pub saved_at: Option<Instant>,
    /// The schema of a newer version that wrote it: the plan is only to be looked at.
    pub newer: Option<u32>,
    /// How the save that opened stands in the database.
    pub database: Side,
    /// The way to save it.
    pub saver: Saver,
}

/// A whole save, and where it lies.
struct Candidate {
    slots: Vec<SlotName>,
    in_database: bool,
    copy: PlanCopy,
}

impl Candidate {
    /// Whether this one was saved knowing that one. What older versions wrote says nothing of it: of two slots the later knows the other.
    fn knows(&self, other: &Candidate) -> bool {
        let (head, was) = (&self.copy.head, &other.copy.head);
        let in_slots = !self.slots.is_empty() && !other.slots.is_empty();
        head.descends_from(was) || (in_slots && head.is_old() && head.revision > was.revision)
    }
}

/// Opens a plan from the synchronous shelf alone; see [`open_with`].
///
/// # Errors
/// As [`open_with`].
pub fn open(shelf: &dyn PlanShelf, id: &str) -> Result<Opened, ShelfError> {
    open_with(shelf, id, &Database::Silent)
}

/// What [`open_with`] would open, and nothing is put aside or taken away: what is damaged is said to the one who opens the plan.
///
/// # Errors
/// As [`open_with`].
pub fn look(shelf: &dyn PlanShelf, id: &str, database: &Database) -> Result<Opened, ShelfError> {
    open_with(&Untouched(shelf), id, database)
}

/// Opens the newest whole save of a plan. A save that was written over others opens before them; where two do not know of each other, the
/// one that was saved later opens and the other is named in [`Opened::apart`]. Deleted saves do not open and are taken away. A damaged slot
/// is put aside under a key of its own, never deleted; where nothing lies under the id, the saver is ready for a new document.
///
/// # Errors
/// When the shelf cannot be read and the database holds nothing: then nothing may be written either. (Blocked storage: keep the plan on
/// [`MemoryShelf::for_this_tab`](super::MemoryShelf::for_this_tab).)
pub fn open_with(shelf: &dyn PlanShelf, id: &str, database: &Database) -> Result<Opened, ShelfError> {
    if !is_plan_id(id) {
        return Err(ShelfError::Other(format!("{id:?} is no plan id")));
    }
    let mut opened = Opened {
        plan: None,
        problems: Vec::new(),
        quarantined: Vec::new(),
        missing: None,
        apart: Vec::new(),
        slot: None,
        saved_at: None,
        newer: None,
        database: match database {
            Database::Silent | Database::Answered(_) => Side::Waits,
            Database::Refused(why) => Side::Refused(why.clone().into()),
        },
        saver: Saver::new(id),
    };
    let stored = if let Database::Answered(stored) = database { Some(stored) } else { None };
    let gone = stored.and_then(|stored| stored.gone);
    // a revision after the deleted ones is a plan that was brought back
    if let Some(gone) = gone {
        opened.saver.revision = gone.revision;
        opened.saver.line.add_deletion(gone.revision);
    }
    let mut whole = match in_slots(shelf, &mut opened, gone) {
        Ok(whole) => whole,
        // what the database holds opens all the same, and is saved there
        Err(_) if stored.is_some_and(|stored| stored.copy.is_some()) => Vec::new(),
        Err(error) => return Err(error),
    };
    if let Some(stored) = stored {
        in_database(shelf, &mut opened, stored, &mut whole);
    }
    let whole = in_order(whole);
    for candidate in &whole {
        opened.saver.revision = opened.saver.revision.max(candidate.copy.head.revision);
    }
    take(shelf, &mut opened, whole);
    name_missing(&mut opened, stored.is_some());
    Ok(opened)
}

/// The whole saves in the slots; what is damaged goes aside, what is deleted goes.
fn in_slots(
    shelf: &dyn PlanShelf,
    opened: &mut Opened,
    gone: Option<Tombstone>,
) -> Result<Vec<Candidate>, ShelfError> {
    let id = opened.saver.id.clone();
    let mut whole = Vec::new();
    for slot in SlotName::ALL {
        let Some(text) = shelf.get(&slot.key(&id))? else { continue };
        match Envelope::open(&text) {
            Ok((head, _)) if head.id == id && gone.is_some_and(|gone| gone.buries(&head)) => {
                // where that fails it is still deleted, and goes at the next start
                let _ = shelf.remove(&slot.key(&id));
            }
            Ok((head, body)) if head.id == id => {
                opened.saver.heads.insert(slot, head.clone());
                let copy = PlanCopy { head, body: body.into() };
                whole.push(Candidate { slots: vec![slot], in_database: false, copy });
            }
            Ok(_) => put_aside(shelf, opened, slot, text, EnvelopeError::Head.to_string()),
            Err(error) => put_aside(shelf, opened, slot, text, error.to_string()),
        }
    }
    // the newer slot is not written over next
    let newest = opened.saver.heads.iter().max_by_key(|(_, head)| head.revision);
    opened.saver.last = newest.map(|(slot, _)| *slot);
    Ok(whole)
}

/// Adds what the database holds, where it is another save than those in the slots.
fn in_database(shelf: &dyn PlanShelf, opened: &mut Opened, stored: &Stored, whole: &mut Vec<Candidate>) {
    let id = opened.saver.id.clone();
    match stored.whole(&id) {
        Ok(None) => {}
        Ok(Some(copy)) => {
            let local = copies::local_tombstone(shelf, &id);
            if stored.gone.is_some_and(|gone| gone.buries(&copy.head))
                || local.is_some_and(|gone| copies::is_gone_local(gone, &copy.head))
            {
                return;
            }
            match whole.iter_mut().find(|candidate| candidate.copy.head.is(&copy.head)) {
                Some(same) => same.in_database = true,
                None => whole.push(Candidate { slots: Vec::new(), in_database: true, copy }),
            }
        }
        Err(error) => {
            let (head, body) = stored.copy.clone().unwrap_or_default();
            let text = format!("{head}\n{body}");
            let why = error.to_string();
            // where it cannot be put aside it stays, and is not written over
            let key = keep(shelf, &text).unwrap_or_else(|_| {
                opened.database = Side::Refused(NotSaved::DamagedInTheWay);
                "database".to_owned()
            });
            opened.quarantined.push(Quarantined { key, text, why });
        }
    }
}

/// First those that no other one knows of, the latest first; then the ones that they were written over.
fn in_order(whole: Vec<Candidate>) -> Vec<Candidate> {
    let is_known = |n: usize| {
        let one = &whole[n];
        whole.iter().any(|other| other.knows(one) && !one.knows(other))
    };
    let known: Vec<bool> = (0..whole.len()).map(is_known).collect();
    let mut ranked: Vec<(bool, Candidate)> = known.into_iter().zip(whole).collect();
    order::sort_by_key(&mut ranked, |(is_known, candidate)| {
        let head = &candidate.copy.head;
        // among those that are known the later one was written over the earlier one, whatever the clock said
        let at = if *is_known { Instant(0) } else { head.saved_at };
        (*is_known, std::cmp::Reverse((at, head.revision)))
    });
    ranked.into_iter().map(|(_, candidate)| candidate).collect()
}

/// Takes the first that reads.
fn take(shelf: &dyn PlanShelf, opened: &mut Opened, whole: Vec<Candidate>) {
    let id = opened.saver.id.clone();
    let mut rest = whole.into_iter();
    for candidate in rest.by_ref() {
        let (head, body) = (&candidate.copy.head, &candidate.copy.body);
        let slot = candidate.slots.first().copied();
        match file::read(body.as_bytes(), true) {
            Ok((plan, problems)) => {
                if !problems.is_empty() && head.schema <= SCHEMA {
                    // the next save will not hold what was left out, so the whole is kept beside
                    let why = format!("{} things in it did not read", problems.len());
                    let key = keep(shelf, body).unwrap_or_else(|_| {
                        opened.saver.held.extend(slot);
                        slot.map_or_else(|| "database".to_owned(), |slot| slot.key(&id))
                    });
                    opened.quarantined.push(Quarantined { key, text: body.to_string(), why });
                }
                opened.plan = Some(plan);
                opened.problems = problems;
                opened.slot = slot;
                opened.saved_at = Some(head.saved_at);
                opened.saver.last = slot.or(opened.saver.last);
                if candidate.in_database {
                    opened.database = Side::Holds;
                }
                opened.saver.state = match slot {
                    _ if head.schema > SCHEMA => SaveState::ReadOnly,
                    Some(_) if !shelf.lasts() => SaveState::KeptInTabOnly,
                    Some(_) => SaveState::Saved { at: head.saved_at },
                    None => SaveState::Saving,
                };
                opened.newer = (head.schema > SCHEMA).then_some(head.schema);
                opened.saver.line.add(head);
                opened.saver.newest = Some(candidate.copy.clone());
                // those that are left are older, or went apart
                for other in rest {
                    let is_apart = !candidate.knows(&other);
                    opened.saver.line.add(&other.copy.head);
                    if is_apart {
                        opened.apart.push(Apart { slot: other.slots.first().copied(), copy: other.copy });
                    }
                }
                return;
            }
            Err(error) if head.schema > SCHEMA => {
                opened.newer = Some(head.schema);
                opened.saver.state = SaveState::ReadOnly;
                let key = slot.map_or_else(|| "database".to_owned(), |slot| slot.key(&id));
                let why = error.to_string();
                opened.quarantined.push(Quarantined { key, text: body.to_string(), why });
                return;
            }
            Err(error) => {
                if let Some(slot) = slot {
                    opened.saver.heads.remove(&slot);
                    put_aside(shelf, opened, slot, body.to_string(), unreadable(&error));
                } else {
                    let text = candidate.copy.text();
                    let key = keep(shelf, &text).unwrap_or_else(|_| {
                        opened.database = Side::Refused(NotSaved::DamagedInTheWay);
                        "database".to_owned()
                    });
                    opened.quarantined.push(Quarantined { key, text, why: unreadable(&error) });
                }
            }
        }
    }
}

/// Says so where a damaged save was newer than the one that opened, or may have been.
fn name_missing(opened: &mut Opened, database_answered: bool) {
    let (Some(at), Some(copy)) = (opened.saved_at, &opened.saver.newest) else { return };
    for bytes in &opened.quarantined {
        if *bytes.text == *copy.body {
            continue; // the very one that opened, kept whole beside
        }
        let head = Envelope::head(&bytes.text).ok().map(|(head, _)| head);
        let is_newer = match &head {
            Some(head) => head.revision > copy.head.revision,
            // the database holds the newest save that was called saved
            None => !(database_answered && opened.database == Side::Holds),
        };
        if is_newer {
            let newer = head.map(|head| head.saved_at);
            opened.missing = Some(Missing { opened: at, newer, bytes: bytes.clone() });
        }
    }
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
pub(super) fn keep(shelf: &dyn PlanShelf, text: &str) -> Result<String, ShelfError> {
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
