//! What JavaScript gets instead of a trap: an `Error` with code, message and path.

use wasm_bindgen::{JsCast, JsValue};

/// Why a call failed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Fault {
    /// A stable word.
    pub(super) code: &'static str,
    /// A sentence.
    pub(super) message: String,
    /// Where in what was given: `plan.steps.step-4`, `outline:7:12`, `options.format`; empty = the call as a whole.
    pub(super) path: String,
}

impl Fault {
    pub(super) fn new(code: &'static str, path: impl Into<String>, message: impl Into<String>) -> Fault {
        Fault { code, message: message.into(), path: path.into() }
    }

    /// A value of the wrong kind.
    pub(super) fn input(path: &str, wanted: &str, got: &JsValue) -> Fault {
        Fault::new("bad_input", path, format!("{path} must be {wanted}, not {}", kind(got)))
    }
}

impl From<Fault> for JsValue {
    fn from(fault: Fault) -> JsValue {
        let error = js_sys::Error::new(&fault.message);
        error.set_name("CadenzaError");
        for (name, value) in [("code", fault.code), ("path", &fault.path)] {
            // a fresh Error takes every property
            let _ = js_sys::Reflect::set(&error, &name.into(), &value.into());
        }
        error.into()
    }
}

/// What a value is, for people.
fn kind(value: &JsValue) -> String {
    if value.is_null() {
        return "null".to_owned();
    }
    if super::js::is_array(value) {
        return "an array".to_owned();
    }
    if let Some(number) = value.as_f64() {
        return number.to_string();
    }
    if value.is_bigint() {
        return "a BigInt".to_owned();
    }
    match super::js::text_length(value) {
        Some(..=40) => format!("{:?}", value.as_string().unwrap_or_default()),
        Some(_) => "a long text".to_owned(),
        None if value.is_undefined() => "missing".to_owned(),
        None if value.is_function() => "a function".to_owned(),
        None if value.is_instance_of::<js_sys::Uint8Array>() => "bytes".to_owned(),
        None => value
            .js_typeof()
            .as_string()
            .map_or_else(|| "something else".to_owned(), |t| format!("of type {t}")),
    }
}
