//! Counts in memory that each process has for itself.
//!
//! The check says: rows of tiles that were not whole yet were painted, and the bar showed 0

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use exercises::checks::honest_bar::{self, Paint, ROWS, Show, TILES};
use process::spawn;
use process_pool::PoolOptions;

pub fn render(workers: usize, paint: Paint<'_>, show: Show<'_>) -> io::Result<()> {
    let done = AtomicUsize::new(0);
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
