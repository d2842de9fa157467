use std::mem::take;
use std::str::from_utf8;

use postcard::de_flavors::Slice;
use postcard::{Error, Result};
use serde::{Deserializer, de::Visitor};

type Postcard<'de> = postcard::Deserializer<'de, Slice<'de>>;

/// A message that is bytes or a text and nothing else, as serde's `Deserializer`.
///
/// A `Deserialize` that asks for bytes or a text of its own gets them in the memory into which
/// they were copied from the ring. One that asks for anything else gets what it would have got if
/// postcard had written the message: it writes no types, and reads what it is asked for.
pub(crate) struct Bare<'de>(pub(crate) &'de mut Vec<u8>);

/// Postcard's word for what it never says of a message by itself: bytes were left over.
pub(crate) const LEFT_OVER: Error = Error::DeserializeBadEncoding;

/// A value that leaves bytes did not read what was written: it is not the value that was sent.
pub(crate) fn none_left(left: &[u8]) -> Result<()> {
    if left.is_empty() { Ok(()) } else { Err(LEFT_OVER) }
}

impl<'de> Bare<'de> {
    /// The message as postcard writes bytes and texts: the length, and then what they are.
    fn into_postcard(self) -> Result<Postcard<'de>> {
        let mut written = postcard::to_stdvec(&self.0.len())?;
        written.append(self.0);
        *self.0 = written;
        Ok(Postcard::from_bytes(self.0))
    }
}

macro_rules! as_postcard_does {
    ($($method:ident($($name:ident: $type:ty),*);)*) => {$(
        fn $method<V: Visitor<'de>>(self, $($name: $type,)* visitor: V) -> Result<V::Value> {
            let mut postcard = self.into_postcard()?;
            let value = postcard.$method($($name,)* visitor)?;
            none_left(postcard.finalize()?)?;
            Ok(value)
        }
    )*};
}

impl<'de> Deserializer<'de> for Bare<'de> {
    type Error = Error;

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_byte_buf(take(self.0))
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_borrowed_bytes(self.0)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        let text = String::from_utf8(take(self.0));
        visitor.visit_string(text.map_err(|_| Error::DeserializeBadUtf8)?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        let text = from_utf8(self.0).map_err(|_| Error::DeserializeBadUtf8)?;
        visitor.visit_borrowed_str(text)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn is_human_readable(&self) -> bool {
        false
    }

    as_postcard_does! {
        deserialize_any();
        deserialize_bool();
        deserialize_i8();
        deserialize_i16();
        deserialize_i32();
        deserialize_i64();
        deserialize_i128();
        deserialize_u8();
        deserialize_u16();
        deserialize_u32();
        deserialize_u64();
        deserialize_u128();
        deserialize_f32();
        deserialize_f64();
        deserialize_char();
        deserialize_option();
        deserialize_unit();
        deserialize_unit_struct(name: &'static str);
        deserialize_seq();
        deserialize_tuple(len: usize);
        deserialize_tuple_struct(name: &'static str, len: usize);
        deserialize_map();
        deserialize_struct(name: &'static str, fields: &'static [&'static str]);
        deserialize_enum(name: &'static str, variants: &'static [&'static str]);
        deserialize_identifier();
        deserialize_ignored_any();
    }
}
