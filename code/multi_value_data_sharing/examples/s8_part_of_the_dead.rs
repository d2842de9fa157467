//! One of four processes crashes with its part: how the program notices, and does that part again.

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
    let mut failed = Vec::new();
    for (worker, child) in children {
        let status = child.join()?;
        if !status.success() {
            println!("worker {worker} ended with {status}");
            failed.push(worker);
        }
    }
    let mut sums = sums.lock().unwrap_or_else(|poisoned| {
        println!("poisoned: {:?}", poisoned.get_ref());
        sums.clear_poison();
        poisoned.into_inner()
    });
    for worker in failed {
        sums[worker] = share_of(worker, &numbers).iter().sum();
    }
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
    let each = numbers.len().div_ceil(WORKERS);
    &numbers[worker * each..numbers.len().min((worker + 1) * each)]
}
// ANCHOR_END: add_up
