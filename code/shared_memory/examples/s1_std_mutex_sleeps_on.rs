//! std's `Mutex` in shared memory: a process that waits for another one's is never woken.
#![expect(
    unsafe_code,
    reason = "`Shareable` keeps std's Mutex out of shared memory, and this shows why"
)]

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::Duration;
use std::{fs, io, thread};

use process::{Process, spawn};
use shared_memory::{Shareable, Shared};

// ANCHOR: promise
struct StdMutex(Mutex<()>);

// SAFETY: on Linux it is a word and a flag: no pointer, no drop glue, all bytes are fine.
// It does break the promise "nothing keyed by a process", by its private futex. What that
// leads to is a wait without end, and there is nothing behind this mutex to be harmed.
unsafe impl Shareable for StdMutex {}
// ANCHOR_END: promise

// ANCHOR: main
fn main() -> io::Result<()> {
    let mutex = Shared::new(StdMutex(Mutex::new(())))?;
    let asks = Shared::new(AtomicBool::new(false))?;

    let guard = mutex.0.lock();
    let mut child = spawn(|| {
        asks.store(true, SeqCst);
        drop(mutex.0.lock());
    })?;
    wait_until_asleep(&asks, &child)?;
    println!("the parent has the mutex, and the child sleeps until it gets it");
    drop(guard);

    let ended = child.join_timeout(Duration::from_secs(1))?;
    println!("the parent gave it back a second ago");
    println!("the mutex is free: {}", mutex.0.try_lock().is_ok());
    println!("the child was woken: {}", ended.is_some());
    child.kill()
}
// ANCHOR_END: main

/// The state of a process is the letter after its name in `/proc/<pid>/stat`: S for asleep.
fn wait_until_asleep(asks: &AtomicBool, child: &Process) -> io::Result<()> {
    let stat = format!("/proc/{}/stat", child.id());
    while !asks.load(SeqCst) || !fs::read_to_string(&stat)?.contains(") S ") {
        thread::yield_now();
    }
    Ok(())
}
