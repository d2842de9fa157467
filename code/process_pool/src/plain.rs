//! Values that are nothing but a few numbers, written as they are: a word of eight bytes each.
//!
//! Serde's code is generic. For a `u64` all of this folds into a store on one side and a load on
//! the other, where postcard, which makes numbers short, goes over them byte by byte. What holds
//! anything else, a text or an `Option`, is refused here, and postcard writes it. One type may be
//! plain now and not the next time, so each frame says what it is, and is read as that.
//!
//! Other formats of serde's were measured in this one's place, by a million cubes in one `map`: postcard takes 2.5 times as
//! long, `bcs` 1.9 times, `serde_bare` 1.6 times. `bincode` is as fast, and no longer maintained.

mod mismatch;
mod reader;
mod writer;

use serde::Serialize;
use serde::de::DeserializeOwned;

use mismatch::Mismatch;
use reader::Reader;
use writer::Writer;

pub(crate) use writer::MOST;

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
