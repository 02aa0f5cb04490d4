//! JSON, by one reader and one writer for every type. Knows no type of ours.
//!
//! `serde` makes the code of a type once for each kind of reader and writer it meets. With five of them (text, tree, compact, indented, tree
//! again) the types of the plan were an eighth of the app. So text becomes a tree (`serde_json`, which is one type), every type is read from the
//! tree, and every type is written by [`Writer`]: call these functions, not `serde_json`'s generic ones.

mod parse;
mod read;
mod write;

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Serialize, de, ser};
use serde_json::Value;

pub use parse::{NotJson, parse};
use read::{Tree, Unread};
use write::Writer;

/// What does not read, in words: ``missing field `name` ``.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Fault(Box<str>);

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Fault {}

impl Fault {
    /// A field that must be there is not.
    pub fn missing(name: &'static str) -> Fault {
        de::Error::missing_field(name)
    }

    /// A name that is none of these.
    pub fn unknown(name: &str, names: &'static [&'static str]) -> Fault {
        de::Error::unknown_variant(name, names)
    }

    #[inline(never)]
    fn of(words: fmt::Arguments<'_>) -> Fault {
        Fault(fmt::format(words).into_boxed_str())
    }
}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(words: T) -> Fault {
        Fault::of(format_args!("{words}"))
    }
}

impl ser::Error for Fault {
    fn custom<T: fmt::Display>(words: T) -> Fault {
        Fault::of(format_args!("{words}"))
    }
}

/// A value of its tree.
///
/// # Errors
/// The first thing in it that does not read.
pub fn from_tree<T: DeserializeOwned>(tree: &Value) -> Result<T, Fault> {
    T::deserialize(Tree::Value(tree, None))
}

/// Where in a tree something does not read, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Misread {
    /// The way from the top of the tree: `rule.all[2].is.field`; empty for the top itself.
    pub path: String,
    /// What does not read.
    pub why: Fault,
}

/// As [`from_tree`]; adds the paths of the keys that the type does not read to `unread`.
///
/// # Errors
/// The first thing that does not read, with its place.
pub fn noting<T: DeserializeOwned>(tree: &Value, unread: &mut Vec<String>) -> Result<T, Misread> {
    let notes = Unread::default();
    match T::deserialize(Tree::Value(tree, Some(&notes))) {
        Ok(value) => {
            unread.append(&mut notes.found());
            Ok(value)
        }
        Err(why) => Err(Misread { path: notes.place(), why }),
    }
}

/// As [`from_tree`]; a key that the type does not read is a fault.
///
/// # Errors
/// The first thing that does not read, or the first key that nobody reads.
pub fn whole<T: DeserializeOwned>(tree: &Value) -> Result<T, Fault> {
    let mut unread = Vec::new();
    let value = noting(tree, &mut unread).map_err(|misread| misread.why)?;
    match unread.first() {
        Some(path) => Err(Fault::of(format_args!("unknown field `{path}`"))),
        None => Ok(value),
    }
}

/// A value of a field of a tree; nothing where the field is missing.
///
/// # Errors
/// As [`from_tree`].
pub fn field<T: DeserializeOwned>(tree: &Value, name: &str) -> Result<Option<T>, Fault> {
    tree.get(name).map(from_tree).transpose()
}

/// A value of its text.
///
/// # Errors
/// Where it is not JSON, or the first thing in it that does not read.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    from_tree(&tree_of(text)?)
}

fn tree_of(text: &str) -> Result<Value, Fault> {
    parse(text).map_err(|error| Fault::of(format_args!("{error}")))
}

/// As [`read`]; a key that the type does not read is a fault.
///
/// # Errors
/// As [`read`], or the first key that nobody reads.
pub fn read_whole<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    whole(&tree_of(text)?)
}

/// The text of a value, on one line.
///
/// # Errors
/// What its own `Serialize` says; none of ours says anything.
pub fn text<T: Serialize + ?Sized>(value: &T) -> Result<String, Fault> {
    written(value, Writer::line())
}

/// The text of a value, indented by two spaces.
///
/// # Errors
/// As [`text`].
pub fn indented<T: Serialize + ?Sized>(value: &T) -> Result<String, Fault> {
    written(value, Writer::indented())
}

fn written<T: Serialize + ?Sized>(value: &T, mut writer: Writer) -> Result<String, Fault> {
    value.serialize(&mut writer)?;
    Ok(writer.into_text())
}
