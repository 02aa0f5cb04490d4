//! Writes types as text. What depends on the type is one call; everything else is here once.

use std::fmt::{self, Write};

use serde::ser::{self, Serialize, Serializer};

use super::Fault;

pub(super) struct Writer {
    text: String,
    /// How deep the line is indented; `None` = everything on one line.
    indent: Option<usize>,
    /// Nothing stands in the innermost list or object yet.
    is_first: bool,
}

impl Writer {
    pub(super) fn line() -> Writer {
        Writer { text: String::new(), indent: None, is_first: true }
    }

    pub(super) fn indented() -> Writer {
        Writer { text: String::new(), indent: Some(0), is_first: true }
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    fn open(&mut self, bracket: char) {
        self.text.push(bracket);
        self.indent = self.indent.map(|depth| depth + 1);
        self.is_first = true;
    }

    fn close(&mut self, bracket: char) {
        self.indent = self.indent.map(|depth| depth - 1);
        if !self.is_first {
            self.new_line();
        }
        self.text.push(bracket);
        self.is_first = false;
    }

    fn new_line(&mut self) {
        if let Some(depth) = self.indent {
            self.text.push('\n');
            for _ in 0..depth {
                self.text.push_str("  ");
            }
        }
    }

    /// Before a value of a list or a key.
    #[inline(never)]
    fn next(&mut self) {
        if !self.is_first {
            self.text.push(',');
        }
        self.is_first = false;
        self.new_line();
    }

    #[inline(never)]
    fn key(&mut self, name: &str) {
        self.next();
        self.string(name);
        self.colon();
    }

    fn colon(&mut self) {
        self.text.push_str(if self.indent.is_some() { ": " } else { ":" });
    }

    #[inline(never)]
    fn string(&mut self, text: &str) {
        self.text.push('"');
        // what needs no escape is copied in one piece: most of a plan is what people wrote
        let mut rest = text;
        while let Some(at) = rest.find(|c: char| matches!(c, '"' | '\\' | '\0'..'\u{20}')) {
            self.text.push_str(&rest[..at]);
            let escaped = rest.as_bytes()[at];
            match escaped {
                b'"' => self.text.push_str("\\\""),
                b'\\' => self.text.push_str("\\\\"),
                b'\n' => self.text.push_str("\\n"),
                b'\r' => self.text.push_str("\\r"),
                b'\t' => self.text.push_str("\\t"),
                8 => self.text.push_str("\\b"),
                12 => self.text.push_str("\\f"),
                _ => self.show(format_args!("\\u{escaped:04x}")),
            }
            rest = &rest[at + 1..];
        }
        self.text.push_str(rest);
        self.text.push('"');
    }

    #[inline(never)]
    fn show(&mut self, words: fmt::Arguments<'_>) {
        // a String takes everything
        let _ = self.text.write_fmt(words);
    }

    /// `{"name":` of a variant with content.
    fn variant(&mut self, name: &str) {
        self.open('{');
        self.key(name);
    }
}

/// An open list or object, and what closes it.
pub(super) struct Open<'a> {
    writer: &'a mut Writer,
    brackets: &'static str,
}

impl Open<'_> {
    fn done(self) -> Result<(), Fault> {
        self.brackets.chars().for_each(|bracket| self.writer.close(bracket));
        Ok(())
    }

    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        self.writer.next();
        value.serialize(&mut *self.writer)
    }

    fn field<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Fault> {
        self.writer.key(name);
        value.serialize(&mut *self.writer)
    }
}

macro_rules! shown {
    ($($method:ident $type:ty;)*) => {$(
        fn $method(self, value: $type) -> Result<(), Fault> {
            self.show(format_args!("{value}"));
            Ok(())
        }
    )*};
}

impl<'a> Serializer for &'a mut Writer {
    type Ok = ();
    type Error = Fault;
    type SerializeSeq = Open<'a>;
    type SerializeTuple = Open<'a>;
    type SerializeTupleStruct = Open<'a>;
    type SerializeTupleVariant = Open<'a>;
    type SerializeMap = Open<'a>;
    type SerializeStruct = Open<'a>;
    type SerializeStructVariant = Open<'a>;

    shown! {
        serialize_bool bool;
        serialize_i8 i8;
        serialize_i16 i16;
        serialize_i32 i32;
        serialize_i64 i64;
        serialize_u8 u8;
        serialize_u16 u16;
        serialize_u32 u32;
        serialize_u64 u64;
    }

    fn serialize_f32(self, value: f32) -> Result<(), Fault> {
        self.serialize_f64(f64::from(value))
    }

    fn serialize_f64(self, value: f64) -> Result<(), Fault> {
        // std's own digits: the shortest that read back, as `serde_json` writes them, without its table of 8 KB
        if value.is_finite() {
            self.show(format_args!("{value:?}"));
            Ok(())
        } else {
            self.serialize_unit()
        }
    }

    fn serialize_char(self, value: char) -> Result<(), Fault> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), Fault> {
        self.string(value);
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), Fault> {
        self.collect_seq(value)
    }

    fn serialize_none(self) -> Result<(), Fault> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Fault> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Fault> {
        self.text.push_str("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Fault> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Fault> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Fault> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Fault> {
        self.variant(variant);
        value.serialize(&mut *self)?;
        self.close('}');
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Open<'a>, Fault> {
        self.open('[');
        Ok(Open { writer: self, brackets: "]" })
    }

    fn serialize_tuple(self, len: usize) -> Result<Open<'a>, Fault> {
        self.serialize_seq(Some(len))
    }

    fn serialize_tuple_struct(self, _: &'static str, len: usize) -> Result<Open<'a>, Fault> {
        self.serialize_seq(Some(len))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Open<'a>, Fault> {
        self.variant(variant);
        self.open('[');
        Ok(Open { writer: self, brackets: "]}" })
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Open<'a>, Fault> {
        self.open('{');
        Ok(Open { writer: self, brackets: "}" })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Open<'a>, Fault> {
        self.serialize_map(None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Open<'a>, Fault> {
        self.variant(variant);
        self.open('{');
        Ok(Open { writer: self, brackets: "}}" })
    }
}

macro_rules! lists {
    ($($trait:ident $method:ident;)*) => {$(
        impl ser::$trait for Open<'_> {
            type Ok = ();
            type Error = Fault;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
                self.element(value)
            }

            fn end(self) -> Result<(), Fault> {
                self.done()
            }
        }
    )*};
}

lists! {
    SerializeSeq serialize_element;
    SerializeTuple serialize_element;
    SerializeTupleStruct serialize_field;
    SerializeTupleVariant serialize_field;
}

macro_rules! structs {
    ($($trait:ident)*) => {$(
        impl ser::$trait for Open<'_> {
            type Ok = ();
            type Error = Fault;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Fault> {
                self.field(name, value)
            }

            fn end(self) -> Result<(), Fault> {
                self.done()
            }
        }
    )*};
}

structs!(SerializeStruct SerializeStructVariant);

impl ser::SerializeMap for Open<'_> {
    type Ok = ();
    type Error = Fault;

    /// A key is a text; where it is something else, its text.
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Fault> {
        self.writer.next();
        let from = self.writer.text.len();
        key.serialize(&mut *self.writer)?;
        if !self.writer.text[from..].starts_with('"') {
            let bare = self.writer.text.split_off(from);
            self.writer.string(&bare);
        }
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        self.writer.colon();
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Result<(), Fault> {
        self.done()
    }
}
