//! Ends when the number is reached, without the process that paints.
//!
//! The check says: of its processes behind

use std::io;
use std::mem::forget;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread::sleep;
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
            done[tile].store(row + 1, Relaxed);
        }
    };
    let total = || done.iter().map(|rows| rows.load(Relaxed)).sum::<usize>();
    let painter = || {
        let options = PoolOptions::new().workers(workers).attempts(3);
        let mut pool = options.build(paint_tile).expect("a pool");
        pool.map(0..TILES).expect("three attempts are enough");
    };
    let painter = spawn(painter)?;
    forget(painter);
    while total() < TILES * ROWS {
        show(total());
        sleep(Duration::from_millis(10));
    }
    show(total());
    Ok(())
}

fn main() {
    exercises::check("honest_bar", honest_bar::check, render);
}
