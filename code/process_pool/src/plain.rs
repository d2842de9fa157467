//! Values that are nothing but a few numbers, written as they are: a word of eight bytes each.
//!
//! Serde's code is generic. For a `u64` all of this folds into a store on one side and a load on
//! the other, where postcard, which makes numbers short, goes over them byte by byte. What holds
//! anything else, a text or an `Option`, is refused here, and postcard writes it. One type may be
//! plain now and not the next time, so each frame says what it is, and is read as that.

mod reader;
mod writer;

use std::error::Error;
use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Serialize, de, ser};

use reader::Reader;
use writer::Writer;

/// The bytes of a number.
const WORD: usize = size_of::<u64>();

/// Longer rows are postcard's: a large array of bytes would be eight times as long here.
pub(crate) const MOST: usize = 8 * WORD;

/// The numbers of `value`, in the first bytes of a row, and how many bytes that is. `None`: it
/// holds something else, or too much, or does not serialize.
#[inline]
pub(crate) fn write<T: Serialize>(value: &T) -> Option<([u8; MOST], usize)> {
    let mut writer = Writer::new();
    let written = value.serialize(&mut writer);
    written.ok().and_then(|()| writer.row())
}

/// The value whose numbers these are, and those that were not read.
#[inline]
pub(crate) fn read<T: DeserializeOwned>(row: &[u8]) -> Result<(T, &[u8]), Mismatch> {
    let mut reader = Reader::new(row);
    let value = T::deserialize(&mut reader)?;
    Ok((value, reader.rest()))
}

/// Why a value cannot be written as numbers, or not be read from those that were.
#[derive(Debug)]
pub(crate) struct Mismatch(String);

impl Mismatch {
    /// Without a text: nobody would see it, since postcard tries next.
    #[inline]
    fn not_plain<T>() -> Result<T, Mismatch> {
        Err(Mismatch(String::new()))
    }

    #[cold]
    fn because<T>(text: &str) -> Result<T, Mismatch> {
        Err(Mismatch(text.to_owned()))
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Mismatch {}

impl ser::Error for Mismatch {
    fn custom<T: fmt::Display>(text: T) -> Self {
        Mismatch(text.to_string())
    }
}

impl de::Error for Mismatch {
    fn custom<T: fmt::Display>(text: T) -> Self {
        Mismatch(text.to_string())
    }
}
