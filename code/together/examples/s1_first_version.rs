//! The five in one function, and what a kill does to the picture.

use std::error::Error;
use std::io::{self, Write};

use multi_value_data_sharing::Array;
use process_pool::Pool;
use signal_hook::consts::SIGKILL;
use signal_hook::low_level::raise;
use together::{Interrupt, Rgb, Scene, Size, Span, encode};

/// Rows in a tile.
const ROWS: u32 = 20;

/// The worker that comes to this row is killed, in the middle of a tile.
const DEADLY: u32 = 86;

// ANCHOR: main
fn main() -> Result<(), Box<dyn Error>> {
    let scene = Scene { size: Size { width: 320, height: 200 }, ..Scene::default() };
    let picture: Array<Rgb> = Array::zeroed(scene.size.pixels())?;
    let mut pool = Pool::new(2, |tile| paint(&scene, &picture, tile))?;
    for (tile, painted) in pool.imap_unordered(0..scene.size.height / ROWS) {
        if let Err(error) = painted {
            eprintln!("tile {tile}: {}", error.cause);
        }
    }
    let pixels = picture.lock().unwrap();
    io::stdout().write_all(&encode(scene.size, &pixels, &Interrupt::catch()?)?)?;
    Ok(())
}
// ANCHOR_END: main

// ANCHOR: paint
/// Paints row after row on the side, and takes the lock to hand in each.
fn paint(scene: &Scene, picture: &Array<Rgb>, tile: u32) {
    let width = scene.size.width;
    for y in tile * ROWS..(tile + 1) * ROWS {
        if y == DEADLY {
            raise(SIGKILL).unwrap(); // What no program expects, and some get.
        }
        let mut row = vec![[0; 3]; width as usize];
        scene.paint(Span { tile: tile as usize, x: 0, y, len: width }, &mut row);
        let begin = (y * width) as usize;
        picture.lock().unwrap()[begin..][..row.len()].copy_from_slice(&row);
    }
}
// ANCHOR_END: paint
