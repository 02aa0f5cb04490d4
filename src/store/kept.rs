//! What is kept beside a plan: its versions, and the key of its undo log. Knows a shelf of texts that answers later, not which; what a log
//! says is the session's affair.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;

use serde::{Deserialize, Serialize};

use super::envelope::{self, Envelope};
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
    /// The texts under these keys, in their order, as they stand at one moment.
    fn get(&self, keys: &[String]) -> impl Future<Output = Result<Vec<Option<String>>, ShelfError>>;
    /// Puts texts under keys, and takes away those of `None`: all of it or nothing, and on disk when it is done. Does nothing and says
    /// `false` where other texts stand under the keys of `seen` than there.
    fn swap(
        &self,
        seen: &[(String, Option<String>)],
        changes: &[(String, Option<String>)],
    ) -> impl Future<Output = Result<bool, ShelfError>>;
    /// As [`TextShelf::swap`], whatever stands there.
    fn write(&self, changes: &[(String, Option<String>)]) -> impl Future<Output = Result<(), ShelfError>> {
        async { self.swap(&[], changes).await.map(drop) }
    }
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

pub(super) fn log_key(plan: &str) -> String {
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
async fn one(shelf: &impl TextShelf, key: &str) -> Result<Option<String>, ShelfError> {
    Ok(shelf.get(&[key.to_owned()]).await?.into_iter().next().flatten())
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
    let body = json::text(plan).unwrap_or_default();
    keep_body(shelf, &plan.id, &body, plan.steps.len(), name, at, automatic).await
}

/// As [`keep_version`], for a body that may not read.
pub(super) async fn keep_body(
    shelf: &impl TextShelf,
    id: &str,
    body: &str,
    steps: usize,
    name: &str,
    at: Instant,
    automatic: bool,
) -> Result<Version, VersionError> {
    let at = envelope::writable(at);
    let versions = list_versions(shelf, id).await?;
    let mut old = versions.iter().filter(|version| version.automatic).skip(MAX_AUTOMATIC - 1);
    let old: Vec<u32> = old.by_ref().filter(|_| automatic).map(|version| version.number).collect();
    if versions.len() - old.len() >= MAX_VERSIONS {
        return Err(VersionError::TooMany);
    }
    let number = versions.first().map_or(1, |newest| newest.number + 1);
    let steps = u32::try_from(steps).unwrap_or(u32::MAX);
    let name = name.trim().chars().take(200).collect();
    let version = Version { number, name, at, steps, automatic };
    let (_, body) = Envelope::seal(body, (id, &version.name), SCHEMA, u64::from(number), at);
    let head = json::text(&version).unwrap_or_default();
    let key = body_key(id, number);
    let mut changes = vec![(head_key(id, number), Some(head)), (key.clone(), Some(body.clone()))];
    for number in old {
        changes.push((head_key(id, number), None));
        changes.push((body_key(id, number), None));
    }
    shelf.write(&changes).await?;
    if one(shelf, &key).await?.as_ref() != Some(&body) {
        return Err(VersionError::ReadBack);
    }
    Ok(version)
}

/// A version as it was kept.
///
/// # Errors
/// When it is gone or does not read whole.
pub async fn read_version(shelf: &impl TextShelf, plan: &str, number: u32) -> Result<Plan, VersionError> {
    let text = one(shelf, &body_key(plan, number)).await?.ok_or(VersionError::Gone)?;
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

/// The keys of all versions of a plan.
pub(super) async fn version_keys(shelf: &impl TextShelf, plan: &str) -> Result<Vec<String>, ShelfError> {
    let mut keys = Vec::new();
    for kind in ["head", "body"] {
        keys.extend(shelf.range(&format!("{kind}.{plan}.")).await?.into_iter().map(|(key, _)| key));
    }
    Ok(keys)
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

    async fn get(&self, keys: &[String]) -> Result<Vec<Option<String>>, ShelfError> {
        self.open().await?;
        let texts = self.texts.borrow();
        Ok(keys.iter().map(|key| texts.get(key).cloned()).collect())
    }

    async fn swap(
        &self,
        seen: &[(String, Option<String>)],
        changes: &[(String, Option<String>)],
    ) -> Result<bool, ShelfError> {
        let faults = self.open().await?;
        let mut texts = self.texts.borrow().clone();
        if seen.iter().any(|(key, text)| texts.get(key) != text.as_ref()) {
            return Ok(false);
        }
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
        Ok(true)
    }
}
