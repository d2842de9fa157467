use std::ops::Range;

use crate::Size;

/// Some pixels of one row, all in one tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The tile that they belong to, from 0.
    pub tile: usize,
    /// The first one's place in its row, from the left.
    pub x: u32,
    /// The row, from the top.
    pub y: u32,
    /// How many.
    pub len: u32,
}

/// Cuts a tile, which is a run of pixels in reading order, where a row ends.
pub(crate) fn spans(
    tile: usize,
    pixels: Range<usize>,
    size: Size,
) -> impl Iterator<Item = Span> {
    let width = size.width as usize;
    let mut begin = pixels.start;
    std::iter::from_fn(move || {
        let (y, x) = (begin / width, begin % width);
        let len = (width - x).min(pixels.end - begin);
        begin += len;
        // All three are within one picture's width or height.
        let span = Span { tile, x: x as u32, y: y as u32, len: len as u32 };
        (len > 0).then_some(span)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(pixels: Range<usize>) -> Vec<(u32, u32, u32)> {
        let size = Size { width: 4, height: 9 };
        spans(0, pixels, size).map(|span| (span.x, span.y, span.len)).collect()
    }

    #[test]
    fn a_tile_is_cut_where_rows_end() {
        assert_eq!(cut(4..12), [(0, 1, 4), (0, 2, 4)]);
        assert_eq!(cut(6..13), [(2, 1, 2), (0, 2, 4), (0, 3, 1)]);
        assert_eq!(cut(5..6), [(1, 1, 1)]);
        assert_eq!(cut(5..5), []);
    }
}
