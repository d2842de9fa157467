//! A child that makes a generator of its own: how new is it?

use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};
use std::io;

use fastrand::Rng;
use process::{Process, spawn};
use queue_usage::bounded;

// ANCHOR: main
fn main() -> io::Result<()> {
    // A library has drawn a number, and something has used a HashMap.
    let _ = (Rng::new(), RandomState::new());

    report("fastrand's Rng::new()    ", || Rng::new().u64(..))?;
    report("the seed of std's HashMap", || RandomState::new().hash_one("seed"))?;
    report("the kernel's getrandom(2)", || {
        getrandom::u64().expect("the kernel has random numbers")
    })
}
// ANCHOR_END: main

/// Lets each of four processes make a seed, and counts the different ones.
fn report(how: &str, seed: fn() -> u64) -> io::Result<()> {
    let (sender, seeds) = bounded(4)?;
    let mut children: Vec<Process> = Vec::new();
    for _ in 0..4 {
        let sender = sender.clone();
        children.push(spawn(move || sender.send(seed()).expect("main receives"))?);
    }
    drop(sender);
    let different: BTreeSet<u64> = seeds.iter().collect();
    println!("{how}  4 children, {} different", different.len());
    children.into_iter().try_for_each(|child| child.join().map(drop))
}
