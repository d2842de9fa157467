use std::fmt;
use std::io;
use std::sync::{Mutex, PoisonError};

use multi_value_data_sharing::{Array, Guard, MAX_PARTS, Part};

use crate::span::{Span, spans};
use crate::{Rgb, Size};

/// Pixels in a tile: some milliseconds of work, so that workers end at about the same time.
const TILE: usize = 4096;

/// The picture while it is painted, in memory that all workers see.
pub struct Canvas {
    size: Size,
    pixels: Array<Rgb>,
}

// ANCHOR: rights
/// The rights to paint the tiles of a canvas, each of them once.
///
/// Every worker has a copy of them all: a fork copies everything. Which copy of a right counts
/// is written in shared memory, so it is the first one that is used.
pub(crate) struct Rights<'c> {
    size: Size,
    tiles: Vec<Mutex<Option<Part<'c, Rgb>>>>,
}

impl Rights<'_> {
    /// Lets `paint` have the tile, one piece of a row after the other.
    pub(crate) fn use_up(&self, tile: usize, mut paint: impl FnMut(Span, &mut [Rgb])) {
        let right = self.tiles[tile].lock().unwrap_or_else(PoisonError::into_inner).take();
        let part = right.expect("a worker is given a tile once");
        let pixels = part.range();
        let mut canvas = part.claim().expect("a tile is given to one worker");
        let mut rest = &mut canvas[..];
        for span in spans(tile, pixels, self.size) {
            let here = rest.split_off_mut(..span.len as usize).expect("spans fill the tile");
            paint(span, here);
        }
    }
}
// ANCHOR_END: rights

impl Canvas {
    pub(crate) fn new(size: Size) -> io::Result<Self> {
        Ok(Self { size, pixels: Array::zeroed(size.pixels())? })
    }

    /// How large it is.
    #[must_use]
    pub fn size(&self) -> Size {
        self.size
    }

    /// How many tiles there are.
    #[must_use]
    pub fn tiles(&self) -> usize {
        self.size.pixels().div_ceil(TILE).min(MAX_PARTS)
    }

    // ANCHOR: divide
    /// New rights to all tiles. Those of an earlier division must have been used or dropped, or
    /// be with the dead.
    pub(crate) fn divide(&self) -> io::Result<Rights<'_>> {
        drop(self.pixels());
        let parts = self.pixels.parts(self.tiles())?.into_iter();
        let tiles = parts.map(|part| Mutex::new(Some(part))).collect();
        Ok(Rights { size: self.size, tiles })
    }

    /// All pixels, in reading order. If a worker died with a tile half painted, this is where it
    /// becomes known. It is no news: the pool has said so, and the tile is painted again.
    pub fn pixels(&self) -> Guard<'_, [Rgb]> {
        self.pixels.lock().unwrap_or_else(|poisoned| {
            self.pixels.clear_poison();
            poisoned.into_inner()
        })
    }
    // ANCHOR_END: divide
}

impl fmt::Debug for Canvas {
    /// Not the pixels, which are many.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Canvas").field("size", &self.size).finish_non_exhaustive()
    }
}
