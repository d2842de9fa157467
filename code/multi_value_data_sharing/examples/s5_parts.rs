//! Work that splits: each process has elements of its own, and no lock.

use std::io;

use multi_value_data_sharing::{Array, Part};
use process::spawn;

// ANCHOR: main
fn main() -> io::Result<()> {
    let steps = Array::zeroed(1_000_000)?;
    let mut children = Vec::new();
    for part in steps.parts(4)? {
        children.push(spawn(move || count_steps(part))?);
    }
    for child in children {
        assert!(child.join()?.success());
    }

    let steps = steps.lock().unwrap();
    let (number, most) = steps.iter().enumerate().max_by_key(|(_, steps)| **steps).unwrap();
    println!(
        "of all numbers below a million, {number} takes longest to come to 1: {most} steps"
    );
    Ok(())
}
// ANCHOR_END: main

// ANCHOR: count
fn count_steps(part: Part<'_, u32>) {
    let first = part.range().start;
    let mut claim = part.claim().unwrap();
    for (index, steps) in claim.iter_mut().enumerate() {
        *steps = collatz(first + index);
    }
}

fn collatz(mut number: usize) -> u32 {
    let mut steps = 0;
    while number > 1 {
        number = if number.is_multiple_of(2) { number / 2 } else { 3 * number + 1 };
        steps += 1;
    }
    steps
}
// ANCHOR_END: count
