//! IndexedDB: lists as chunks, and what could not be read and was put aside. Knows bytes and texts, not what they mean.
//!
//! A connection closes itself as soon as another tab wants a newer layout, so an old tab never blocks an upgrade; opening that
//! hangs is given up after [`OPEN_MS`]; where the browser stores nothing (private mode, policy) every call answers `Blocked`.

use std::cell::RefCell;
use std::rc::Rc;

use idb::{KeyRange, ObjectStore, Query, Transaction, TransactionResult};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{IdbDatabase, IdbTransaction};

use super::js::{self, Arrival, arrival, object, within};
use crate::worker::protocol::AsideEntry;
use crate::worker::shelf::{ListShelf, ShelfError, Stored, StoredBars, aside_bytes_of, before_of, is_before};

const NAME: &str = "cadenza";
const VERSION: u32 = 2;
/// Head of each list, by id.
const LISTS: &str = "lists";
/// Columns, by `[list id, chunk number]`.
const CHUNKS: &str = "chunks";
/// What was put aside, by name.
const ASIDE: &str = "aside";
/// Do-not-contact lists as texts, by id, and their revision as a number.
const BARS: &str = "do-not-contact";
/// Key of that revision.
const REVISION: &str = "revision";
/// Opening that takes longer than this is given up (ms).
const OPEN_MS: u32 = 8_000;

/// The browser's store of lists. Cheap to make; opens when first asked, and again after the connection was lost.
#[derive(Clone, Default)]
pub struct IdbLists {
    connection: Rc<RefCell<Option<Connection>>>,
}

/// An open connection and the listeners that end it.
struct Connection {
    database: IdbDatabase,
    _closing: Closure<dyn Fn()>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.database.set_onversionchange(None);
        self.database.set_onclose(None);
        self.database.close();
    }
}

impl IdbLists {
    /// A store that has not been opened.
    pub fn new() -> IdbLists {
        IdbLists::default()
    }

    /// Puts something aside under a name that says what it was; used for plans that cannot be read.
    pub async fn put_aside_text(&self, name: &str, text: &str) -> Result<(), ShelfError> {
        let work = self.write(&[ASIDE]).await?;
        let bytes = Uint8Array::from(text.as_bytes());
        work.store(ASIDE)?.put(&bytes, Some(&name.into())).map_err(other)?;
        work.done().await
    }

    async fn database(&self) -> Result<IdbDatabase, ShelfError> {
        if let Some(open) = &*self.connection.borrow() {
            return Ok(open.database.clone());
        }
        let opening = self.open();
        match within(OPEN_MS, opening).await {
            Some(opened) => opened,
            None => {
                Err(ShelfError::Blocked("the database does not open; another tab may hold it".to_owned()))
            }
        }
    }

    /// Opens in a task of its own: a request that is given up must still be allowed to end.
    fn open(&self) -> Arrival<Result<IdbDatabase, ShelfError>> {
        let (given, opened) = arrival();
        let connection = self.connection.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let result = open_database().await;
            given.give(result.inspect(|database| {
                let closing = Closure::<dyn Fn()>::new({
                    let connection = connection.clone();
                    // Dropped in a task of its own: this closure lives in the connection that it ends.
                    move || {
                        let ended = connection.borrow_mut().take();
                        wasm_bindgen_futures::spawn_local(async move { drop(ended) });
                    }
                });
                database.set_onversionchange(Some(closing.as_ref().unchecked_ref()));
                database.set_onclose(Some(closing.as_ref().unchecked_ref()));
                *connection.borrow_mut() = Some(Connection { database: database.clone(), _closing: closing });
            }));
        });
        opened
    }

    async fn begin(&self, stores: &[&str], mode: &str) -> Result<Work, ShelfError> {
        let names: Array = stores.iter().map(|name| JsValue::from(*name)).collect();
        let options = object(&[("durability", "strict".into())]);
        for attempt in 0..2 {
            let database = self.database().await?;
            let transaction = js::method(&database, "transaction")
                .ok_or_else(|| ShelfError::Blocked("it has no transactions".to_owned()))?;
            match transaction.call3(&database, &names, &mode.into(), &options) {
                Ok(raw) => {
                    let raw: IdbTransaction = raw.unchecked_into();
                    return Ok(Work { transaction: raw.clone().into(), raw });
                }
                // The connection was closed under us (an upgrade, or the browser cleared its data): open once more.
                Err(_) if attempt == 0 => drop(self.connection.borrow_mut().take()),
                Err(error) => return Err(reason(&error)),
            }
        }
        Err(ShelfError::Blocked("it does not stay open".to_owned()))
    }

    async fn read(&self, stores: &[&str]) -> Result<Work, ShelfError> {
        self.begin(stores, "readonly").await
    }

    async fn write(&self, stores: &[&str]) -> Result<Work, ShelfError> {
        self.begin(stores, "readwrite").await
    }
}

async fn open_database() -> Result<IdbDatabase, ShelfError> {
    let blocked = |error: idb::Error| ShelfError::Blocked(words(&error));
    let factory = idb::Factory::new().map_err(|_| ShelfError::Blocked("it has no IndexedDB".to_owned()))?;
    let mut request = factory.open(NAME, Some(VERSION)).map_err(blocked)?;
    request.on_upgrade_needed(|event| {
        use idb::event::DatabaseEvent;
        let Ok(database) = event.database() else { return };
        let existing = database.store_names();
        for name in [LISTS, CHUNKS, ASIDE, BARS] {
            if !existing.iter().any(|known| known == name) {
                // A store that cannot be made shows at the first transaction, with its reason.
                let _ = database.create_object_store(name, idb::ObjectStoreParams::new());
            }
        }
    });
    let database = request.await.map_err(|error| match &error {
        idb::Error::DomException(exception) if exception.name() == "VersionError" => ShelfError::Blocked(
            "a newer version of Cadenza was open here; reload the page to get it".to_owned(),
        ),
        _ => blocked(error),
    })?;
    Ok(database.into())
}

/// One transaction.
struct Work {
    transaction: Transaction,
    raw: IdbTransaction,
}

impl Work {
    fn store(&self, name: &str) -> Result<ObjectStore, ShelfError> {
        self.transaction.object_store(name).map_err(other)
    }

    /// Waits until it is on disk.
    async fn done(self) -> Result<(), ShelfError> {
        let ended = self.transaction.await;
        if matches!(ended, Ok(TransactionResult::Committed)) {
            return Ok(());
        }
        // A full disk shows only here: the requests succeed and the commit fails.
        match self.raw.error() {
            Some(error) => Err(reason(&error)),
            None => Err(ShelfError::Other("the transaction was ended by the browser".to_owned())),
        }
    }
}

/// All chunks of one list; an array sorts after every number.
fn chunks_of(id: &str) -> Result<KeyRange, ShelfError> {
    let lower = Array::of1(&id.into());
    let upper = Array::of2(&id.into(), &Array::new());
    KeyRange::bound(&lower, &upper, None, None).map_err(other)
}

fn reason(error: &JsValue) -> ShelfError {
    if js::is_quota(error) { ShelfError::Quota } else { ShelfError::Other(js::words_of(error)) }
}

fn other(error: idb::Error) -> ShelfError {
    match &error {
        idb::Error::DomException(exception) => reason(exception),
        idb::Error::UpdateFailed(value) | idb::Error::AddFailed(value) => reason(value),
        _ => ShelfError::Other(words(&error)),
    }
}

fn words(error: &idb::Error) -> String {
    match error {
        idb::Error::DomException(exception) => js::words_of(exception),
        idb::Error::IndexedDbOpenFailed(value) => js::words_of(value),
        other => other.to_string(),
    }
}

fn bytes_of(value: &JsValue) -> Option<Vec<u8>> {
    value.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec)
}

impl ListShelf for IdbLists {
    async fn heads(&self) -> Result<Vec<(String, String)>, ShelfError> {
        let work = self.read(&[LISTS]).await?;
        let store = work.store(LISTS)?;
        let ids = store.get_all_keys(None, None).map_err(other)?;
        let heads = store.get_all(None, None).map_err(other)?;
        let (ids, heads) = (ids.await.map_err(other)?, heads.await.map_err(other)?);
        let text = |value: JsValue| value.as_string().unwrap_or_default();
        let all = ids.into_iter().map(text).zip(heads.into_iter().map(text));
        Ok(all.filter(|(id, _)| !is_before(id)).collect())
    }

    async fn load(&self, id: &str) -> Result<Option<Stored>, ShelfError> {
        let work = self.read(&[LISTS, CHUNKS]).await?;
        let head = work.store(LISTS)?.get(JsValue::from(id)).map_err(other)?;
        let range = Query::KeyRange(chunks_of(id)?);
        let chunks = work.store(CHUNKS)?.get_all(Some(range), None).map_err(other)?;
        let (head, chunks) = (head.await.map_err(other)?, chunks.await.map_err(other)?);
        let Some(head) = head.and_then(|head| head.as_string()) else { return Ok(None) };
        // A chunk that is no bytes any more counts as empty: the list's own checksum then says so.
        let chunks = chunks.iter().map(|chunk| bytes_of(chunk).unwrap_or_default()).collect();
        Ok(Some(Stored { head, chunks }))
    }

    async fn save(&self, id: &str, list: &Stored) -> Result<(), ShelfError> {
        let work = self.write(&[LISTS, CHUNKS]).await?;
        let chunks = work.store(CHUNKS)?;
        chunks.delete(chunks_of(id)?).map_err(other)?;
        for (number, chunk) in list.chunks.iter().enumerate() {
            let key = Array::of2(&id.into(), &(number as u32).into());
            chunks.put(&Uint8Array::from(chunk.as_slice()), Some(&key)).map_err(other)?;
        }
        work.store(LISTS)?.put(&list.head.as_str().into(), Some(&id.into())).map_err(other)?;
        work.done().await
    }

    async fn save_over(&self, id: &str, list: &Stored) -> Result<(), ShelfError> {
        let work = self.write(&[LISTS, CHUNKS]).await?;
        let (lists, chunks) = (work.store(LISTS)?, work.store(CHUNKS)?);
        // one transaction: a tab that closes, or a full disk, leaves the old list and its old state before
        let head = lists.get(JsValue::from(id)).map_err(other)?;
        let old = chunks.get_all(Some(Query::KeyRange(chunks_of(id)?)), None).map_err(other)?;
        let (head, old) = (head.await.map_err(other)?, old.await.map_err(other)?);
        if let Some(head) = head {
            let before = before_of(id);
            chunks.delete(chunks_of(&before)?).map_err(other)?;
            for (number, chunk) in old.iter().enumerate() {
                let key = Array::of2(&before.as_str().into(), &(number as u32).into());
                chunks.put(chunk, Some(&key)).map_err(other)?;
            }
            lists.put(&head, Some(&before.as_str().into())).map_err(other)?;
        }
        chunks.delete(chunks_of(id)?).map_err(other)?;
        for (number, chunk) in list.chunks.iter().enumerate() {
            let key = Array::of2(&id.into(), &(number as u32).into());
            chunks.put(&Uint8Array::from(chunk.as_slice()), Some(&key)).map_err(other)?;
        }
        lists.put(&list.head.as_str().into(), Some(&id.into())).map_err(other)?;
        work.done().await
    }

    async fn before(&self, id: &str) -> Result<Option<Stored>, ShelfError> {
        self.load(&before_of(id)).await
    }

    async fn save_head(&self, id: &str, head: &str) -> Result<(), ShelfError> {
        let work = self.write(&[LISTS]).await?;
        work.store(LISTS)?.put(&head.into(), Some(&id.into())).map_err(other)?;
        work.done().await
    }

    async fn delete(&self, id: &str) -> Result<(), ShelfError> {
        let work = self.write(&[LISTS, CHUNKS, ASIDE]).await?;
        for key in [id, before_of(id).as_str()] {
            work.store(CHUNKS)?.delete(chunks_of(key)?).map_err(other)?;
            work.store(LISTS)?.delete(JsValue::from(key)).map_err(other)?;
        }
        work.store(ASIDE)?.delete(JsValue::from(format!("list-{id}"))).map_err(other)?;
        work.done().await
    }

    async fn put_aside(&self, id: &str) -> Result<(), ShelfError> {
        let Some(list) = self.load(id).await? else { return Ok(()) };
        let work = self.write(&[LISTS, CHUNKS, ASIDE]).await?;
        let bytes = aside_bytes_of(&list);
        let name = format!("list-{id}");
        work.store(ASIDE)?.put(&Uint8Array::from(bytes.as_slice()), Some(&name.into())).map_err(other)?;
        work.store(CHUNKS)?.delete(chunks_of(id)?).map_err(other)?;
        work.store(LISTS)?.delete(JsValue::from(id)).map_err(other)?;
        work.done().await
    }

    async fn aside(&self) -> Result<Vec<AsideEntry>, ShelfError> {
        let work = self.read(&[ASIDE]).await?;
        let store = work.store(ASIDE)?;
        let names = store.get_all_keys(None, None).map_err(other)?;
        let values = store.get_all(None, None).map_err(other)?;
        let (names, values) = (names.await.map_err(other)?, values.await.map_err(other)?);
        let entry = |(name, value): (JsValue, JsValue)| AsideEntry {
            name: name.as_string().unwrap_or_default(),
            bytes: value.dyn_ref::<Uint8Array>().map_or(0, Uint8Array::length),
        };
        Ok(names.into_iter().zip(values).map(entry).collect())
    }

    async fn aside_bytes(&self, name: &str) -> Result<Option<Vec<u8>>, ShelfError> {
        let work = self.read(&[ASIDE]).await?;
        let value = work.store(ASIDE)?.get(JsValue::from(name)).map_err(other)?.await.map_err(other)?;
        Ok(value.as_ref().and_then(bytes_of))
    }

    async fn forget_aside(&self, name: &str) -> Result<(), ShelfError> {
        let work = self.write(&[ASIDE]).await?;
        work.store(ASIDE)?.delete(JsValue::from(name)).map_err(other)?;
        work.done().await
    }

    async fn bars_revision(&self) -> Result<u32, ShelfError> {
        let work = self.read(&[BARS]).await?;
        revision_in(&work.store(BARS)?).await
    }

    async fn bars(&self) -> Result<StoredBars, ShelfError> {
        let work = self.read(&[BARS]).await?;
        let store = work.store(BARS)?;
        let ids = store.get_all_keys(None, None).map_err(other)?;
        let texts = store.get_all(None, None).map_err(other)?;
        let (ids, texts) = (ids.await.map_err(other)?, texts.await.map_err(other)?);
        let mut bars = StoredBars::default();
        for (id, text) in ids.into_iter().zip(texts) {
            match (id.as_string(), text.as_f64(), text.as_string()) {
                (Some(id), Some(revision), _) if id == REVISION => bars.revision = revision as u32,
                // what is no text any more must not pass for an empty list: it is read as one that cannot be read
                (Some(id), _, text) => bars.lists.push((id, text.unwrap_or_default())),
                (None, ..) => {}
            }
        }
        Ok(bars)
    }

    async fn change_bars(&self, seen: u32, id: &str, text: Option<&str>) -> Result<u32, ShelfError> {
        let work = self.write(&[BARS]).await?;
        let store = work.store(BARS)?;
        // within one transaction: no other tab writes between the look and the change
        if revision_in(&store).await? != seen {
            return Err(ShelfError::Changed);
        }
        match text {
            Some(text) => drop(store.put(&text.into(), Some(&id.into())).map_err(other)?),
            None => drop(store.delete(JsValue::from(id)).map_err(other)?),
        }
        let revision = seen + 1;
        store.put(&revision.into(), Some(&REVISION.into())).map_err(other)?;
        work.done().await?;
        Ok(revision)
    }
}

async fn revision_in(store: &ObjectStore) -> Result<u32, ShelfError> {
    let known = store.get(JsValue::from(REVISION)).map_err(other)?.await.map_err(other)?;
    Ok(known.and_then(|number| number.as_f64()).unwrap_or_default() as u32)
}
