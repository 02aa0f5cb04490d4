//! The second place of a plan: a database, where the body stands in one strict transaction with its undo log. Also what says that a plan is
//! deleted. Knows a shelf of texts that answers later, not which; which of several copies opens is decided in `opening`.

use std::rc::Rc;

use super::envelope::{Envelope, EnvelopeError, MAX_REVISION};
use super::file;
use super::kept::{self, TextShelf, Version, VersionError, log_key};
use super::saver::{NotSaved, PlanCard};
use super::shelf::{PlanShelf, ShelfError};
use crate::calendar::Instant;
use crate::lean::order;

/// Heads of plans: a list of plans reads no bodies.
const HEADS: &str = "plan.";
/// Before the id of a plan that was deleted.
const GONE: &str = "gone.";
/// The same in the synchronous shelf, where the database did not take it.
const GONE_LOCAL: &str = "cadenza.gone.";
/// What is kept beside a deleted plan goes after so many minutes: until then one press brings the plan back.
const MINUTES_OF_GRACE: i32 = 1;
/// A deletion is remembered for so many minutes (a year), because a browser that was killed may bring an old state of the other store back.
const MINUTES_REMEMBERED: i32 = 366 * 24 * 60;

fn head_key(plan: &str) -> String {
    format!("{HEADS}{plan}")
}

fn body_key(plan: &str) -> String {
    format!("text.{plan}")
}

fn gone_key(plan: &str) -> String {
    format!("{GONE}{plan}")
}

/// One save of a plan, as it was sealed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlanCopy {
    /// Its head.
    pub head: Envelope,
    /// The plan's JSON.
    pub body: Rc<str>,
}

impl PlanCopy {
    /// As a slot holds it.
    pub(super) fn text(&self) -> String {
        format!("{}\n{}", self.head.line(), self.body)
    }
}

/// That a plan was deleted, and which of its saves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tombstone {
    /// When.
    pub at: Instant,
    /// Saves up to this revision are deleted; later ones were brought back.
    pub revision: u64,
}

impl Tombstone {
    fn text(self) -> String {
        format!("{} {}", self.at.0, self.revision)
    }

    /// What older versions wrote names no revision: it deletes no save, and is only a reason to let go of what lies beside.
    fn read(text: &str) -> Option<Tombstone> {
        let (at, revision) = text.split_once(' ').unwrap_or((text, "0"));
        let revision = revision.parse().ok().filter(|revision| *revision <= MAX_REVISION)?;
        Some(Tombstone { at: Instant(at.parse().ok()?), revision })
    }

    /// Whether this save is among the deleted ones.
    pub fn buries(self, head: &Envelope) -> bool {
        head.revision <= self.revision
    }
}

/// What the database holds of one plan.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Stored {
    /// Head and body, as they lie there.
    pub copy: Option<(String, String)>,
    /// The undo log that was written with it.
    pub log: Option<String>,
    /// That the plan was deleted.
    pub gone: Option<Tombstone>,
}

impl Stored {
    /// The copy, where it is whole and of this plan.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn whole(&self, id: &str) -> Result<Option<PlanCopy>, EnvelopeError> {
        let Some((head, body)) = &self.copy else { return Ok(None) };
        let head = Envelope::open_apart(head, body)?;
        if head.id != id {
            return Err(EnvelopeError::Head);
        }
        Ok(Some(PlanCopy { head, body: body.as_str().into() }))
    }

    /// The plan at which the undo log ends, with its revision.
    pub fn plan(&self, id: &str) -> Option<(u64, crate::model::Plan)> {
        let copy = self.whole(id).ok()??;
        let (plan, problems) = file::read_plan(copy.body.as_bytes()).ok()?;
        problems.is_empty().then_some((copy.head.revision, plan))
    }
}

/// How the newest save stands in one of the two stores.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Side {
    /// On its way, or not begun.
    Waits,
    /// There, read back.
    Holds,
    /// Not there, and why.
    Refused(NotSaved),
}

/// What the database holds of one plan, read in one go.
///
/// # Errors
/// When the shelf cannot be read.
pub async fn read_stored(shelf: &impl TextShelf, plan: &str) -> Result<Stored, ShelfError> {
    let keys = [head_key(plan), body_key(plan), log_key(plan), gone_key(plan)];
    let mut texts = shelf.get(&keys).await?.into_iter();
    let mut next = || texts.next().flatten();
    let (head, body, log, gone) = (next(), next(), next(), next());
    let copy = match (head, body) {
        (None, None) => None,
        (head, body) => Some((head.unwrap_or_default(), body.unwrap_or_default())),
    };
    Ok(Stored { copy, log, gone: gone.as_deref().and_then(Tombstone::read) })
}

/// Puts a save and its undo log into the database in one transaction, and reads it back. A copy that lies there and that this save
/// does not know of (the two stores went apart) is kept as a version first; that version is returned. `is_seen`: what lies there was seen
/// since the plan was opened; then a newer save is another tab's, and is left alone.
///
/// # Errors
/// When it does not stand there whole.
pub async fn put_copy(
    shelf: &impl TextShelf,
    copy: &PlanCopy,
    log: Option<String>,
    is_seen: bool,
) -> Result<Option<Version>, NotSaved> {
    let id = copy.head.id.as_str();
    let (head_at, body_at, gone_at) = (head_key(id), body_key(id), gone_key(id));
    let mut apart = None;
    // another tab may write between looking and writing: then look again
    for _ in 0..4 {
        let mut there = shelf.get(&[head_at.clone(), gone_at.clone()]).await?.into_iter();
        let (head, gone) = (there.next().flatten(), there.next().flatten());
        let deleted = gone.as_deref().and_then(Tombstone::read).map_or(0, |gone| gone.revision);
        if deleted > 0 && !copy.head.knows_deletion(deleted) {
            return Err(NotSaved::DeletedElsewhere);
        }
        if let Some(line) = &head
            && !is_known(copy, line)
        {
            if is_seen && Envelope::read_line(line).is_ok_and(|there| there.descends_from(&copy.head)) {
                return Err(NotSaved::ChangedElsewhere);
            }
            if apart.is_none() {
                apart = keep_apart(shelf, id, line).await?;
            }
        }
        let seen = [(head_at.clone(), head), (gone_at.clone(), gone)];
        let changes = [
            (head_at.clone(), Some(copy.head.line())),
            (body_at.clone(), Some(copy.body.to_string())),
            (log_key(id), log.clone()),
            (gone_at.clone(), None),
        ];
        if !shelf.swap(&seen, &changes).await? {
            continue;
        }
        let mut back = shelf.get(&[head_at, body_at]).await?.into_iter();
        let (line, body) = (back.next().flatten(), back.next().flatten());
        let read = Envelope::open_apart(&line.unwrap_or_default(), &body.unwrap_or_default());
        return if read.is_ok_and(|head| head.is(&copy.head)) { Ok(apart) } else { Err(NotSaved::ReadBack) };
    }
    Err(NotSaved::ChangedElsewhere)
}

/// Whether what lies there was known when this save was made. A head that does not read is not known.
fn is_known(copy: &PlanCopy, line: &str) -> bool {
    Envelope::read_line(line).is_ok_and(|there| copy.head.descends_from(&there))
}

/// Keeps the copy that lies in the database as a version.
async fn keep_apart(shelf: &impl TextShelf, id: &str, line: &str) -> Result<Option<Version>, NotSaved> {
    let body = shelf.get(&[body_key(id)]).await?.into_iter().next().flatten();
    let Some(body) = body else { return Ok(None) };
    let at = Envelope::read_line(line).map_or(Instant(0), |head| head.saved_at);
    keep_other(shelf, id, &body, "Saved apart, found in the database", at).await.map(Some)
}

/// Keeps the body of a save that went apart as a version that is never pushed out.
///
/// # Errors
/// When it could not be kept: then it must not be written over.
pub async fn keep_other(
    shelf: &impl TextShelf,
    id: &str,
    body: &str,
    name: &str,
    at: Instant,
) -> Result<Version, NotSaved> {
    let steps = file::read_plan(body.as_bytes()).map_or(0, |(plan, _)| plan.steps.len());
    kept::keep_body(shelf, id, body, steps, name, at, false).await.map_err(|error| match error {
        VersionError::Shelf(error) => error.into(),
        other => NotSaved::Other(format!("another save is in the way: {other}")),
    })
}

// ---- lists ----

/// The heads of the plans in the database. Those that do not read, and those that are deleted, are left out.
///
/// # Errors
/// When the shelf cannot be read.
pub async fn list_stored(shelf: &impl TextShelf) -> Result<Vec<Envelope>, ShelfError> {
    let gone = shelf.range(GONE).await?;
    let heads = shelf.range(HEADS).await?;
    let mut found = Vec::new();
    for (key, line) in heads {
        let Ok(head) = Envelope::read_line(&line) else { continue };
        let id = key.trim_start_matches(HEADS);
        let tombstone = gone.iter().find(|(key, _)| key.trim_start_matches(GONE) == id);
        let tombstone = tombstone.and_then(|(_, text)| Tombstone::read(text));
        if head.id == id && !tombstone.is_some_and(|gone| gone.buries(&head)) {
            found.push(head);
        }
    }
    Ok(found)
}

/// The plans of both stores, newest first: `local` as [`list_plans`](super::list_plans) gives them.
pub fn merged(local: Vec<PlanCard>, stored: &[Envelope], shelf: &dyn PlanShelf) -> Vec<PlanCard> {
    let mut cards = local;
    for head in stored {
        if let Some(card) = cards.iter_mut().find(|card| card.id == head.id) {
            if head.revision > card.revision {
                card.name.clone_from(&head.name);
                card.saved_at = Some(head.saved_at);
                card.revision = head.revision;
            }
        } else if !local_tombstone(shelf, &head.id).is_some_and(|gone| is_gone_local(gone, head)) {
            cards.push(PlanCard {
                id: head.id.clone(),
                name: head.name.clone(),
                saved_at: Some(head.saved_at),
                revision: head.revision,
                size: 0,
            });
        }
    }
    order::sort_by_key(&mut cards, |card| std::cmp::Reverse(card.saved_at));
    cards
}

// ---- deleting ----

/// Deletes a plan from the database: body and undo log go, and a tombstone comes, in one transaction. `revision` is the newest that the
/// caller knows of. What lies beside (versions) goes with a later [`forget_deleted`].
///
/// # Errors
/// When the shelf refuses: then the plan is not deleted.
pub async fn bury(
    shelf: &impl TextShelf,
    plan: &str,
    revision: u64,
    at: Instant,
) -> Result<Tombstone, ShelfError> {
    for _ in 0..4 {
        let there = shelf.get(&[head_key(plan)]).await?.into_iter().next().flatten();
        let head = there.as_ref().and_then(|line| Envelope::read_line(line).ok());
        // what older versions noted has revision 0, and says of no save that it is deleted
        let revision = head.map_or(1, |head| head.revision).max(revision);
        let tombstone = Tombstone { at, revision };
        let changes = [
            (gone_key(plan), Some(tombstone.text())),
            (head_key(plan), None),
            (body_key(plan), None),
            (log_key(plan), None),
        ];
        if shelf.swap(&[(head_key(plan), there)], &changes).await? {
            return Ok(tombstone);
        }
    }
    Err(ShelfError::Other("another tab is writing the plan".to_owned()))
}

/// Notes a deletion in the synchronous shelf, where the database did not take it: until [`carry_tombstones`] brings it there, the plan's
/// copy in the database is not listed.
///
/// # Errors
/// When the shelf refuses.
pub fn note_gone(shelf: &dyn PlanShelf, plan: &str, revision: u64, at: Instant) -> Result<(), ShelfError> {
    shelf.set(&format!("{GONE_LOCAL}{plan}"), &Tombstone { at, revision }.text())
}

/// Takes the note of a deletion back.
///
/// # Errors
/// When the shelf refuses.
pub fn unnote_gone(shelf: &dyn PlanShelf, plan: &str) -> Result<(), ShelfError> {
    shelf.remove(&format!("{GONE_LOCAL}{plan}"))
}

/// The deletion of a plan that the database does not know of yet.
pub fn local_tombstone(shelf: &dyn PlanShelf, plan: &str) -> Option<Tombstone> {
    Tombstone::read(&shelf.get(&format!("{GONE_LOCAL}{plan}")).ok()??)
}

/// A copy in the database that the one who deleted could not see is deleted too, where it is older than the deletion.
pub(super) fn is_gone_local(gone: Tombstone, head: &Envelope) -> bool {
    gone.buries(head) || head.saved_at < gone.at
}

/// Brings deletions that were noted in the synchronous shelf to the database.
///
/// # Errors
/// When one of the shelves refuses; what is left is brought at the next start.
pub async fn carry_tombstones(texts: &impl TextShelf, shelf: &dyn PlanShelf) -> Result<(), ShelfError> {
    for key in shelf.keys()? {
        let Some(plan) = key.strip_prefix(GONE_LOCAL) else { continue };
        let Some(gone) = local_tombstone(shelf, plan) else { continue };
        let there = texts.get(&[head_key(plan)]).await?.into_iter().next().flatten();
        let head = there.and_then(|line| Envelope::read_line(&line).ok());
        if head.is_none_or(|head| is_gone_local(gone, &head)) {
            bury(texts, plan, gone.revision, gone.at).await?;
        }
        shelf.remove(&key)?;
    }
    Ok(())
}

/// Deletes what was kept beside plans that were deleted more than a minute ago (until then one press brings a plan back) and that are
/// not there again; a deleted plan that rose again in `shelf`, because the browser was killed before it wrote that down, goes once more.
/// Plans that are gone in any other way keep their versions.
///
/// # Errors
/// When a shelf refuses.
pub async fn forget_deleted(
    texts: &impl TextShelf,
    shelf: &dyn PlanShelf,
    now: Instant,
) -> Result<(), ShelfError> {
    for (key, text) in texts.range(GONE).await? {
        let plan = key.trim_start_matches(GONE);
        let Some(gone) = Tombstone::read(&text) else { continue };
        match super::saver::newest_revision(shelf, plan)? {
            Some(revision) if revision > gone.revision => {
                texts.write(&[(key, None)]).await?;
                continue;
            }
            Some(_) => super::saver::delete_plan(shelf, plan)?,
            None => {}
        }
        let minutes = now.0.saturating_sub(gone.at.0);
        if minutes > MINUTES_OF_GRACE {
            let mut changes = vec![(head_key(plan), None), (body_key(plan), None), (log_key(plan), None)];
            changes.extend(kept::version_keys(texts, plan).await?.into_iter().map(|key| (key, None)));
            if minutes > MINUTES_REMEMBERED {
                changes.push((key, None));
            }
            texts.write(&changes).await?;
        }
    }
    Ok(())
}
