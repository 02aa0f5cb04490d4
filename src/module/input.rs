//! Reading what JavaScript gives, by path: every wrong value is named where it stands. Knows no domain.

use wasm_bindgen::{JsCast, JsValue};

use super::fault::Fault;
use super::js;
use crate::calendar::Date;

/// The longest text that an option takes, such as a name (UTF-16 units).
const MOST_OPTION: usize = 10_000;
/// Items of an option that takes several.
const MOST_ITEMS: u32 = 10_000;

/// A plain object given by the caller.
pub(super) struct Input {
    value: JsValue,
    path: &'static str,
}

impl Input {
    /// An object whose keys are all `known`; a slip in a key would else be ignored in silence.
    pub(super) fn object(value: &JsValue, path: &'static str, known: &[&str]) -> Result<Input, Fault> {
        if !value.is_object() || value.is_function() || js::is_array(value) {
            return Err(Fault::input(path, "an object", value));
        }
        for key in js::keys(value).ok_or_else(|| unreadable(path))? {
            if !known.contains(&key.as_str()) {
                let known = known.join(", ");
                let key: String = key.chars().take(100).collect();
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
        let thrown = |_| unreadable(&self.at(key));
        let value = js_sys::Reflect::get(&self.value, &key.into()).map_err(thrown)?;
        Ok((!value.is_undefined()).then_some(value))
    }

    pub(super) fn text(&self, key: &str) -> Result<Option<String>, Fault> {
        self.long_text(key, MOST_OPTION)
    }

    /// A text of at most so many UTF-16 units.
    pub(super) fn long_text(&self, key: &str, most: usize) -> Result<Option<String>, Fault> {
        let Some(value) = self.get(key)? else { return Ok(None) };
        let path = self.at(key);
        text(&value, &path, most)?.map(Some).ok_or_else(|| Fault::input(&path, "a text", &value))
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
        if !js::is_array(&value) {
            return Err(Fault::input(&path, "an array of texts", &value));
        }
        let Some(items) = js::items(&value, MOST_ITEMS) else {
            return Err(Fault::input(&path, &format!("an array of at most {MOST_ITEMS} texts"), &value));
        };
        let one = |(index, item): (usize, JsValue)| {
            let path = format!("{path}[{index}]");
            text(&item, &path, MOST_OPTION)?.ok_or_else(|| Fault::input(&path, "a text", &item))
        };
        items.into_iter().enumerate().map(one).collect::<Result<_, _>>().map(Some)
    }

    /// Values by name.
    pub(super) fn named(&self, key: &str) -> Result<Vec<(String, JsValue)>, Fault> {
        let Some(value) = self.get(key)? else { return Ok(Vec::new()) };
        let path = self.at(key);
        let names = Some(&value).filter(|value| value.is_object() && !js::is_array(value)).and_then(js::keys);
        let Some(names) = names else { return Err(Fault::input(&path, "an object", &value)) };
        let read = |name: &String| js_sys::Reflect::get(&value, &name.as_str().into());
        let named = |name: String| match read(&name) {
            Ok(item) => Ok((name, item)),
            Err(_) => Err(Fault::new(
                "bad_input",
                format!("{path}.{name}"),
                format!("reading {path}.{name} failed"),
            )),
        };
        names.into_iter().map(named).collect()
    }

    /// Texts by name, each of at most so many UTF-16 units.
    pub(super) fn named_texts(&self, key: &str, most: usize) -> Result<Vec<(String, String)>, Fault> {
        let Some(value) = self.get(key)? else { return Ok(Vec::new()) };
        let path = self.at(key);
        if !value.is_object() || js::is_array(&value) {
            return Err(Fault::input(&path, "an object of texts", &value));
        }
        let names = js::keys(&value).ok_or_else(|| unreadable(&path))?;
        if names.len() > MOST_ITEMS as usize {
            return Err(too_large(&path, "texts", names.len(), MOST_ITEMS as usize));
        }
        let mut texts = Vec::new();
        for name in names {
            let path = format!("{path}.{}", name.chars().take(100).collect::<String>());
            let item = js_sys::Reflect::get(&value, &name.as_str().into()).map_err(|_| unreadable(&path))?;
            match text(&item, &path, most)? {
                Some(text) => texts.push((name, text)),
                None => return Err(Fault::input(&path, "a text", &item)),
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

/// Items `from..from + n` of so many, as far as they are there.
pub(super) fn span(from: &JsValue, n: &JsValue, of: usize) -> Result<(usize, usize), Fault> {
    let from = (whole(from, "from", 0, u32::MAX)? as usize).min(of);
    let n = whole(n, "n", 0, u32::MAX)? as usize;
    Ok((from, from.saturating_add(n).min(of)))
}

/// A text of at most `most` UTF-16 units; nothing where it is no text. Asked before it is copied: what is refused costs nothing.
pub(super) fn text(value: &JsValue, path: &str, most: usize) -> Result<Option<String>, Fault> {
    match js::text_length(value) {
        Some(length) if length > most => Err(too_large(path, "characters", length, most)),
        _ => Ok(value.as_string()),
    }
}

/// What is more than a call takes.
pub(super) fn too_large(path: &str, what: &str, got: usize, most: usize) -> Fault {
    Fault::new("too_large", path, format!("{path} has {got} {what}, and at most {most} are taken"))
}

/// A getter or a proxy threw.
fn unreadable(path: &str) -> Fault {
    Fault::new("bad_input", path, format!("reading {path} failed"))
}

/// A day as `2026-11-24`.
pub(super) fn date(value: &JsValue, path: &str) -> Result<Date, Fault> {
    text(value, path, MOST_OPTION)?
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| Fault::input(path, "a day such as \"2026-11-24\"", value))
}

/// Anything that can be written as JSON, as JSON of at most `most` UTF-16 units. What cannot (a circle, a BigInt, a getter that throws,
/// what is nested too deep for the engine around) is refused.
pub(super) fn json(value: &JsValue, path: &str, most: usize) -> Result<String, Fault> {
    let no = || Fault::new("bad_input", path, format!("{path} cannot be written as JSON"));
    let written = js_sys::JSON::stringify(value).map_err(|_| no())?;
    text(written.as_ref(), path, most)?.ok_or_else(no)
}
