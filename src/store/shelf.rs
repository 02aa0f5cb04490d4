//! A place that keeps texts by key, synchronously: localStorage, or this tab's memory. Knows no plans.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;

/// Why a shelf refused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ShelfError {
    /// The storage is full.
    Quota,
    /// Storage is switched off here (private mode, policy).
    Blocked,
    /// Anything else, in the shelf's own words.
    Other(String),
}

impl fmt::Display for ShelfError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ShelfError::Quota => f.write_str("storage is full"),
            ShelfError::Blocked => f.write_str("storage is blocked in this browser"),
            ShelfError::Other(text) => f.write_str(text),
        }
    }
}

/// A shelf of texts. Synchronous, because the last save while a page goes away must be.
pub trait PlanShelf {
    /// The text under a key.
    ///
    /// # Errors
    /// When the shelf cannot be read.
    fn get(&self, key: &str) -> Result<Option<String>, ShelfError>;

    /// Puts a text under a key. After an error either the old text, the new one or a part of it may stand there.
    ///
    /// # Errors
    /// When the shelf is full or blocked.
    fn set(&self, key: &str, text: &str) -> Result<(), ShelfError>;

    /// Takes a key away; a key that is not there is fine.
    ///
    /// # Errors
    /// When the shelf is blocked.
    fn remove(&self, key: &str) -> Result<(), ShelfError>;

    /// All keys.
    ///
    /// # Errors
    /// When the shelf cannot be read.
    fn keys(&self) -> Result<Vec<String>, ShelfError>;

    /// Whether what it holds outlives the tab.
    fn lasts(&self) -> bool {
        true
    }
}

/// A shelf that is looked at and not touched.
pub(super) struct Untouched<'a>(pub &'a dyn PlanShelf);

impl PlanShelf for Untouched<'_> {
    fn get(&self, key: &str) -> Result<Option<String>, ShelfError> {
        self.0.get(key)
    }

    fn set(&self, _: &str, _: &str) -> Result<(), ShelfError> {
        Err(ShelfError::Other("it is only looked at".to_owned()))
    }

    fn remove(&self, _: &str) -> Result<(), ShelfError> {
        Err(ShelfError::Other("it is only looked at".to_owned()))
    }

    fn keys(&self) -> Result<Vec<String>, ShelfError> {
        self.0.keys()
    }

    fn lasts(&self) -> bool {
        self.0.lasts()
    }
}

/// What a [`MemoryShelf`] does wrong, on purpose.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Faults {
    /// Holds at most so many bytes of keys and texts; a `set` beyond it fails and leaves the old text.
    pub quota: Option<usize>,
    /// A `set` stores only so many bytes (whole characters) and claims success.
    pub torn: Option<usize>,
    /// A `set` stores only so many bytes and fails with this error, as when the machine dies on the way.
    pub dies: Option<usize>,
    /// Every `get` fails.
    pub unreadable: bool,
    /// Every call fails as blocked.
    pub blocked: bool,
}

/// A shelf in memory: what a tab falls back on where storage is blocked, and the tests' double.
#[derive(Debug, Default)]
pub struct MemoryShelf {
    texts: RefCell<BTreeMap<String, String>>,
    faults: RefCell<Faults>,
    this_tab_only: bool,
}

impl MemoryShelf {
    /// A shelf that says of itself that it does not outlive the tab. (The default one plays one that does.)
    pub fn for_this_tab() -> MemoryShelf {
        MemoryShelf { this_tab_only: true, ..MemoryShelf::default() }
    }

    /// Changes what goes wrong.
    pub fn fail(&self, faults: Faults) {
        *self.faults.borrow_mut() = faults;
    }

    fn open(&self) -> Result<Faults, ShelfError> {
        let faults = self.faults.borrow().clone();
        if faults.blocked { Err(ShelfError::Blocked) } else { Ok(faults) }
    }
}

/// The first `bytes` bytes, less a character that would be cut.
pub(super) fn cut(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

impl PlanShelf for MemoryShelf {
    fn get(&self, key: &str) -> Result<Option<String>, ShelfError> {
        if self.open()?.unreadable {
            return Err(ShelfError::Other("the shelf cannot be read".to_owned()));
        }
        Ok(self.texts.borrow().get(key).cloned())
    }

    fn set(&self, key: &str, text: &str) -> Result<(), ShelfError> {
        let faults = self.open()?;
        let mut texts = self.texts.borrow_mut();
        if let Some(quota) = faults.quota {
            let others: usize = texts.iter().filter(|(k, _)| *k != key).map(|(k, t)| k.len() + t.len()).sum();
            if others + key.len() + text.len() > quota {
                return Err(ShelfError::Quota);
            }
        }
        if let Some(bytes) = faults.dies {
            texts.insert(key.to_owned(), cut(text, bytes).to_owned());
            return Err(ShelfError::Other("the machine died".to_owned()));
        }
        let kept = faults.torn.map_or(text, |bytes| cut(text, bytes));
        texts.insert(key.to_owned(), kept.to_owned());
        Ok(())
    }

    fn remove(&self, key: &str) -> Result<(), ShelfError> {
        self.open()?;
        self.texts.borrow_mut().remove(key);
        Ok(())
    }

    fn keys(&self) -> Result<Vec<String>, ShelfError> {
        self.open()?;
        Ok(self.texts.borrow().keys().cloned().collect())
    }

    fn lasts(&self) -> bool {
        !self.this_tab_only
    }
}
