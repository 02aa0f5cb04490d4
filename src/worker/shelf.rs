//! Where lists lie, as a trait: IndexedDB in the browser, memory in tests and where the browser stores nothing.
//! Knows bytes and texts alone; what they mean is for the jobs.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::Future;

use super::protocol::{AsideEntry, Code, Failure};

/// A list as it is stored: a small text and the columns cut into chunks of about 1 MiB (one record a contact is a hundred times slower).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Stored {
    /// JSON: the audience record, and what the chunks must look like.
    pub head: String,
    /// The columns.
    pub chunks: Vec<Vec<u8>>,
}

/// Why a shelf did not do it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ShelfError {
    /// No room is left.
    Quota,
    /// There is no storage, or it does not answer; the reason.
    Blocked(String),
    /// It was changed meanwhile, by another tab.
    Changed,
    /// Anything else; the reason.
    Other(String),
}

impl From<ShelfError> for Failure {
    fn from(error: ShelfError) -> Failure {
        match error {
            ShelfError::Quota => Failure::new(Code::Quota, "The browser has no room left for this list."),
            ShelfError::Blocked(why) => Failure::new(
                Code::Blocked,
                format!("This browser does not store lists for this page: {why}."),
            ),
            ShelfError::Changed => {
                Failure::new(Code::Storage, "Another tab changed it meanwhile. Look again, then repeat it.")
            }
            ShelfError::Other(why) => {
                Failure::new(Code::Storage, format!("The browser's storage failed: {why}."))
            }
        }
    }
}

/// The do-not-contact lists as they are stored.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct StoredBars {
    /// Grows with every change, by whichever tab.
    pub revision: u32,
    /// Id and JSON text of each.
    pub lists: Vec<(String, String)>,
}

/// Lists, do-not-contact lists and what was put aside. Every change is whole or not at all.
pub trait ListShelf {
    /// Id and head of each list.
    fn heads(&self) -> impl Future<Output = Result<Vec<(String, String)>, ShelfError>>;
    /// One list.
    fn load(&self, id: &str) -> impl Future<Output = Result<Option<Stored>, ShelfError>>;
    /// Puts a list in the place of whatever had this id.
    fn save(&self, id: &str, list: &Stored) -> impl Future<Output = Result<(), ShelfError>>;
    /// Puts a list in the place of the one with this id and keeps that one as its state before, all or nothing.
    fn save_over(&self, id: &str, list: &Stored) -> impl Future<Output = Result<(), ShelfError>>;
    /// The state before of a list.
    fn before(&self, id: &str) -> impl Future<Output = Result<Option<Stored>, ShelfError>>;
    /// Writes a list's head again; its columns stay.
    fn save_head(&self, id: &str, head: &str) -> impl Future<Output = Result<(), ShelfError>>;
    /// Deletes a list with its state before and what was put aside of it; nothing happens where there is none.
    fn delete(&self, id: &str) -> impl Future<Output = Result<(), ShelfError>>;
    /// Takes a list out of the lists and keeps its bytes under `list-<id>`.
    fn put_aside(&self, id: &str) -> impl Future<Output = Result<(), ShelfError>>;
    /// What was put aside.
    fn aside(&self) -> impl Future<Output = Result<Vec<AsideEntry>, ShelfError>>;
    /// The bytes of something that was put aside.
    fn aside_bytes(&self, name: &str) -> impl Future<Output = Result<Option<Vec<u8>>, ShelfError>>;
    /// Deletes something that was put aside.
    fn forget_aside(&self, name: &str) -> impl Future<Output = Result<(), ShelfError>>;
    /// Revision of the do-not-contact lists: cheap, to be asked often.
    fn bars_revision(&self) -> impl Future<Output = Result<u32, ShelfError>>;
    /// The do-not-contact lists.
    fn bars(&self) -> impl Future<Output = Result<StoredBars, ShelfError>>;
    /// Puts one in its place, or deletes it (`None`), if the revision is still `seen`, else [`ShelfError::Changed`]; answers the new
    /// revision.
    fn change_bars(
        &self,
        seen: u32,
        id: &str,
        text: Option<&str>,
    ) -> impl Future<Output = Result<u32, ShelfError>>;
}

/// Lists in memory.
#[derive(Debug, Default)]
pub struct MemoryLists {
    lists: RefCell<BTreeMap<String, Stored>>,
    aside: RefCell<BTreeMap<String, Vec<u8>>>,
    bars: RefCell<(u32, BTreeMap<String, String>)>,
    /// Every write fails with this, where it is set (tests).
    refuse: RefCell<Option<ShelfError>>,
}

impl MemoryLists {
    /// From now on every write fails like this (`None` = works again).
    pub fn refuse_writes(&self, error: Option<ShelfError>) {
        *self.refuse.borrow_mut() = error;
    }

    /// Changes the bytes of a list, as a failing disk does.
    pub fn damage(&self, id: &str, change: impl FnOnce(&mut Stored)) {
        if let Some(list) = self.lists.borrow_mut().get_mut(id) {
            change(list);
        }
    }

    fn writable(&self) -> Result<(), ShelfError> {
        self.refuse.borrow().clone().map_or(Ok(()), Err)
    }
}

impl ListShelf for MemoryLists {
    async fn heads(&self) -> Result<Vec<(String, String)>, ShelfError> {
        let lists = self.lists.borrow();
        let shown = lists.iter().filter(|(id, _)| !is_before(id));
        Ok(shown.map(|(id, list)| (id.clone(), list.head.clone())).collect())
    }

    async fn load(&self, id: &str) -> Result<Option<Stored>, ShelfError> {
        Ok(self.lists.borrow().get(id).cloned())
    }

    async fn save(&self, id: &str, list: &Stored) -> Result<(), ShelfError> {
        self.writable()?;
        self.lists.borrow_mut().insert(id.to_owned(), list.clone());
        Ok(())
    }

    async fn save_over(&self, id: &str, list: &Stored) -> Result<(), ShelfError> {
        self.writable()?;
        let mut lists = self.lists.borrow_mut();
        if let Some(old) = lists.insert(id.to_owned(), list.clone()) {
            lists.insert(before_of(id), old);
        }
        Ok(())
    }

    async fn before(&self, id: &str) -> Result<Option<Stored>, ShelfError> {
        self.load(&before_of(id)).await
    }

    async fn save_head(&self, id: &str, head: &str) -> Result<(), ShelfError> {
        self.writable()?;
        if let Some(list) = self.lists.borrow_mut().get_mut(id) {
            list.head = head.to_owned();
        }
        Ok(())
    }

    async fn delete(&self, id: &str) -> Result<(), ShelfError> {
        self.writable()?;
        self.lists.borrow_mut().remove(id);
        self.lists.borrow_mut().remove(&before_of(id));
        self.aside.borrow_mut().remove(&format!("list-{id}"));
        Ok(())
    }

    async fn put_aside(&self, id: &str) -> Result<(), ShelfError> {
        self.writable()?;
        if let Some(list) = self.lists.borrow_mut().remove(id) {
            self.aside.borrow_mut().insert(format!("list-{id}"), aside_bytes_of(&list));
        }
        Ok(())
    }

    async fn aside(&self) -> Result<Vec<AsideEntry>, ShelfError> {
        let entry = |(name, bytes): (&String, &Vec<u8>)| AsideEntry {
            name: name.clone(),
            bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
        };
        Ok(self.aside.borrow().iter().map(entry).collect())
    }

    async fn aside_bytes(&self, name: &str) -> Result<Option<Vec<u8>>, ShelfError> {
        Ok(self.aside.borrow().get(name).cloned())
    }

    async fn forget_aside(&self, name: &str) -> Result<(), ShelfError> {
        self.writable()?;
        self.aside.borrow_mut().remove(name);
        Ok(())
    }

    async fn bars_revision(&self) -> Result<u32, ShelfError> {
        Ok(self.bars.borrow().0)
    }

    async fn bars(&self) -> Result<StoredBars, ShelfError> {
        let (revision, lists) = &*self.bars.borrow();
        let lists = lists.iter().map(|(id, text)| (id.clone(), text.clone())).collect();
        Ok(StoredBars { revision: *revision, lists })
    }

    async fn change_bars(&self, seen: u32, id: &str, text: Option<&str>) -> Result<u32, ShelfError> {
        self.writable()?;
        let (revision, lists) = &mut *self.bars.borrow_mut();
        if *revision != seen {
            return Err(ShelfError::Changed);
        }
        match text {
            Some(text) => drop(lists.insert(id.to_owned(), text.to_owned())),
            None => drop(lists.remove(id)),
        }
        *revision += 1;
        Ok(*revision)
    }
}

/// The key under which the state before of a list lies.
pub fn before_of(id: &str) -> String {
    format!("{id}~before")
}

/// Whether that key is one of a state before.
pub fn is_before(key: &str) -> bool {
    key.ends_with("~before")
}

/// A list as one file: the head, a line break, the chunks.
pub fn aside_bytes_of(list: &Stored) -> Vec<u8> {
    let mut bytes = list.head.clone().into_bytes();
    bytes.push(b'\n');
    list.chunks.iter().for_each(|chunk| bytes.extend(chunk));
    bytes
}
