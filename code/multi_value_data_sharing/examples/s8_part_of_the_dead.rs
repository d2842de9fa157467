//! One of four processes crashes with its part: how the program notices, and does that part again.

use std::io;
use std::ops::Range;
use std::process::abort;

use multi_value_data_sharing::{Array, Part};
use process::spawn;

// ANCHOR: main
fn main() -> io::Result<()> {
    let sums: Array<u64> = Array::zeroed(4)?;
    let mut children = Vec::new();
    for part in sums.parts(4)? {
        children.push((part.range(), spawn(move || add_up(part))?));
    }
    let mut failed = Vec::new();
    for (range, child) in children {
        let status = child.join()?;
        if !status.success() {
            println!("the process for part {range:?} ended with {status}");
            failed.push(range);
        }
    }
    let mut sums = sums.lock().unwrap_or_else(|poisoned| {
        println!("poisoned: {:?}", poisoned.get_ref());
        sums.clear_poison();
        poisoned.into_inner()
    });
    for range in failed {
        sums[range.clone()].fill(sum_of(range));
    }
    println!("{sums:?}: {} in all", sums.iter().sum::<u64>());
    Ok(())
}
// ANCHOR_END: main

// ANCHOR: add_up
fn add_up(part: Part<'_, u64>) {
    let sum = sum_of(part.range());
    if part.range().start == 2 {
        abort(); // A bug: all is computed, and nothing is written yet.
    }
    part.claim().unwrap().fill(sum);
}

/// The numbers of one quarter, from 1 to a million.
fn sum_of(quarter: Range<usize>) -> u64 {
    let (begin, end) = (quarter.start as u64, quarter.end as u64);
    (begin * 250_000 + 1..=end * 250_000).sum()
}
// ANCHOR_END: add_up
