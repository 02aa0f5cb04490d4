//! IndexedDB on the page: plans with their undo logs, and versions, as texts by key. Knows keys and texts, not what they mean.
//!
//! A database of its own, apart from the worker's lists, so that neither's upgrade waits for the other, and bare web-sys rather than a
//! crate, because every byte here is a byte of the first load.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{
    IdbDatabase, IdbFactory, IdbKeyRange, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction,
};

use super::js::{self, arrival, object, within};
use crate::store::{ShelfError, TextShelf};

const NAME: &str = "cadenza-kept";
const STORE: &str = "texts";
/// Opening that takes longer than this is given up (ms).
const OPEN_MS: u32 = 8_000;

/// The page's store of texts. Cheap to make; opens when first asked, and again after the connection was lost.
#[derive(Clone, Default)]
pub struct IdbTexts(Rc<RefCell<Option<IdbDatabase>>>);

fn refusal(error: &JsValue) -> ShelfError {
    if js::is_quota(error) { ShelfError::Quota } else { ShelfError::Other(js::words_of(error)) }
}

/// Waits for the first of two events of a target; true for the first one's.
async fn first_of(target: &JsValue, good: &str, bad: &str) -> bool {
    let (given, arrived) = arrival();
    let other = given.clone();
    let on_good = Closure::<dyn Fn()>::new(move || given.give(true));
    let on_bad = Closure::<dyn Fn()>::new(move || other.give(false));
    // setting a handler of a platform object cannot fail
    let set = |name: &str, handler: &JsValue| drop(js_sys::Reflect::set(target, &name.into(), handler));
    set(good, on_good.as_ref());
    set(bad, on_bad.as_ref());
    let is_good = arrived.await;
    set(good, &JsValue::NULL);
    set(bad, &JsValue::NULL);
    is_good
}

async fn answer(request: &IdbRequest) -> Result<JsValue, ShelfError> {
    if first_of(request, "onsuccess", "onerror").await {
        request.result().map_err(|error| refusal(&error))
    } else {
        Err(request.error().ok().flatten().map_or(ShelfError::Blocked, |error| refusal(&error)))
    }
}

fn factory() -> Option<IdbFactory> {
    js::get(&js_sys::global(), "indexedDB").map(JsCast::unchecked_into)
}

async fn open() -> Result<IdbDatabase, ShelfError> {
    let request: IdbOpenDbRequest =
        factory().and_then(|factory| factory.open(NAME).ok()).ok_or(ShelfError::Blocked)?;
    let upgrade = Closure::<dyn Fn(web_sys::Event)>::new(|event: web_sys::Event| {
        let request: Option<IdbOpenDbRequest> = event.target().map(JsCast::unchecked_into);
        if let Some(database) = request.and_then(|request| request.result().ok()) {
            // a store that cannot be made shows at the first transaction
            let _ = database.unchecked_into::<IdbDatabase>().create_object_store(STORE);
        }
    });
    request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
    answer(&request).await.map(JsCast::unchecked_into)
}

/// Keeps a connection for the next call. It ends itself when another tab wants a newer layout, so that it never blocks one.
fn keep(here: Rc<RefCell<Option<IdbDatabase>>>, database: &IdbDatabase) {
    let (place, own) = (here.clone(), database.clone());
    // as long as the page lives: there is one a connection, and seldom a second connection
    let ended = Closure::<dyn Fn()>::new(move || {
        own.close();
        place.borrow_mut().take();
    })
    .into_js_value();
    database.set_onversionchange(Some(ended.unchecked_ref()));
    database.set_onclose(Some(ended.unchecked_ref()));
    *here.borrow_mut() = Some(database.clone());
}

impl IdbTexts {
    async fn database(&self) -> Result<IdbDatabase, ShelfError> {
        if let Some(open) = &*self.0.borrow() {
            return Ok(open.clone());
        }
        let (given, opened) = arrival();
        let here = self.0.clone();
        // in a task of its own: a request that is given up must still be allowed to end
        wasm_bindgen_futures::spawn_local(async move {
            let result = open().await;
            if let Ok(database) = &result {
                keep(here, database);
            }
            given.give(result);
        });
        within(OPEN_MS, opened).await.unwrap_or(Err(ShelfError::Blocked))
    }

    async fn begin(&self, mode: &str) -> Result<(IdbTransaction, IdbObjectStore), ShelfError> {
        let options = object(&[("durability", "strict".into())]);
        let mut is_last = false;
        loop {
            let database = self.database().await?;
            let begun = js::method(&database, "transaction").ok_or(ShelfError::Blocked)?.call3(
                &database,
                &STORE.into(),
                &mode.into(),
                &options,
            );
            match begun {
                Ok(transaction) => {
                    let transaction: IdbTransaction = transaction.unchecked_into();
                    let store = transaction.object_store(STORE).map_err(|error| refusal(&error))?;
                    return Ok((transaction, store));
                }
                Err(error) if is_last => return Err(refusal(&error)),
                // the connection was closed under us: open once more
                Err(_) => drop(self.0.borrow_mut().take()),
            }
            is_last = true;
        }
    }
}

impl TextShelf for IdbTexts {
    async fn range(&self, prefix: &str) -> Result<Vec<(String, String)>, ShelfError> {
        let (_transaction, store) = self.begin("readonly").await?;
        let end = format!("{prefix}\u{ffff}");
        let range = IdbKeyRange::bound(&prefix.into(), &end.into()).map_err(|error| refusal(&error))?;
        let keys = store.get_all_keys_with_key(&range).map_err(|error| refusal(&error))?;
        let texts = store.get_all_with_key(&range).map_err(|error| refusal(&error))?;
        // requests of one transaction answer in order: when the second has, both have
        let texts: Array = answer(&texts).await?.unchecked_into();
        let keys: Array = keys.result().map_err(|error| refusal(&error))?.unchecked_into();
        let text = |value: JsValue| value.as_string().unwrap_or_default();
        Ok(keys.iter().map(text).zip(texts.iter().map(text)).collect())
    }

    async fn get(&self, keys: &[String]) -> Result<Vec<Option<String>>, ShelfError> {
        let (_transaction, store) = self.begin("readonly").await?;
        texts_of(&store, keys.iter()).await
    }

    async fn swap(
        &self,
        seen: &[(String, Option<String>)],
        changes: &[(String, Option<String>)],
    ) -> Result<bool, ShelfError> {
        let (transaction, store) = self.begin("readwrite").await?;
        let there = texts_of(&store, seen.iter().map(|(key, _)| key)).await?;
        if there.iter().zip(seen).any(|(there, (_, seen))| there != seen) {
            return Ok(false);
        }
        for (key, text) in changes {
            let key = key.as_str().into();
            let asked = match text {
                Some(text) => store.put_with_key(&text.as_str().into(), &key),
                None => store.delete(&key),
            };
            asked.map_err(|error| refusal(&error))?;
        }
        if first_of(&transaction, "oncomplete", "onabort").await {
            return Ok(true);
        }
        // a full disk shows only here: the requests succeed and the commit fails
        Err(transaction.error().map_or(ShelfError::Blocked, |error| refusal(&error)))
    }
}

/// The texts under these keys, within one transaction.
async fn texts_of(
    store: &IdbObjectStore,
    keys: impl Iterator<Item = &String>,
) -> Result<Vec<Option<String>>, ShelfError> {
    let asked: Result<Vec<IdbRequest>, JsValue> = keys.map(|key| store.get(&key.as_str().into())).collect();
    let asked = asked.map_err(|error| refusal(&error))?;
    // requests of one transaction answer in order: when the last has, all have
    if let Some(last) = asked.last() {
        answer(last).await?;
    }
    asked.iter().map(|request| Ok(request.result().map_err(|error| refusal(&error))?.as_string())).collect()
}
