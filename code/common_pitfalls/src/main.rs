//! The same random number in every process, and two ways to another one in each: the counterpart
//! of `common_pitfalls.py`.

use std::collections::BTreeSet;
use std::io;

use common_pitfalls::PerProcess;
use fastrand::Rng;
use process::{Process, spawn};
use queue_usage::bounded;

const WORKERS: u64 = 4;
const SEED: u64 = 2026;

// ANCHOR: main
fn main() -> io::Result<()> {
    let mut copied = Rng::with_seed(SEED);
    report("one generator, made before the fork", |_| copied.u64(..))?;

    report("one for each worker, seeded with its number", |worker| {
        Rng::with_seed(SEED + worker).u64(..)
    })?;

    let mut own = PerProcess::new(from_the_kernel);
    own.get().u64(..); // Made and used before the fork, like the first one.
    report("one that notices the fork", |_| own.get().u64(..))
}
// ANCHOR_END: main

// ANCHOR: kernel
/// A generator with a seed that no other process has.
fn from_the_kernel() -> Rng {
    Rng::with_seed(getrandom::u64().expect("the kernel has random numbers"))
}
// ANCHOR_END: kernel

/// Lets each of four processes draw a number, and counts the different ones.
fn report(how: &str, mut draw: impl FnMut(u64) -> u64 + Send) -> io::Result<()> {
    let (sender, numbers) = bounded(4)?;
    let mut workers: Vec<Process> = Vec::new();
    for worker in 0..WORKERS {
        let (sender, draw) = (sender.clone(), &mut draw);
        workers.push(spawn(move || sender.send(draw(worker)).expect("main receives"))?);
    }
    drop(sender);
    let different: BTreeSet<u64> = numbers.iter().collect();
    println!("{how}: {WORKERS} draws, {} different", different.len());
    workers.into_iter().try_for_each(|worker| worker.join().map(drop))
}
