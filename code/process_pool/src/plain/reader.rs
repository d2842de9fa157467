use serde::de::{DeserializeSeed, Deserializer, SeqAccess, Visitor};

use super::mismatch::Mismatch;
use crate::codec;

type Name = &'static str;

/// Gives out the numbers of a row, one after the other.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    row: &'a [u8],
}

impl<'a> Reader<'a> {
    #[inline]
    pub(super) fn new(row: &'a [u8]) -> Self {
        Reader { row }
    }

    /// What was not read.
    #[inline]
    pub(super) fn rest(self) -> &'a [u8] {
        self.row
    }

    #[inline]
    fn word(&mut self) -> Result<u64, Mismatch> {
        let Some((word, rest)) = self.row.split_first_chunk() else {
            return Mismatch::because("it reads more numbers than were written");
        };
        self.row = rest;
        Ok(u64::from_ne_bytes(*word))
    }

    #[inline]
    fn unsigned<N: TryFrom<u64>>(&mut self) -> Result<N, Mismatch> {
        N::try_from(self.word()?).or_else(|_| out_of_range())
    }

    #[inline]
    fn signed<N: TryFrom<i64>>(&mut self) -> Result<N, Mismatch> {
        N::try_from(self.word()?.cast_signed()).or_else(|_| out_of_range())
    }

    #[inline]
    fn flag(&mut self) -> Result<bool, Mismatch> {
        match self.word()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => out_of_range(),
        }
    }

    #[inline]
    fn character(&mut self) -> Result<char, Mismatch> {
        char::from_u32(self.unsigned()?).map_or_else(out_of_range, Ok)
    }
}

#[cold]
fn out_of_range<N>() -> Result<N, Mismatch> {
    Mismatch::because("it cannot hold the number that was written")
}

macro_rules! read {
    ($($method:ident, $visit:ident(|$reader:ident| $number:expr);)*) => { $(
        #[inline]
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
            let $reader = self;
            visitor.$visit($number)
        }
    )* };
}

impl<'de> Deserializer<'de> for &mut Reader<'_> {
    type Error = Mismatch;

    read! {
        deserialize_bool, visit_bool(|it| it.flag()?);
        deserialize_char, visit_char(|it| it.character()?);
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
    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_unit()
    }

    #[inline]
    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: Name,
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        visitor.visit_unit()
    }

    #[inline]
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: Name,
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        visitor.visit_newtype_struct(self)
    }

    #[inline]
    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        visitor.visit_seq(Row { reader: self, left: len })
    }

    #[inline]
    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: Name,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        self.deserialize_tuple(len, visitor)
    }

    #[inline]
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: Name,
        fields: &'static [Name],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        self.deserialize_tuple(fields.len(), visitor)
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Mismatch> {
        Mismatch::because(&codec::not_numbers())
    }

    serde::forward_to_deserialize_any! {
        str string bytes byte_buf option seq map enum identifier ignored_any
    }

    fn is_human_readable(&self) -> bool {
        false
    }
}

/// As many of the next values as a tuple or a struct has.
#[derive(Debug)]
struct Row<'r, 'a> {
    reader: &'r mut Reader<'a>,
    left: usize,
}

impl<'de> SeqAccess<'de> for Row<'_, '_> {
    type Error = Mismatch;

    #[inline]
    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Mismatch> {
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
