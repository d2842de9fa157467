use std::iter;

use together::{Rgb, Size};

use crate::tile::{Tile, place, tiles};

/// The picture as far as it is painted. Rank 0 has it.
#[derive(Debug)]
pub struct Sheet {
    size: Size,
    bytes: Vec<u8>,
    painted: Vec<bool>,
}

impl Sheet {
    /// Nothing on it yet.
    #[must_use]
    pub fn new(size: Size) -> Self {
        let bytes = vec![0; size.pixels() * size_of::<Rgb>()];
        Self { size, bytes, painted: vec![false; tiles(size) as usize] }
    }

    /// Puts a tile where it belongs.
    ///
    /// # Panics
    /// There is no such tile, or it has another length.
    pub fn put(&mut self, tile: Tile, bytes: &[u8]) {
        self.bytes[place(self.size, tile)].copy_from_slice(bytes);
        self.painted[tile as usize] = true;
    }

    /// The tiles that are still to be painted.
    #[must_use]
    pub fn missing(&self) -> Vec<Tile> {
        let tiles = iter::zip(0.., &self.painted);
        tiles.filter(|(_, painted)| !**painted).map(|(tile, _)| tile).collect()
    }

    /// The pixels, in reading order.
    #[must_use]
    pub fn pixels(&self) -> &[Rgb] {
        self.bytes.as_chunks().0
    }
}
