//! As many processes as cores, each with a simple computation: the counterpart of `process.py`.

use std::io;
use std::thread::available_parallelism;

use process::{Process, spawn};

// ANCHOR: work
fn add_up_squares(number: usize) {
    let (first, last) = (number * 1000 + 1, (number + 1) * 1000);
    let sum: usize = (first..=last).map(|i| i * i).sum();
    println!("process {number}: the squares of {first} to {last} add up to {sum}");
}
// ANCHOR_END: work

// ANCHOR: main
fn main() -> io::Result<()> {
    let cores = available_parallelism()?.get();
    println!("starting one process for each CPU core: {cores}");

    let mut children: Vec<Process> = Vec::new();
    for number in 0..cores {
        children.push(spawn(move || add_up_squares(number))?);
    }

    for (number, child) in children.into_iter().enumerate() {
        println!("process {number} ended with {}", child.join()?);
    }
    Ok(())
}
// ANCHOR_END: main
