//! Rust values as plain JavaScript objects.

use serde::Serialize;
use wasm_bindgen::JsValue;

use super::fault::Fault;

/// Structs and maps become objects, `None` becomes `null` or is left out, numbers stay numbers.
pub(super) fn plain(value: &impl Serialize) -> Result<JsValue, Fault> {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&serializer).map_err(|error| Fault::new("internal", "", error.to_string()))
}
