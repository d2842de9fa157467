//! Values that are nothing but a few numbers, each written as a word of eight bytes.
//!
//! Serde's code is generic: for a `u64`, all of this folds into one store and one load, where
//! postcard, which knows everything, takes ten times as long. Whatever else a value holds is
//! refused here, and postcard's. One type may be both, a number today and a text tomorrow, so
//! each frame says which it is, and is read as it was written.

use std::error::Error;
use std::fmt;

use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer, SeqAccess, Visitor};
use serde::ser::{self, Impossible, Serialize, Serializer};

use crate::sys::Area;

/// Longer rows of numbers are postcard's: a word for each byte of a large array would be eight
/// times as long.
const MOST: usize = 8 * WORD;

const WORD: usize = size_of::<u64>();

/// Writes the numbers of `value` from position `at`; says where they end. `None`: it holds
/// something else, or too much, or does not serialize.
#[inline]
pub(crate) fn write<T: Serialize>(area: &Area, at: usize, value: &T) -> Option<usize> {
    let mut writer = Writer { area, at, most: at + MOST, plain: true };
    let written = value.serialize(&mut writer);
    (written.is_ok() && writer.plain).then_some(writer.at)
}

/// The value whose numbers these are.
#[inline]
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Unlike> {
    T::deserialize(&mut Reader { bytes })
}

/// Why something cannot be written as numbers, or not be read from those that are there.
#[derive(Debug)]
pub(crate) struct Unlike(String);

impl Unlike {
    /// No text: nobody looks at it, since postcard comes next.
    #[inline]
    fn numbers<T>() -> Result<T, Unlike> {
        Err(Unlike(String::new()))
    }
}

impl fmt::Display for Unlike {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Unlike {}

impl ser::Error for Unlike {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Unlike(message.to_string())
    }
}

impl de::Error for Unlike {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Unlike(message.to_string())
    }
}

struct Writer<'a> {
    area: &'a Area,
    at: usize,
    most: usize,
    /// Nothing was refused: also where a `Serialize` has passed over it.
    plain: bool,
}

impl Writer<'_> {
    #[inline]
    fn word(&mut self, word: u64) -> Result<(), Unlike> {
        if self.at == self.most || self.area.put(self.at, &word.to_ne_bytes()).is_none() {
            return Unlike::numbers();
        }
        self.at += WORD;
        Ok(())
    }

    #[inline]
    fn part<T: Serialize + ?Sized>(&mut self, part: &T) -> Result<(), Unlike> {
        let written = part.serialize(&mut *self);
        self.plain &= written.is_ok();
        written
    }
}

/// How a number becomes a word. A negative one keeps its sign in all eight bytes.
macro_rules! written {
    ($($method:ident($number:ty) = $word:expr;)*) => { $(
        #[inline]
        fn $method(self, number: $number) -> Result<(), Unlike> {
            self.word(($word)(number))
        }
    )* };
}

macro_rules! refused {
    ($($method:ident($($given:ty),*) -> $answer:ty;)*) => { $(
        #[inline]
        fn $method(self, $(_: $given),*) -> Result<$answer, Unlike> {
            Unlike::numbers()
        }
    )* };
}

type No = Impossible<(), Unlike>;
type Name = &'static str;

impl Serializer for &mut Writer<'_> {
    type Ok = ();
    type Error = Unlike;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeStruct = Self;
    type SerializeSeq = No;
    type SerializeTupleVariant = No;
    type SerializeMap = No;
    type SerializeStructVariant = No;

    written! {
        serialize_bool(bool) = u64::from;
        serialize_char(char) = u64::from;
        serialize_u8(u8) = u64::from;
        serialize_u16(u16) = u64::from;
        serialize_u32(u32) = u64::from;
        serialize_u64(u64) = u64::from;
        serialize_i8(i8) = |number| i64::from(number).cast_unsigned();
        serialize_i16(i16) = |number| i64::from(number).cast_unsigned();
        serialize_i32(i32) = |number| i64::from(number).cast_unsigned();
        serialize_i64(i64) = i64::cast_unsigned;
        serialize_f32(f32) = |number| u64::from(f32::to_bits(number));
        serialize_f64(f64) = f64::to_bits;
    }

    refused! {
        serialize_u128(u128) -> ();
        serialize_i128(i128) -> ();
        serialize_str(&str) -> ();
        serialize_bytes(&[u8]) -> ();
        serialize_none() -> ();
        serialize_unit_variant(Name, u32, Name) -> ();
        serialize_seq(Option<usize>) -> No;
        serialize_map(Option<usize>) -> No;
        serialize_tuple_variant(Name, u32, Name, usize) -> No;
        serialize_struct_variant(Name, u32, Name, usize) -> No;
    }

    fn serialize_some<T: Serialize + ?Sized>(self, _: &T) -> Result<(), Unlike> {
        Unlike::numbers()
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: Name,
        _: u32,
        _: Name,
        _: &T,
    ) -> Result<(), Unlike> {
        Unlike::numbers()
    }

    fn collect_str<T: fmt::Display + ?Sized>(self, _: &T) -> Result<(), Unlike> {
        Unlike::numbers()
    }

    #[inline]
    fn serialize_unit(self) -> Result<(), Unlike> {
        Ok(())
    }

    #[inline]
    fn serialize_unit_struct(self, _: Name) -> Result<(), Unlike> {
        Ok(())
    }

    #[inline]
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: Name,
        inner: &T,
    ) -> Result<(), Unlike> {
        inner.serialize(self)
    }

    #[inline]
    fn serialize_tuple(self, _: usize) -> Result<Self, Unlike> {
        Ok(self)
    }

    #[inline]
    fn serialize_tuple_struct(self, _: Name, _: usize) -> Result<Self, Unlike> {
        Ok(self)
    }

    #[inline]
    fn serialize_struct(self, _: Name, _: usize) -> Result<Self, Unlike> {
        Ok(self)
    }

    fn is_human_readable(&self) -> bool {
        false // As postcard says too.
    }
}

/// The rows of numbers that serde tells apart are one to us.
macro_rules! rows {
    ($($row:ident, $part:ident($($name:ty)?);)*) => { $(
        impl ser::$row for &mut Writer<'_> {
            type Ok = ();
            type Error = Unlike;

            #[inline]
            fn $part<T: Serialize + ?Sized>(
                &mut self,
                $(_: $name,)?
                part: &T,
            ) -> Result<(), Unlike> {
                self.part(part)
            }

            #[inline]
            fn end(self) -> Result<(), Unlike> {
                Ok(())
            }
        }
    )* };
}

rows! {
    SerializeTuple, serialize_element();
    SerializeTupleStruct, serialize_field();
    SerializeStruct, serialize_field(Name);
}

struct Reader<'a> {
    bytes: &'a [u8],
}

impl Reader<'_> {
    #[inline]
    fn word(&mut self) -> Result<u64, Unlike> {
        let Some((word, rest)) = self.bytes.split_first_chunk() else {
            return Err(de::Error::custom("fewer numbers were written than it reads"));
        };
        self.bytes = rest;
        Ok(u64::from_ne_bytes(*word))
    }

    #[inline]
    fn unsigned<N: TryFrom<u64>>(&mut self) -> Result<N, Unlike> {
        N::try_from(self.word()?).or_else(|_| out_of_range())
    }

    #[inline]
    fn signed<N: TryFrom<i64>>(&mut self) -> Result<N, Unlike> {
        N::try_from(self.word()?.cast_signed()).or_else(|_| out_of_range())
    }
}

#[cold]
fn out_of_range<N>() -> Result<N, Unlike> {
    Err(de::Error::custom("another number was written than it reads"))
}

macro_rules! read {
    ($($method:ident, $visit:ident(|$reader:ident| $number:expr);)*) => { $(
        #[inline]
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unlike> {
            let $reader = self;
            visitor.$visit($number)
        }
    )* };
}

impl<'de> Deserializer<'de> for &mut Reader<'_> {
    type Error = Unlike;

    read! {
        deserialize_bool, visit_bool(|it| it.unsigned::<u8>()? != 0);
        deserialize_char, visit_char(|it| char::from_u32(it.unsigned()?).map_or_else(out_of_range, Ok)?);
        deserialize_u8, visit_u8(|it| it.unsigned()?);
        deserialize_u16, visit_u16(|it| it.unsigned()?);
        deserialize_u32, visit_u32(|it| it.unsigned()?);
        deserialize_u64, visit_u64(|it| it.unsigned()?);
        deserialize_u128, visit_u128(|it| it.unsigned()?);
        deserialize_i8, visit_i8(|it| it.signed()?);
        deserialize_i16, visit_i16(|it| it.signed()?);
        deserialize_i32, visit_i32(|it| it.signed()?);
        deserialize_i64, visit_i64(|it| it.signed()?);
        deserialize_i128, visit_i128(|it| it.signed()?);
        deserialize_f32, visit_f32(|it| f32::from_bits(it.unsigned()?));
        deserialize_f64, visit_f64(|it| f64::from_bits(it.word()?));
    }

    #[inline]
    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unlike> {
        visitor.visit_unit()
    }

    #[inline]
    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: Name,
        visitor: V,
    ) -> Result<V::Value, Unlike> {
        visitor.visit_unit()
    }

    #[inline]
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: Name,
        visitor: V,
    ) -> Result<V::Value, Unlike> {
        visitor.visit_newtype_struct(self)
    }

    #[inline]
    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Unlike> {
        visitor.visit_seq(Row { reader: self, left: len })
    }

    #[inline]
    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: Name,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Unlike> {
        self.deserialize_tuple(len, visitor)
    }

    #[inline]
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: Name,
        fields: &'static [Name],
        visitor: V,
    ) -> Result<V::Value, Unlike> {
        self.deserialize_tuple(fields.len(), visitor)
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Unlike> {
        Err(de::Error::custom("numbers were written, and it reads something else"))
    }

    serde::forward_to_deserialize_any! {
        str string bytes byte_buf option seq map enum identifier ignored_any
    }

    fn is_human_readable(&self) -> bool {
        false
    }
}

/// The numbers of a tuple or a struct.
struct Row<'r, 'a> {
    reader: &'r mut Reader<'a>,
    left: usize,
}

impl<'de> SeqAccess<'de> for Row<'_, '_> {
    type Error = Unlike;

    #[inline]
    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Unlike> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        seed.deserialize(&mut *self.reader).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left)
    }
}
