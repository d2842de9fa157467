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
fn both_dropped_at_the_end() -> io::Result<()> {
    let mut middle = spawn(|| {
        let (sender, _receiver) = bounded(1).expect("memory for a queue");
        let _child = spawn(move || while sender.send(0).is_ok() {});
    })?;
    let ended = middle.join_timeout(LONG_ENOUGH)?;
    println!("both dropped at the end: ended {}", ended.is_some());
    middle.kill()
}

fn receiver_dropped_by_hand() -> io::Result<()> {
    let mut middle = spawn(|| {
        let (sender, receiver) = bounded(1).expect("memory for a queue");
        let _child = spawn(move || while sender.send(0).is_ok() {});
        drop(receiver);
    })?;
    let ended = middle.join_timeout(LONG_ENOUGH)?;
    println!("the receiver dropped by hand: ended {}", ended.is_some());
    middle.kill()
}
// ANCHOR_END: drop

fn main() -> io::Result<()> {
    what_fits_does_not_hang()?;
    one_more_than_fits_hangs()?;
    both_dropped_at_the_end()?;
    receiver_dropped_by_hand()
}
