//! localStorage: the shelf of plans and small preferences. Knows keys and texts, not what they mean.

use gloo_storage::{LocalStorage, Storage};
use wasm_bindgen::JsValue;

use super::js;
use crate::store::{PlanShelf, ShelfError};

/// Prefix of preferences; `cadenza.plan.` belongs to the plans.
const PREFIX: &str = "cadenza.";

/// This browser's localStorage.
#[derive(Clone, Copy, Debug, Default)]
pub struct LocalShelf;

/// The storage, where the browser gives it: `LocalStorage::raw` throws where the getter throws, so the getter is asked first.
fn storage() -> Result<web_sys::Storage, ShelfError> {
    match web_sys::window().map(|window| window.local_storage()) {
        Some(Ok(Some(_))) => Ok(LocalStorage::raw()),
        _ => Err(ShelfError::Blocked),
    }
}

fn refusal(error: JsValue) -> ShelfError {
    if js::is_quota(&error) {
        return ShelfError::Quota;
    }
    let name = js::get(&error, "name").and_then(|name| name.as_string()).unwrap_or_default();
    if name == "SecurityError" { ShelfError::Blocked } else { ShelfError::Other(js::words_of(&error)) }
}

impl PlanShelf for LocalShelf {
    fn get(&self, key: &str) -> Result<Option<String>, ShelfError> {
        storage()?.get_item(key).map_err(refusal)
    }

    fn set(&self, key: &str, text: &str) -> Result<(), ShelfError> {
        storage()?.set_item(key, text).map_err(refusal)
    }

    fn remove(&self, key: &str) -> Result<(), ShelfError> {
        storage()?.remove_item(key).map_err(refusal)
    }

    fn keys(&self) -> Result<Vec<String>, ShelfError> {
        let storage = storage()?;
        let length = storage.length().map_err(refusal)?;
        let keys = (0..length).map(|index| storage.key(index).map_err(refusal));
        keys.filter_map(Result::transpose).collect()
    }
}

/// A preference of this browser, such as `theme`; `None` where there is none or nothing is stored here.
pub fn preference(name: &str) -> Option<String> {
    LocalShelf.get(&format!("{PREFIX}{name}")).ok().flatten()
}

/// Keeps a preference, or forgets it with `None`. False where this browser does not keep it: it then holds until the tab closes.
pub fn set_preference(name: &str, value: Option<&str>) -> bool {
    let key = format!("{PREFIX}{name}");
    match value {
        Some(value) => LocalShelf.set(&key, value).is_ok(),
        None => LocalShelf.remove(&key).is_ok(),
    }
}

/// Lets go of all preferences whose name begins like this.
pub fn forget_preferences(begin: &str) {
    let begin = format!("{PREFIX}{begin}");
    // where that fails the next start tries again
    for key in LocalShelf.keys().unwrap_or_default().iter().filter(|key| key.starts_with(&begin)) {
        let _ = LocalShelf.remove(key);
    }
}

/// Whether the saver may still write: boot.js sets `cadenza.dead` after a panic, when nothing that is left can be trusted.
pub fn may_write() -> bool {
    let dead = js::get(&js_sys::global(), "cadenza").and_then(|cadenza| js::get(&cadenza, "dead"));
    dead.is_none_or(|dead| !dead.is_truthy())
}

/// What this page keeps in the browser in all, by the browser's own estimate [bytes]; nothing where it does not tell.
pub async fn used() -> Option<u64> {
    let navigator = js::get(&js_sys::global(), "navigator")?;
    let storage = js::get(&navigator, "storage")?;
    let estimate: js_sys::Function = wasm_bindgen::JsCast::dyn_into(js::get(&storage, "estimate")?).ok()?;
    let promise: js_sys::Promise = wasm_bindgen::JsCast::dyn_into(estimate.call0(&storage).ok()?).ok()?;
    let told = wasm_bindgen_futures::JsFuture::from(promise).await.ok()?;
    js::get(&told, "usage")?.as_f64().map(|bytes| bytes as u64)
}
