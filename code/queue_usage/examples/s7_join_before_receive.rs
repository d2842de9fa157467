//! Join first, receive later: when that works, and when both wait for each other.

use std::io;
use std::time::Duration;

use process::{Process, spawn};
use queue_usage::{Receiver, bounded};

const LONG_ENOUGH: Duration = Duration::from_millis(500);

/// A process that sends `count` texts of a million bytes into a queue for eight.
fn producer(count: usize) -> io::Result<(Process, Receiver<String>)> {
    let (sender, receiver) = bounded(8)?;
    let child = spawn(move || {
        for _ in 0..count {
            sender.send("x".repeat(1_000_000)).expect("main receives");
        }
    })?;
    Ok((child, receiver))
}

// ANCHOR: fits
fn what_fits_does_not_hang() -> io::Result<()> {
    let (child, receiver) = producer(8)?;
    let status = child.join()?; // All eight wait in the queue: send has returned.
    println!("joined first: {status}, then received {}", receiver.iter().count());
    Ok(())
}
// ANCHOR_END: fits

// ANCHOR: hangs
fn one_more_than_fits_hangs() -> io::Result<()> {
    let (mut child, receiver) = producer(9)?;
    match child.join_timeout(LONG_ENOUGH)? {
        Some(status) => println!("joined first: {status}"),
        None => println!("not joined: it waits for room, and we wait for it"),
    }
    println!("received {}", receiver.iter().count());
    println!("joined now: {}", child.join()?);
    Ok(())
}
// ANCHOR_END: hangs

// ANCHOR: drop
fn a_process_dropped_before_its_receiver_hangs() -> io::Result<()> {
    let mut careless = spawn(|| {
        let (sender, _receiver) = bounded(1).expect("memory for a queue");
        let _child = spawn(move || while sender.send(0).is_ok() {});
        // Here `_child` is dropped first: that waits for a process that waits for `_receiver`.
    })?;
    let ended = careless.join_timeout(LONG_ENOUGH)?;
    println!("dropped in the wrong order: ended {}", ended.is_some());
    careless.kill()
}

fn a_receiver_dropped_first_does_not_hang() -> io::Result<()> {
    let careful = spawn(|| {
        let (sender, receiver) = bounded(1).expect("memory for a queue");
        let _child = spawn(move || while sender.send(0).is_ok() {});
        drop(receiver);
    })?;
    println!("dropped in the right order: {}", careful.join()?);
    Ok(())
}
// ANCHOR_END: drop

fn main() -> io::Result<()> {
    what_fits_does_not_hang()?;
    one_more_than_fits_hangs()?;
    a_process_dropped_before_its_receiver_hangs()?;
    a_receiver_dropped_first_does_not_hang()
}
