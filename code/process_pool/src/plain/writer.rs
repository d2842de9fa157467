use std::fmt;

use serde::ser::{self, Impossible, Serialize, Serializer};

use super::mismatch::Mismatch;

/// The bytes of a number.
const WORD: usize = size_of::<u64>();

/// Longer rows are postcard's: a large array of bytes would be eight times as long here.
pub(crate) const MOST: usize = 8 * WORD;

/// Takes a value's numbers, one after the other.
#[derive(Debug)]
pub(super) struct Writer {
    row: [u8; MOST],
    len: usize,
    /// Nothing was refused: also where a `Serialize` has passed over it.
    plain: bool,
}

impl Writer {
    #[inline]
    pub(super) fn new() -> Self {
        Writer { row: [0; MOST], len: 0, plain: true }
    }

    /// What was written, if all of it was numbers.
    #[inline]
    pub(super) fn row(self) -> Option<([u8; MOST], usize)> {
        self.plain.then_some((self.row, self.len))
    }

    #[inline]
    fn word(&mut self, word: u64) -> Result<(), Mismatch> {
        let Some(place) = self.row[self.len..].first_chunk_mut() else {
            return Mismatch::not_plain();
        };
        *place = word.to_ne_bytes();
        self.len += WORD;
        Ok(())
    }

    #[inline]
    fn part<T: Serialize + ?Sized>(&mut self, part: &T) -> Result<(), Mismatch> {
        let written = part.serialize(&mut *self);
        self.plain &= written.is_ok();
        written
    }
}

/// How a number becomes a word. A negative one keeps its sign in all eight bytes.
macro_rules! written {
    ($($method:ident($number:ty) = $word:expr;)*) => { $(
        #[inline]
        fn $method(self, number: $number) -> Result<(), Mismatch> {
            self.word(($word)(number))
        }
    )* };
}

macro_rules! refused {
    ($($method:ident($($given:ty),*) -> $answer:ty;)*) => { $(
        #[inline]
        fn $method(self, $(_: $given),*) -> Result<$answer, Mismatch> {
            Mismatch::not_plain()
        }
    )* };
}

type No = Impossible<(), Mismatch>;
type Name = &'static str;

impl Serializer for &mut Writer {
    type Ok = ();
    type Error = Mismatch;
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

    fn serialize_some<T: Serialize + ?Sized>(self, _: &T) -> Result<(), Mismatch> {
        Mismatch::not_plain()
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: Name,
        _: u32,
        _: Name,
        _: &T,
    ) -> Result<(), Mismatch> {
        Mismatch::not_plain()
    }

    fn collect_str<T: fmt::Display + ?Sized>(self, _: &T) -> Result<(), Mismatch> {
        Mismatch::not_plain()
    }

    #[inline]
    fn serialize_unit(self) -> Result<(), Mismatch> {
        Ok(())
    }

    #[inline]
    fn serialize_unit_struct(self, _: Name) -> Result<(), Mismatch> {
        Ok(())
    }

    #[inline]
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: Name,
        inner: &T,
    ) -> Result<(), Mismatch> {
        inner.serialize(self)
    }

    #[inline]
    fn serialize_tuple(self, _: usize) -> Result<Self, Mismatch> {
        Ok(self)
    }

    #[inline]
    fn serialize_tuple_struct(self, _: Name, _: usize) -> Result<Self, Mismatch> {
        Ok(self)
    }

    #[inline]
    fn serialize_struct(self, _: Name, _: usize) -> Result<Self, Mismatch> {
        Ok(self)
    }

    fn is_human_readable(&self) -> bool {
        false // As postcard says too.
    }
}

/// The rows of numbers that serde tells apart are one to us.
macro_rules! rows {
    ($($row:ident, $part:ident($($name:ty)?);)*) => { $(
        impl ser::$row for &mut Writer {
            type Ok = ();
            type Error = Mismatch;

            #[inline]
            fn $part<T: Serialize + ?Sized>(
                &mut self,
                $(_: $name,)?
                part: &T,
            ) -> Result<(), Mismatch> {
                self.part(part)
            }

            #[inline]
            fn end(self) -> Result<(), Mismatch> {
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
