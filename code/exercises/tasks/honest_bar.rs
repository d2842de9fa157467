//! An honest bar.
//!
//! A pool in a process of its own paints the tiles of a picture, row by row, and the caller shows on a bar how many rows are painted. A worker that is killed takes its
//! tile along, which is painted again by another one, from its first row on. The bar of the function below counts such rows twice. Fix it: at no moment does
//! it show more rows than are painted, it shows the rows of tiles that are not whole yet, and in the end it shows all of them.
//!
//! You get: how many workers; `paint`, which paints a row of a tile; `show`, which shows a number of rows, in the caller. The picture has `TILES` tiles of `ROWS`
//! rows each.
//!
//! Check it with
//!
//!     cargo test -p exercises --test honest_bar

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use exercises::checks::honest_bar::{self, Paint, ROWS, Show, TILES};
use process::spawn;
use process_pool::PoolOptions;
use single_value_data_sharing::Shared;

pub fn render(workers: usize, paint: Paint<'_>, show: Show<'_>) -> io::Result<()> {
    let done = Shared::new(AtomicUsize::new(0))?;
    let paint_tile = |tile: usize| {
        for row in 0..ROWS {
            paint(tile, row);
            done.fetch_add(1, Relaxed);
        }
    };
    let painter = || {
        let options = PoolOptions::new().workers(workers).attempts(3);
        let mut pool = options.build(paint_tile).expect("a pool");
        pool.map(0..TILES).expect("three attempts are enough");
    };
    let mut painter = spawn(painter)?;
    while painter.join_timeout(Duration::from_millis(10))?.is_none() {
        show(done.load(Relaxed));
    }
    show(done.load(Relaxed));
    Ok(())
}

fn main() {
    exercises::check("honest_bar", honest_bar::check, render);
}
