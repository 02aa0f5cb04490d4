//! The tree of a text. A key that stands twice in an object is a fault: which of the two was meant, nobody can say.

use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// Why a text is no JSON that can be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotJson {
    /// The key that stands twice, with the way to it: `steps.step-4.name`, `touches[12].id`. Empty for every other fault.
    pub path: String,
    /// From 1.
    pub line: usize,
    /// From 1.
    pub column: usize,
    /// In words, without a full stop.
    pub why: String,
}

impl fmt::Display for NotJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        write!(f, "{} at line {} column {}", self.why, self.line, self.column)
    }
}

impl std::error::Error for NotJson {}

/// The tree of a text.
///
/// # Errors
/// Where it is not JSON, or has a key twice: line, column and why.
pub fn parse(text: &str) -> Result<Value, NotJson> {
    let mut doubled = Vec::new();
    let mut reader = serde_json::Deserializer::from_str(text);
    let read = Node(&mut doubled).deserialize(&mut reader);
    read.and_then(|value| reader.end().map(|()| value)).map_err(|error| {
        let mut path = String::new();
        doubled.iter().rev().for_each(|key| key.add_to(&mut path));
        let (line, column) = (error.line(), error.column());
        let mut why = error.to_string();
        if let Some(end) = why.strip_suffix(&format!(" at line {line} column {column}")).map(str::len) {
            why.truncate(end);
        }
        NotJson { path, line, column, why }
    })
}

/// A step of the way to a value.
pub(super) enum Key<'a> {
    Name(std::borrow::Cow<'a, str>),
    Index(usize),
}

impl Key<'_> {
    pub(super) fn add_to(&self, path: &mut String) {
        match self {
            Key::Name(name) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(name);
            }
            Key::Index(index) => path.push_str(&format!("[{index}]")),
        }
    }
}

/// Reads one value. Holds the way to a key that stands twice, innermost first; it is only made once there is one.
struct Node<'r>(&'r mut Vec<Key<'static>>);

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, yes: bool) -> Result<Value, E> {
        Ok(Value::Bool(yes))
    }

    fn visit_u64<E>(self, n: u64) -> Result<Value, E> {
        Ok(Value::Number(n.into()))
    }

    fn visit_i64<E>(self, n: i64) -> Result<Value, E> {
        Ok(Value::Number(n.into()))
    }

    fn visit_f64<E>(self, n: f64) -> Result<Value, E> {
        Ok(Number::from_f64(n).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        loop {
            match list.next_element_seed(Node(self.0)) {
                Ok(Some(value)) => values.push(value),
                Ok(None) => return Ok(Value::Array(values)),
                Err(error) => {
                    if !self.0.is_empty() {
                        self.0.push(Key::Index(values.len()));
                    }
                    return Err(error);
                }
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            if fields.contains_key(&name) {
                self.0.push(Key::Name(name.into()));
                return Err(de::Error::custom("the key stands twice"));
            }
            match map.next_value_seed(Node(self.0)) {
                Ok(value) => {
                    fields.insert(name, value);
                }
                Err(error) => {
                    if !self.0.is_empty() {
                        self.0.push(Key::Name(name.into()));
                    }
                    return Err(error);
                }
            }
        }
        Ok(Value::Object(fields))
    }
}
