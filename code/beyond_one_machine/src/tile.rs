use std::ops::Range;

use together::{Rgb, Scene, Size, Span};

/// Rows in a tile: some milliseconds of work, beside which a message costs little.
pub const ROWS: u32 = 8;

/// A band of rows, by its number from the top.
pub type Tile = u32;

/// What rank 0 sends instead of a tile when there is none left.
pub(crate) const NO_MORE: Tile = Tile::MAX;

/// How many tiles a picture has.
#[must_use]
pub fn tiles(size: Size) -> Tile {
    size.height.div_ceil(ROWS)
}

/// The rows of a tile. The last one may be lower than the others.
fn rows(size: Size, tile: Tile) -> Range<u32> {
    tile * ROWS..size.height.min((tile + 1) * ROWS)
}

/// Where a tile's bytes lie among those of the picture.
pub(crate) fn place(size: Size, tile: Tile) -> Range<usize> {
    let byte = |row: u32| row as usize * size.width as usize * size_of::<Rgb>();
    let rows = rows(size, tile);
    byte(rows.start)..byte(rows.end)
}

/// Paints a tile.
pub(crate) fn paint(scene: &Scene, tile: Tile) -> Vec<Rgb> {
    let (rows, width) = (rows(scene.size, tile), scene.size.width);
    let mut pixels = vec![[0; 3]; rows.len() * width as usize];
    for (y, row) in rows.zip(pixels.chunks_mut(width as usize)) {
        scene.paint(Span { tile: tile as usize, x: 0, y, len: width }, row);
    }
    pixels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tiles_cover_the_picture_without_a_gap() {
        for height in [1, ROWS - 1, ROWS, ROWS + 1, 5 * ROWS + 3] {
            let size = Size { width: 3, height };
            let mut end = 0;
            for tile in 0..tiles(size) {
                let place = place(size, tile);
                assert_eq!(place.start, end);
                assert!(!place.is_empty());
                end = place.end;
            }
            assert_eq!(end, size.pixels() * 3);
        }
    }
}
