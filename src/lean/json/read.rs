//! Reads types from a tree. What depends on the type is one call; everything else is here once.
//!
//! A struct is read field by field in the order of its declaration (`serde`'s `visit_seq`), each looked up by its name: reading keys in the
//! order of the file (`visit_map`) makes a loop, a list of names and a slot a field of every struct anew, which was a tenth of the app.

use std::cell::RefCell;

use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, Expected, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};
use serde_json::{Map, Number, Value, map};

use super::Fault;
use super::parse::Key;

/// Keys that no type asked for, noted while a tree is read.
#[derive(Default)]
pub(super) struct Unread {
    /// The way to what is being read; where reading fails it stays.
    path: RefCell<String>,
    found: RefCell<Vec<String>>,
}

impl Unread {
    pub(super) fn found(self) -> Vec<String> {
        self.found.into_inner()
    }

    pub(super) fn place(self) -> String {
        self.path.into_inner()
    }

    /// Goes a step down; gives what to `leave` with.
    #[inline(never)]
    fn enter(&self, key: Key<'_>) -> usize {
        let mut path = self.path.borrow_mut();
        let length = path.len();
        key.add_to(&mut path);
        length
    }

    fn leave(&self, length: usize) {
        self.path.borrow_mut().truncate(length);
    }

    #[inline(never)]
    fn note(&self) {
        self.found.borrow_mut().push(self.path.borrow().clone());
    }
}

/// Reads what stands behind a key. Where that fails, the notes stay at its place.
fn behind<'a, T>(
    key: Key<'a>,
    value: &'a Value,
    notes: Option<&'a Unread>,
    read: impl FnOnce(Tree<'a>) -> Result<T, Fault>,
) -> Result<T, Fault> {
    let length = notes.map(|notes| notes.enter(key));
    let value = read(Tree::Value(value, notes))?;
    if let (Some(notes), Some(length)) = (notes, length) {
        notes.leave(length);
    }
    Ok(value)
}

/// A value, the name of a variant, or what stands for a field that is not there: one type, so that nothing is instantiated twice.
#[derive(Clone, Copy)]
pub(super) enum Tree<'a> {
    Value(&'a Value, Option<&'a Unread>),
    Name(&'a str),
    /// Only an option reads from it: nothing.
    Absent,
}

impl<'a> Tree<'a> {
    fn text(self) -> Option<&'a str> {
        match self {
            Tree::Name(text) => Some(text),
            Tree::Value(value, _) => value.as_str(),
            Tree::Absent => None,
        }
    }

    fn number(self) -> Option<&'a Number> {
        match self {
            Tree::Value(Value::Number(number), _) => Some(number),
            _ => None,
        }
    }

    fn list(self, expected: &dyn Expected) -> Result<List<'a>, Fault> {
        match self {
            Tree::Value(Value::Array(values), notes) => Ok(List { values: values.iter(), read: 0, notes }),
            _ => Err(self.unfit(expected)),
        }
    }

    fn fields(self, expected: &dyn Expected) -> Result<Fields<'a>, Fault> {
        match self {
            Tree::Value(Value::Object(fields), notes) => Ok(Fields::of(fields, notes)),
            _ => Err(self.unfit(expected)),
        }
    }

    #[inline(never)]
    fn picked(self, names: &'static [&'static str], expected: &dyn Expected) -> Result<Picked<'a>, Fault> {
        match self {
            Tree::Value(Value::Object(fields), notes) => {
                Ok(Picked { fields, names, next: 0, missing: None, notes })
            }
            _ => Err(self.unfit(expected)),
        }
    }

    /// `"name"` or `{"name": …}`.
    fn variant(self, expected: &dyn Expected) -> Result<Variant<'a>, Fault> {
        if let Some(name) = self.text() {
            return Ok(Variant { name, value: None, notes: None });
        }
        if let Tree::Value(Value::Object(fields), notes) = self
            && let (1, Some((name, value))) = (fields.len(), fields.iter().next())
        {
            return Ok(Variant { name, value: Some(value), notes });
        }
        Err(self.unfit(expected))
    }

    #[inline(never)]
    fn unfit(self, expected: &dyn Expected) -> Fault {
        let found = match self {
            // asked for each field that may be left out: no words
            Tree::Absent => return Fault::default(),
            Tree::Name(text) => Unexpected::Str(text),
            Tree::Value(Value::Null, _) => Unexpected::Other("null"),
            Tree::Value(Value::Bool(yes), _) => Unexpected::Bool(*yes),
            Tree::Value(Value::Number(number), _) => match (number.as_u64(), number.as_i64()) {
                (Some(n), _) => Unexpected::Unsigned(n),
                (_, Some(n)) => Unexpected::Signed(n),
                _ => Unexpected::Float(number.as_f64().unwrap_or_default()),
            },
            Tree::Value(Value::String(text), _) => Unexpected::Str(text),
            Tree::Value(Value::Array(_), _) => Unexpected::Seq,
            Tree::Value(Value::Object(_), _) => Unexpected::Map,
        };
        de::Error::invalid_type(found, expected)
    }
}

macro_rules! integers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Fault> {
            match self.number().map(|number| (number.as_u64(), number.as_i64())) {
                Some((Some(n), _)) => visitor.visit_u64(n),
                Some((_, Some(n))) => visitor.visit_i64(n),
                _ => Err(self.unfit(&visitor)),
            }
        }
    )*};
}

macro_rules! as_method {
    ($($method:ident($($argument:ty),*) is $other:ident;)*) => {$(
        fn $method<V: Visitor<'a>>(self, $(_: $argument,)* visitor: V) -> Result<V::Value, Fault> {
            self.$other(visitor)
        }
    )*};
}

impl<'a> Deserializer<'a> for Tree<'a> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self {
            Tree::Absent => Err(Fault::default()),
            Tree::Name(text) => visitor.visit_borrowed_str(text),
            Tree::Value(Value::Null, _) => visitor.visit_unit(),
            Tree::Value(Value::Bool(yes), _) => visitor.visit_bool(*yes),
            Tree::Value(Value::Number(number), _) => match (number.as_u64(), number.as_i64()) {
                (Some(n), _) => visitor.visit_u64(n),
                (_, Some(n)) => visitor.visit_i64(n),
                _ => visitor.visit_f64(number.as_f64().unwrap_or_default()),
            },
            Tree::Value(Value::String(text), _) => visitor.visit_borrowed_str(text),
            Tree::Value(Value::Array(_), _) => self.deserialize_seq(visitor),
            Tree::Value(Value::Object(_), _) => self.deserialize_map(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self {
            Tree::Value(Value::Bool(yes), _) => visitor.visit_bool(*yes),
            _ => Err(self.unfit(&visitor)),
        }
    }

    integers!(deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64);

    fn deserialize_f64<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.number().and_then(Number::as_f64) {
            Some(n) => visitor.visit_f64(n),
            None => Err(self.unfit(&visitor)),
        }
    }

    fn deserialize_str<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.text() {
            Some(text) => visitor.visit_borrowed_str(text),
            None => Err(self.unfit(&visitor)),
        }
    }

    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self {
            Tree::Value(Value::Null, _) | Tree::Absent => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self {
            Tree::Value(Value::Null, _) => visitor.visit_unit(),
            _ => Err(self.unfit(&visitor)),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self {
            Tree::Absent => Err(Fault::default()),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_seq<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Fault> {
        let mut list = self.list(&visitor)?;
        let value = visitor.visit_seq(&mut list)?;
        list.end()?;
        Ok(value)
    }

    fn deserialize_map<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Fault> {
        let fields = self.fields(&visitor)?;
        visitor.visit_map(fields)
    }

    fn deserialize_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let mut picked = self.picked(names, &visitor)?;
        let read = visitor.visit_seq(&mut picked);
        picked.end(read.as_ref().err())?;
        read
    }

    fn deserialize_enum<V: Visitor<'a>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let variant = self.variant(&visitor)?;
        visitor.visit_enum(variant)
    }

    /// What a type ignores is a key that it does not know.
    fn deserialize_ignored_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Fault> {
        if let Tree::Value(_, Some(notes)) = self {
            notes.note();
        }
        visitor.visit_unit()
    }

    as_method! {
        deserialize_f32() is deserialize_f64;
        deserialize_char() is deserialize_str;
        deserialize_string() is deserialize_str;
        deserialize_identifier() is deserialize_str;
        deserialize_bytes() is deserialize_seq;
        deserialize_byte_buf() is deserialize_seq;
        deserialize_unit_struct(&'static str) is deserialize_unit;
        deserialize_tuple(usize) is deserialize_seq;
        deserialize_tuple_struct(&'static str, usize) is deserialize_seq;
    }
}

struct List<'a> {
    values: std::slice::Iter<'a, Value>,
    /// How many were read.
    read: usize,
    notes: Option<&'a Unread>,
}

impl List<'_> {
    fn end(&self) -> Result<(), Fault> {
        match self.values.len() {
            0 => Ok(()),
            more => Err(de::Error::custom(format_args!("{more} values too many"))),
        }
    }
}

impl<'a> SeqAccess<'a> for &mut List<'a> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'a>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        match self.values.next() {
            Some(value) => {
                let index = self.read;
                self.read += 1;
                behind(Key::Index(index), value, self.notes, |tree| seed.deserialize(tree)).map(Some)
            }
            None => Ok(None),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.values.len())
    }
}

struct Fields<'a> {
    fields: map::Iter<'a>,
    name: &'a str,
    value: &'a Value,
    notes: Option<&'a Unread>,
}

impl<'a> Fields<'a> {
    fn of(fields: &'a Map<String, Value>, notes: Option<&'a Unread>) -> Fields<'a> {
        Fields { fields: fields.iter(), name: "", value: &Value::Null, notes }
    }
}

impl<'a> MapAccess<'a> for Fields<'a> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'a>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        match self.fields.next() {
            Some((name, value)) => {
                (self.name, self.value) = (name, value);
                seed.deserialize(Tree::Name(name)).map(Some)
            }
            None => Ok(None),
        }
    }

    fn next_value_seed<T: DeserializeSeed<'a>>(&mut self, seed: T) -> Result<T::Value, Fault> {
        behind(Key::Name(self.name.into()), self.value, self.notes, |tree| seed.deserialize(tree))
    }
}

/// The fields of a struct in the order of its declaration.
struct Picked<'a> {
    fields: &'a Map<String, Value>,
    names: &'static [&'static str],
    next: usize,
    /// The field that was asked for last, where it is not there.
    missing: Option<&'static str>,
    notes: Option<&'a Unread>,
}

impl<'a> Picked<'a> {
    /// The next field: its name, and its value where it is there.
    #[inline(never)]
    fn pick(&mut self) -> Option<(&'static str, Option<&'a Value>)> {
        let name = *self.names.get(self.next)?;
        self.next += 1;
        self.missing = None;
        Some((name, self.fields.get(name)))
    }

    /// After the last field: keys that the struct does not have are noted. What failed for want of a field is said by its name.
    #[inline(never)]
    fn end(&self, failed: Option<&Fault>) -> Result<(), Fault> {
        if let (Some(_), Some(name)) = (failed, self.missing) {
            return Err(Fault::missing(name));
        }
        if let (None, Some(notes)) = (failed, self.notes) {
            for name in self.fields.keys().filter(|name| !self.names.contains(&name.as_str())) {
                let length = notes.enter(Key::Name(name.into()));
                notes.note();
                notes.leave(length);
            }
        }
        Ok(())
    }
}

impl<'a> SeqAccess<'a> for &mut Picked<'a> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'a>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        match self.pick() {
            Some((name, Some(value))) => {
                behind(Key::Name(name.into()), value, self.notes, |tree| seed.deserialize(tree)).map(Some)
            }
            // an option is nothing; what has a default takes it when told that there is nothing more
            Some((name, None)) => Ok(seed.deserialize(Tree::Absent).ok().or_else(|| {
                self.missing = Some(name);
                None
            })),
            None => Ok(None),
        }
    }
}

struct Variant<'a> {
    name: &'a str,
    value: Option<&'a Value>,
    notes: Option<&'a Unread>,
}

impl<'a> Variant<'a> {
    /// Reads what stands behind the name; a name alone stands for nothing.
    fn content<T>(self, read: impl FnOnce(Tree<'a>) -> Result<T, Fault>) -> Result<T, Fault> {
        behind(Key::Name(self.name.into()), self.value.unwrap_or(&Value::Null), self.notes, read)
    }
}

impl<'a> EnumAccess<'a> for Variant<'a> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<T: DeserializeSeed<'a>>(self, seed: T) -> Result<(T::Value, Self), Fault> {
        Ok((seed.deserialize(Tree::Name(self.name))?, self))
    }
}

impl<'a> VariantAccess<'a> for Variant<'a> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        match self.value {
            None | Some(Value::Null) => Ok(()),
            Some(_) => self.content(|tree| Err(tree.unfit(&"nothing behind the name"))),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'a>>(self, seed: T) -> Result<T::Value, Fault> {
        self.content(|tree| seed.deserialize(tree))
    }

    fn tuple_variant<V: Visitor<'a>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.content(|tree| tree.deserialize_seq(visitor))
    }

    fn struct_variant<V: Visitor<'a>>(
        self,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.content(|tree| tree.deserialize_struct("", names, visitor))
    }
}
