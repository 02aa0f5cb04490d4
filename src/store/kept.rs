//! What is kept beside a plan: its undo log and its versions. Knows a shelf of texts that answers later, not which; what a log says is
//! the session's affair.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;

use serde::{Deserialize, Serialize};

use super::envelope::Envelope;
use super::file;
use super::shelf::ShelfError;
use crate::calendar::Instant;
use crate::lean::{json, order};
use crate::model::{Plan, SCHEMA};

/// More versions of one plan than this are refused: the person chooses which to let go.
pub const MAX_VERSIONS: usize = 100;
/// Of those that were kept by themselves only the newest so many stay.
pub const MAX_AUTOMATIC: usize = 10;

/// A shelf of texts that answers later: IndexedDB, or memory in tests.
pub trait TextShelf {
    /// The texts whose keys begin like this, by key.
    fn range(&self, prefix: &str) -> impl Future<Output = Result<Vec<(String, String)>, ShelfError>>;
    /// Puts texts under keys, and takes away those of `None`: all of it or nothing.
    fn write(&self, changes: &[(String, Option<String>)]) -> impl Future<Output = Result<(), ShelfError>>;
}

/// A version of a plan, without its body.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Version {
    /// Names it within its plan; never used twice as long as a later one is there.
    pub number: u32,
    /// As the person named it, or why it was kept.
    pub name: String,
    /// When.
    pub at: Instant,
    /// Steps of all its sequences.
    pub steps: u32,
    /// Kept by itself, before something was replaced.
    pub automatic: bool,
}

/// Why a version was not kept or not read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum VersionError {
    /// The storage did not do it.
    Shelf(ShelfError),
    /// There are [`MAX_VERSIONS`] already.
    TooMany,
    /// What was read back is not what was written.
    ReadBack,
    /// It is not there any more.
    Gone,
    /// It does not read, and why; its bytes, to be given out.
    Unreadable {
        /// Why.
        why: String,
        /// As it lies there.
        text: String,
    },
}

impl fmt::Display for VersionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            VersionError::Shelf(error) => error.fmt(f),
            VersionError::TooMany => write!(f, "there are {MAX_VERSIONS} already; delete one first"),
            VersionError::ReadBack => f.write_str("what was read back is not what was written"),
            VersionError::Gone => f.write_str("it is no longer there"),
            VersionError::Unreadable { why, .. } => f.write_str(why),
        }
    }
}

impl From<ShelfError> for VersionError {
    fn from(error: ShelfError) -> Self {
        VersionError::Shelf(error)
    }
}

/// Before the id of a plan that was deleted.
const GONE: &str = "gone.";

fn log_key(plan: &str) -> String {
    format!("log.{plan}")
}

/// Heads and bodies lie apart, so that a list of versions reads no bodies. The number has leading zeros, so that keys sort by it.
fn head_key(plan: &str, number: u32) -> String {
    format!("head.{plan}.{number:06}")
}

fn body_key(plan: &str, number: u32) -> String {
    format!("body.{plan}.{number:06}")
}

/// One text, if it is there.
async fn get(shelf: &impl TextShelf, key: &str) -> Result<Option<String>, ShelfError> {
    let found = shelf.range(key).await?;
    Ok(found.into_iter().find(|(name, _)| name == key).map(|(_, text)| text))
}

// ---- undo log ----

/// Keeps the undo log of a plan in the place of the one before.
///
/// # Errors
/// When the shelf refuses; the one before is still there then.
pub async fn write_log(shelf: &impl TextShelf, plan: &str, log: String) -> Result<(), ShelfError> {
    shelf.write(&[(log_key(plan), Some(log))]).await
}

/// The undo log of a plan.
///
/// # Errors
/// When the shelf cannot be read.
pub async fn read_log(shelf: &impl TextShelf, plan: &str) -> Result<Option<String>, ShelfError> {
    get(shelf, &log_key(plan)).await
}

// ---- versions ----

/// The versions of a plan, newest first. A head that does not read is left out; its bytes stay.
///
/// # Errors
/// When the shelf cannot be read.
pub async fn list_versions(shelf: &impl TextShelf, plan: &str) -> Result<Vec<Version>, ShelfError> {
    let heads = shelf.range(&format!("head.{plan}.")).await?;
    let mut versions: Vec<Version> = heads.iter().filter_map(|(_, text)| json::read(text).ok()).collect();
    order::sort_by_key(&mut versions, |version| std::cmp::Reverse(version.number));
    Ok(versions)
}

/// Keeps the plan as it is under a name, and reads it back. `at` is the caller's clock. Of the automatic ones the oldest go.
///
/// # Errors
/// When there are too many, or the shelf refuses; nothing has changed then.
pub async fn keep_version(
    shelf: &impl TextShelf,
    plan: &Plan,
    name: &str,
    at: Instant,
    automatic: bool,
) -> Result<Version, VersionError> {
    let versions = list_versions(shelf, &plan.id).await?;
    let mut old = versions.iter().filter(|version| version.automatic).skip(MAX_AUTOMATIC - 1);
    let old: Vec<u32> = old.by_ref().filter(|_| automatic).map(|version| version.number).collect();
    if versions.len() - old.len() >= MAX_VERSIONS {
        return Err(VersionError::TooMany);
    }
    let number = versions.first().map_or(1, |newest| newest.number + 1);
    let steps = u32::try_from(plan.steps.len()).unwrap_or(u32::MAX);
    let name = name.trim().chars().take(200).collect();
    let version = Version { number, name, at, steps, automatic };
    let body = json::text(plan).unwrap_or_default();
    let (_, body) = Envelope::seal(&body, (&plan.id, &version.name), SCHEMA, u64::from(number), at);
    let head = json::text(&version).unwrap_or_default();
    let key = body_key(&plan.id, number);
    let mut changes = vec![(head_key(&plan.id, number), Some(head)), (key.clone(), Some(body.clone()))];
    for number in old {
        changes.push((head_key(&plan.id, number), None));
        changes.push((body_key(&plan.id, number), None));
    }
    shelf.write(&changes).await?;
    if get(shelf, &key).await?.as_ref() != Some(&body) {
        return Err(VersionError::ReadBack);
    }
    Ok(version)
}

/// A version as it was kept.
///
/// # Errors
/// When it is gone or does not read whole.
pub async fn read_version(shelf: &impl TextShelf, plan: &str, number: u32) -> Result<Plan, VersionError> {
    let text = get(shelf, &body_key(plan, number)).await?.ok_or(VersionError::Gone)?;
    let read = match Envelope::open(&text) {
        Ok((_, body)) => file::read_plan(body.as_bytes()).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    match read {
        Ok((plan, problems)) if problems.is_empty() => Ok(plan),
        Ok((_, problems)) => {
            let why = format!("{} things in it did not read", problems.len());
            Err(VersionError::Unreadable { why, text })
        }
        Err(why) => Err(VersionError::Unreadable { why, text }),
    }
}

/// Deletes a version.
///
/// # Errors
/// When the shelf refuses.
pub async fn delete_version(shelf: &impl TextShelf, plan: &str, number: u32) -> Result<(), ShelfError> {
    shelf.write(&[(head_key(plan, number), None), (body_key(plan, number), None)]).await
}

/// Notes that the person deleted a plan. What was kept beside it goes with the next [`forget_deleted`] that finds it still deleted.
///
/// # Errors
/// When the shelf refuses.
pub async fn note_deleted(shelf: &impl TextShelf, plan: &str, now: Instant) -> Result<(), ShelfError> {
    shelf.write(&[(format!("{GONE}{plan}"), Some(now.0.to_string()))]).await
}

/// Deletes what was kept beside plans that the person deleted more than a minute ago (until then one press brings a plan back) and
/// that are not there again. Plans that are gone in any other way keep their versions.
///
/// # Errors
/// When the shelf refuses.
pub async fn forget_deleted(
    shelf: &impl TextShelf,
    is_there: impl Fn(&str) -> bool,
    now: Instant,
) -> Result<(), ShelfError> {
    for (key, at) in shelf.range(GONE).await? {
        let plan = key.trim_start_matches(GONE);
        let is_old = at.parse().is_ok_and(|at: i32| now.0 - at > 1);
        if is_there(plan) {
            shelf.write(&[(key, None)]).await?;
        } else if is_old {
            forget_plan(shelf, plan).await?;
            shelf.write(&[(key, None)]).await?;
        }
    }
    Ok(())
}

/// Deletes the log and the versions of a plan.
async fn forget_plan(shelf: &impl TextShelf, plan: &str) -> Result<(), ShelfError> {
    let mut keys = vec![log_key(plan)];
    for kind in ["head", "body"] {
        keys.extend(shelf.range(&format!("{kind}.{plan}.")).await?.into_iter().map(|(key, _)| key));
    }
    let changes: Vec<_> = keys.into_iter().map(|key| (key, None)).collect();
    shelf.write(&changes).await
}

// ---- memory ----

/// What a [`MemoryTexts`] does wrong, on purpose.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TextFaults {
    /// Holds at most so many bytes of keys and texts; a write beyond it fails whole.
    pub quota: Option<usize>,
    /// Every call fails like this.
    pub refuses: Option<ShelfError>,
    /// No call ever answers, as a database that another tab holds.
    pub hangs: bool,
    /// Keeps only so many bytes of each text and claims success.
    pub torn: Option<usize>,
}

/// A shelf of texts in memory, for tests.
#[derive(Debug, Default)]
pub struct MemoryTexts {
    texts: RefCell<BTreeMap<String, String>>,
    faults: RefCell<TextFaults>,
}

impl MemoryTexts {
    /// Changes what goes wrong.
    pub fn fail(&self, faults: TextFaults) {
        *self.faults.borrow_mut() = faults;
    }

    /// Everything that lies there.
    pub fn texts(&self) -> BTreeMap<String, String> {
        self.texts.borrow().clone()
    }

    async fn open(&self) -> Result<TextFaults, ShelfError> {
        let faults = self.faults.borrow().clone();
        if faults.hangs {
            std::future::pending::<()>().await;
        }
        faults.refuses.clone().map_or(Ok(faults), Err)
    }
}

impl TextShelf for MemoryTexts {
    async fn range(&self, prefix: &str) -> Result<Vec<(String, String)>, ShelfError> {
        self.open().await?;
        let texts = self.texts.borrow();
        let here = texts.iter().filter(|(key, _)| key.starts_with(prefix));
        Ok(here.map(|(key, text)| (key.clone(), text.clone())).collect())
    }

    async fn write(&self, changes: &[(String, Option<String>)]) -> Result<(), ShelfError> {
        let faults = self.open().await?;
        let mut texts = self.texts.borrow().clone();
        for (key, text) in changes {
            match text {
                Some(text) => {
                    let bytes = faults.torn.unwrap_or(text.len());
                    texts.insert(key.clone(), super::shelf::cut(text, bytes).to_owned());
                }
                None => drop(texts.remove(key)),
            }
        }
        let size: usize = texts.iter().map(|(key, text)| key.len() + text.len()).sum();
        if faults.quota.is_some_and(|quota| size > quota) {
            return Err(ShelfError::Quota);
        }
        *self.texts.borrow_mut() = texts;
        Ok(())
    }
}
