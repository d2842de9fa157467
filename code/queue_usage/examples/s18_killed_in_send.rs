//! A sender of the small ring is killed between two lines: which of the orders survives it.

use std::fs;
use std::io;
use std::process::abort;
use std::sync::atomic::{
    AtomicU32, AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};
use std::thread;
use std::time::{Duration, Instant};

use process::{Process, spawn};
use shared_memory::{Lock, Shared, futex};

const LONG_ENOUGH: Duration = Duration::from_millis(500);

/// One place for a number.
struct Ring {
    sent: Shared<AtomicU32>,
    slot: Shared<AtomicU64>,
    senders: Lock,
}

// ANCHOR: sends
/// The count first: wrong.
fn count_first(ring: &Ring, killed: bool) {
    let _turn = ring.senders.lock().expect("no sender died before");
    ring.sent.store(1, Release);
    if killed {
        abort();
    }
    ring.slot.store(42, Relaxed);
    futex::wake(&ring.sent, 1);
}

/// The number first, and killed before the count.
fn number_first(ring: &Ring, killed: bool) {
    let _turn = ring.senders.lock().expect("no sender died before");
    ring.slot.store(42, Relaxed);
    if killed {
        abort();
    }
    ring.sent.store(1, Release);
    futex::wake(&ring.sent, 1);
}

/// The number first, and killed before the wake.
fn no_wake(ring: &Ring, killed: bool) {
    let _turn = ring.senders.lock().expect("no sender died before");
    ring.slot.store(42, Relaxed);
    ring.sent.store(1, Release);
    if killed {
        abort();
    }
    futex::wake(&ring.sent, 1);
}
// ANCHOR_END: sends

impl Ring {
    fn new() -> io::Result<Self> {
        Ok(Ring {
            sent: Shared::new(AtomicU32::new(0))?,
            slot: Shared::new(AtomicU64::new(0))?,
            senders: Lock::new()?,
        })
    }

    fn look(&self) -> Option<u64> {
        (self.sent.load(Acquire) == 1).then(|| self.slot.load(Relaxed))
    }
}

// ANCHOR: stores
fn between_the_stores(name: &str, send: fn(&Ring, bool)) -> io::Result<()> {
    let ring = Ring::new()?;
    spawn(|| send(&ring, true))?.join()?;
    println!("{name}, killed between the stores: received {:?}", ring.look());
    let next = ring.senders.lock();
    println!("    the next sender gets the lock, poisoned: {}", next.is_err());
    Ok(())
}
// ANCHOR_END: stores

// ANCHOR: wake
fn before_the_wake(longest_sleep: Option<Duration>) -> io::Result<()> {
    let ring = Ring::new()?;
    let mut receiver = spawn(|| {
        while ring.look().is_none() {
            let get_up = longest_sleep.map(|sleep| Instant::now() + sleep);
            let _ = futex::wait(&ring.sent, 0, get_up);
        }
    })?;
    until_asleep(&receiver)?;
    spawn(|| no_wake(&ring, true))?.join()?;
    let woke_up = receiver.join_timeout(LONG_ENOUGH)?.is_some();
    println!("the longest sleep is {longest_sleep:?}: received {woke_up}");
    receiver.kill()
}
// ANCHOR_END: wake

/// Waits until the child sleeps on a futex (`proc_pid_syscall(5)`).
fn until_asleep(child: &Process) -> io::Result<()> {
    let futex = format!("{} ", libc::SYS_futex);
    while !fs::read_to_string(format!("/proc/{}/syscall", child.id()))?.starts_with(&futex) {
        thread::yield_now();
    }
    Ok(())
}

fn main() -> io::Result<()> {
    between_the_stores("count first", count_first)?;
    between_the_stores("number first", number_first)?;
    before_the_wake(None)?;
    before_the_wake(Some(Duration::from_millis(20)))
}
