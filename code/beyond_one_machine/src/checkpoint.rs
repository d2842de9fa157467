use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use together::{Scene, Size};

use crate::tile::{Tile, place, tiles};

/// The bytes of a tile's number.
const NUMBER: usize = size_of::<Tile>();

/// A file of the tiles that are painted: a line that says of what, and then a record for each
/// tile, its number and its pixels.
#[derive(Debug)]
pub struct Checkpoint(File);

impl Checkpoint {
    // ANCHOR: open
    /// Opens the file, or makes it, and hands each tile in it to `put`. A record that was being
    /// written when its job died is cut off.
    ///
    /// # Errors
    /// What the system says, or that the file belongs to another picture.
    pub fn open(
        path: &Path,
        scene: &Scene,
        mut put: impl FnMut(Tile, &[u8]),
    ) -> io::Result<Self> {
        let (mut file, bytes) = load(path)?;
        let title = format!("{scene:?}\n");
        let whole = match bytes.strip_prefix(title.as_bytes()) {
            Some(records) => bytes.len() - read(records, scene.size, &mut put).len(),
            None if title.as_bytes().starts_with(&bytes) => 0,
            None => return Err(io::Error::other("it belongs to another picture")),
        };
        file.set_len(whole as u64)?;
        file.seek(SeekFrom::End(0))?;
        if whole == 0 {
            file.write_all(title.as_bytes())?;
        }
        Ok(Self(file))
    }
    // ANCHOR_END: open

    // ANCHOR: add
    /// Keeps a tile, by one write: a job that dies leaves the record whole, or too short, and
    /// then it is the last.
    ///
    /// # Errors
    /// What the system says.
    pub fn add(&mut self, tile: Tile, pixels: &[u8]) -> io::Result<()> {
        self.0.write_all(&[&tile.to_le_bytes(), pixels].concat())
    }
    // ANCHOR_END: add
}

/// The file, which is made if it is not there, and what is in it.
fn load(path: &Path) -> io::Result<(File, Vec<u8>)> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    let (mut file, mut bytes) = (options.open(path)?, Vec::new());
    file.read_to_end(&mut bytes)?;
    Ok((file, bytes))
}

/// Hands out the whole records, and returns what is behind them.
fn read<'b>(mut bytes: &'b [u8], size: Size, put: &mut impl FnMut(Tile, &[u8])) -> &'b [u8] {
    while let Some((tile, pixels, rest)) = record(bytes, size) {
        put(tile, pixels);
        bytes = rest;
    }
    bytes
}

/// The first record, and what comes after it. `None`: it is not whole.
fn record(bytes: &[u8], size: Size) -> Option<(Tile, &[u8], &[u8])> {
    let (number, rest) = bytes.split_first_chunk::<NUMBER>()?;
    let tile = Tile::from_le_bytes(*number);
    let len = (tile < tiles(size)).then(|| place(size, tile).len())?;
    let (pixels, rest) = rest.split_at_checked(len)?;
    Some((tile, pixels, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn scene() -> Scene {
        Scene { size: Size { width: 2, height: 17 }, ..Scene::default() }
    }

    /// The numbers of the tiles that are in the file.
    fn kept(path: &Path) -> Vec<Tile> {
        let mut kept = Vec::new();
        Checkpoint::open(path, &scene(), |tile, _| kept.push(tile)).unwrap();
        kept
    }

    fn write(path: &Path) {
        let mut checkpoint = Checkpoint::open(path, &scene(), |_, _| {}).unwrap();
        checkpoint.add(2, &[2; 6]).unwrap();
        checkpoint.add(0, &[0; 48]).unwrap();
    }

    #[test]
    fn what_is_kept_comes_back_whatever_the_length_at_which_the_writer_died() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("checkpoint");
        write(&path);
        let whole = fs::read(&path).unwrap();
        let title = whole.len() - (NUMBER + 6) - (NUMBER + 48);
        for len in 0..=whole.len() {
            fs::write(&path, &whole[..len]).unwrap();
            let expected: &[Tile] = match len {
                _ if len < title + NUMBER + 6 => &[],
                _ if len < whole.len() => &[2],
                _ => &[2, 0],
            };
            assert_eq!(kept(&path), expected, "{len} bytes");
            // What was cut off does not stand between this run's records and the last one's.
            write(&path);
            assert_eq!(kept(&path), [expected, &[2, 0]].concat(), "{len} bytes");
        }
    }

    #[test]
    fn the_checkpoint_of_another_picture_is_refused_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("checkpoint");
        write(&path);
        let before = fs::read(&path).unwrap();
        let other = Scene { zoom: 1.0, ..scene() };
        let refused = Checkpoint::open(&path, &other, |_, _| unreachable!()).unwrap_err();
        assert!(refused.to_string().contains("another picture"));
        assert_eq!(fs::read(&path).unwrap(), before);
    }
}
