//! Stores the number of the row, and not how many are painted. In each tile the bar is a row behind, and in the end it shows what it
//! has not counted.
//!
//! The check says: rows of tiles that were not whole yet were painted, and the bar showed

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use exercises::checks::honest_bar::{self, Paint, ROWS, Show, TILES};
use process::spawn;
use process_pool::PoolOptions;
use single_value_data_sharing::Shared;

pub fn render(workers: usize, paint: Paint<'_>, show: Show<'_>) -> io::Result<()> {
    let done = Shared::new([const { AtomicUsize::new(0) }; TILES])?;
    let paint_tile = |tile: usize| {
        for row in 0..ROWS {
            paint(tile, row);
            done[tile].store(row, Relaxed);
        }
    };
    let total = || done.iter().map(|rows| rows.load(Relaxed)).sum();
    let painter = || {
        let options = PoolOptions::new().workers(workers).attempts(3);
        let mut pool = options.build(paint_tile).expect("a pool");
        pool.map(0..TILES).expect("three attempts are enough");
    };
    let mut painter = spawn(painter)?;
    while painter.join_timeout(Duration::from_millis(10))?.is_none() {
        show(total());
    }
    show(TILES * ROWS);
    Ok(())
}

fn main() {
    exercises::check("honest_bar", honest_bar::check, render);
}
