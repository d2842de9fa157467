//! One of four processes crashes with its part: how the program notices, and does the work again.

use std::io;
use std::process::abort;

use multi_value_data_sharing::{Array, Part};
use process::spawn;

const WORKERS: usize = 4;

// ANCHOR: main
fn main() -> io::Result<()> {
    let numbers: Vec<u64> = (1..=1_000_000).collect(); // In your program: from a file.
    let sums: Array<u64> = Array::zeroed(WORKERS)?;

    let mut children = Vec::new();
    for part in sums.parts(WORKERS)? {
        let worker = part.range().start;
        let numbers = &numbers;
        children.push((worker, spawn(move || add_up(part, share_of(worker, numbers)))?));
    }
    for (worker, child) in children {
        println!("worker {worker} ended with {}", child.join()?);
    }
    let sums = sums.lock().unwrap_or_else(|poisoned| {
        println!("poisoned: {:?}", poisoned.get_ref());
        let mut anew = poisoned.into_inner();
        for worker in 0..WORKERS {
            anew[worker] = share_of(worker, &numbers).iter().sum();
        }
        sums.clear_poison();
        anew
    });
    println!("{sums:?}: {} in all", sums.iter().sum::<u64>());
    Ok(())
}
// ANCHOR_END: main

// ANCHOR: add_up
fn add_up(part: Part<'_, u64>, numbers: &[u64]) {
    let sum = numbers.iter().sum();
    if part.range().start == 2 {
        abort(); // A bug: all is computed, and nothing is written yet.
    }
    part.claim().unwrap()[0] = sum;
}

fn share_of(worker: usize, numbers: &[u64]) -> &[u64] {
    let begin = |worker| numbers.len() * worker / WORKERS;
    &numbers[begin(worker)..begin(worker + 1)]
}
// ANCHOR_END: add_up
