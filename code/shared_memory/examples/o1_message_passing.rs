//! A message in shared memory, and a number that says that it is there: stored and read in order.

use std::hint::spin_loop;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering, Ordering::*};
use std::thread::yield_now;

use process::spawn;
use shared_memory::Shared;

const MESSAGES: u64 = 20_000;

// ANCHOR: desk
/// The number of the newest message, and a place for the message itself, on a line of its own.
type Desk = (AtomicU64, [AtomicU64; 15], AtomicU64);

fn send(desk: &Desk, number: u64, last: Ordering) {
    let (ready, _, message) = desk;
    message.store(number * 1_000, Relaxed);
    ready.store(number, last);
}

fn receive(desk: &Desk, number: u64, first: Ordering) -> u64 {
    let (ready, _, message) = desk;
    wait_until(|| ready.load(first) >= number);
    message.load(Relaxed)
}
// ANCHOR_END: desk

fn main() -> io::Result<()> {
    println!("of {MESSAGES} messages, the receiver found another one than was announced:");
    println!("  Relaxed, Relaxed {:6}", stale(Relaxed, Relaxed)?);
    println!("  Release, Acquire {:6}", stale(Release, Acquire)?);
    Ok(())
}

/// The receiver answers each message by its number, so that the next one is not sent before.
fn stale(last: Ordering, first: Ordering) -> io::Result<u64> {
    let desk = Shared::new(new_desk())?;
    let answer = Shared::new(AtomicU64::new(0))?;
    let sender = spawn(|| {
        for number in 1..=MESSAGES {
            send(&desk, number, last);
            wait_until(|| answer.load(Acquire) >= number);
        }
    })?;
    let mut stale = 0;
    for number in 1..=MESSAGES {
        stale += u64::from(receive(&desk, number, first) != number * 1_000);
        answer.store(number, Release);
    }
    assert!(sender.join()?.success());
    Ok(stale)
}

fn new_desk() -> Desk {
    let word = || AtomicU64::new(0);
    (word(), std::array::from_fn(|_| word()), word())
}

fn wait_until(done: impl Fn() -> bool) {
    for looks in 1_u64.. {
        if done() {
            break;
        }
        if looks.is_multiple_of(1_000) {
            yield_now();
        }
        spin_loop();
    }
}
