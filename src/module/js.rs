//! What JavaScript may throw while a value is looked at, caught: a proxy's traps, a revoked proxy, a detached buffer, a text that no
//! engine can hold. Knows no domain.

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    fn array(value: &JsValue) -> Result<bool, JsValue>;
    #[wasm_bindgen(catch, js_namespace = Array, js_name = from)]
    fn array_from(value: &JsValue) -> Result<js_sys::Array, JsValue>;
    #[wasm_bindgen(catch, js_namespace = Object, js_name = keys)]
    fn object_keys(value: &JsValue) -> Result<js_sys::Array, JsValue>;

    /// A copy whose length is its own: a subclass may tell another one.
    #[wasm_bindgen(js_name = Uint8Array)]
    type Bytes;
    #[wasm_bindgen(catch, constructor, js_class = "Uint8Array")]
    fn copy(of: &JsValue) -> Result<Bytes, JsValue>;
}

/// Whether it is an array; what cannot be asked is none.
pub(super) fn is_array(value: &JsValue) -> bool {
    array(value).unwrap_or(false)
}

/// The items of an array, if it can be gone through and has no more than `most`.
pub(super) fn items(value: &JsValue, most: u32) -> Option<Vec<JsValue>> {
    let length = js_sys::Reflect::get(value, &"length".into()).ok()?.as_f64()?;
    (length <= f64::from(most)).then(|| array_from(value).ok())?.map(|items| items.iter().collect())
}

/// The names of an object's own properties, if they can be had.
pub(super) fn keys(value: &JsValue) -> Option<Vec<String>> {
    Some(object_keys(value).ok()?.iter().filter_map(|key| key.as_string()).collect())
}

/// A copy of a `Uint8Array`, outside the engine's memory, if it is one, is still there and has no more than `most` bytes; else its length.
pub(super) fn bytes(value: &JsValue, most: usize) -> Option<Result<js_sys::Uint8Array, usize>> {
    if !value.is_instance_of::<js_sys::Uint8Array>() {
        return None;
    }
    let copy: js_sys::Uint8Array = Bytes::copy(value).ok()?.unchecked_into();
    let length = copy.length() as usize;
    Some(if length > most { Err(length) } else { Ok(copy) })
}

/// A text's length in UTF-16 units; nothing where it is none.
pub(super) fn text_length(value: &JsValue) -> Option<usize> {
    value.is_string().then(|| value.unchecked_ref::<js_sys::JsString>().length() as usize)
}

/// What a thrown value says, as far as it can be asked.
pub(super) fn words_of(thrown: &JsValue) -> String {
    let message =
        js_sys::Reflect::get(thrown, &"message".into()).ok().and_then(|message| message.as_string());
    let words = message.or_else(|| thrown.as_string()).unwrap_or_default();
    words.chars().take(500).collect()
}
