//! Reading what JavaScript gives, by path: every wrong value is named where it stands. Knows no domain.

use wasm_bindgen::{JsCast, JsValue};

use super::fault::Fault;
use crate::calendar::Date;

/// A plain object given by the caller.
pub(super) struct Input {
    value: JsValue,
    path: &'static str,
}

impl Input {
    /// An object whose keys are all `known`; a slip in a key would else be ignored in silence.
    pub(super) fn object(value: &JsValue, path: &'static str, known: &[&str]) -> Result<Input, Fault> {
        if !value.is_object() || value.is_function() || js_sys::Array::is_array(value) {
            return Err(Fault::input(path, "an object", value));
        }
        for key in js_sys::Object::keys(value.unchecked_ref::<js_sys::Object>())
            .iter()
            .filter_map(|key| key.as_string())
        {
            if !known.contains(&key.as_str()) {
                let known = known.join(", ");
                let message = format!("{path} has no {key:?}; it takes {known}");
                return Err(Fault::new("bad_input", format!("{path}.{key}"), message));
            }
        }
        Ok(Input { value: value.clone(), path })
    }

    /// As [`Input::object`]; nothing at all is an empty object.
    pub(super) fn optional(value: &JsValue, path: &'static str, known: &[&str]) -> Result<Input, Fault> {
        if value.is_undefined() {
            return Ok(Input { value: js_sys::Object::new().into(), path });
        }
        Input::object(value, path, known)
    }

    pub(super) fn at(&self, key: &str) -> String {
        format!("{}.{key}", self.path)
    }

    /// The value of a key; `None` where it is missing or undefined.
    pub(super) fn get(&self, key: &str) -> Result<Option<JsValue>, Fault> {
        let thrown = |_| Fault::new("bad_input", self.at(key), format!("reading {} failed", self.at(key)));
        let value = js_sys::Reflect::get(&self.value, &key.into()).map_err(thrown)?;
        Ok((!value.is_undefined()).then_some(value))
    }

    pub(super) fn text(&self, key: &str) -> Result<Option<String>, Fault> {
        let Some(value) = self.get(key)? else { return Ok(None) };
        value.as_string().map(Some).ok_or_else(|| Fault::input(&self.at(key), "a text", &value))
    }

    pub(super) fn yes_no(&self, key: &str) -> Result<Option<bool>, Fault> {
        let Some(value) = self.get(key)? else { return Ok(None) };
        value.as_bool().map(Some).ok_or_else(|| Fault::input(&self.at(key), "true or false", &value))
    }

    pub(super) fn whole(&self, key: &str, from: u32, to: u32) -> Result<Option<u32>, Fault> {
        let Some(value) = self.get(key)? else { return Ok(None) };
        whole(&value, &self.at(key), from, to).map(Some)
    }

    pub(super) fn function(&self, key: &str) -> Result<Option<js_sys::Function>, Fault> {
        let Some(value) = self.get(key)? else { return Ok(None) };
        value.dyn_into().map(Some).map_err(|value| Fault::input(&self.at(key), "a function", &value))
    }

    /// A list of texts.
    pub(super) fn texts(&self, key: &str) -> Result<Option<Vec<String>>, Fault> {
        let Some(value) = self.get(key)? else { return Ok(None) };
        let path = self.at(key);
        if !js_sys::Array::is_array(&value) {
            return Err(Fault::input(&path, "an array of texts", &value));
        }
        let items = js_sys::Array::from(&value);
        let text = |(index, item): (usize, JsValue)| {
            item.as_string().ok_or_else(|| Fault::input(&format!("{path}[{index}]"), "a text", &item))
        };
        items.iter().enumerate().map(text).collect::<Result<_, _>>().map(Some)
    }

    /// Texts by name.
    pub(super) fn named_texts(&self, key: &str) -> Result<Vec<(String, String)>, Fault> {
        let Some(value) = self.get(key)? else { return Ok(Vec::new()) };
        let path = self.at(key);
        if !value.is_object() || js_sys::Array::is_array(&value) {
            return Err(Fault::input(&path, "an object of texts", &value));
        }
        let mut texts = Vec::new();
        for name in js_sys::Object::keys(value.unchecked_ref::<js_sys::Object>())
            .iter()
            .filter_map(|name| name.as_string())
        {
            let item = js_sys::Reflect::get(&value, &name.as_str().into()).unwrap_or(JsValue::UNDEFINED);
            match item.as_string() {
                Some(text) => texts.push((name, text)),
                None => return Err(Fault::input(&format!("{path}.{name}"), "a text", &item)),
            }
        }
        Ok(texts)
    }

    pub(super) fn date(&self, key: &str) -> Result<Date, Fault> {
        let value = self.get(key)?.unwrap_or(JsValue::UNDEFINED);
        date(&value, &self.at(key))
    }
}

/// A whole number between two ends, both included.
pub(super) fn whole(value: &JsValue, path: &str, from: u32, to: u32) -> Result<u32, Fault> {
    value
        .as_f64()
        .filter(|n| n.fract() == 0.0 && (f64::from(from)..=f64::from(to)).contains(n))
        .map(|n| n as u32)
        .ok_or_else(|| Fault::input(path, &format!("a whole number from {from} to {to}"), value))
}

/// A day as `2026-11-24`.
pub(super) fn date(value: &JsValue, path: &str) -> Result<Date, Fault> {
    value
        .as_string()
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| Fault::input(path, "a day such as \"2026-11-24\"", value))
}

/// Anything that can be written as JSON, as JSON. What cannot (a circle, a BigInt, a getter that throws) is refused.
pub(super) fn json(value: &JsValue, path: &str) -> Result<String, Fault> {
    let no = || Fault::new("bad_input", path, format!("{path} cannot be written as JSON"));
    js_sys::JSON::stringify(value).ok().and_then(|text| text.as_string()).ok_or_else(no)
}
