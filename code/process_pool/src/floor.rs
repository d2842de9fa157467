//! What a claim stands on: the machine's own atomics, the kernel's barrier and its futex. A loom
//! model puts loom's in their place.

use std::os::unix::process::parent_id;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;
use std::time::{Duration, Instant};

pub(crate) use crate::barrier::Barrier;
pub(crate) use shared_memory::futex;
pub(crate) use std::sync::atomic::{AtomicU32, Ordering};

/// The process that this worker works for.
static CALLER: AtomicU32 = AtomicU32::new(0);

/// A worker that waits for its caller looks this often whether there still is one.
const LOOK: Duration = Duration::from_secs(1);

/// Where no barrier is to be had: waits until another core has surely made visible what it had
/// stored before the call. It keeps a store to itself for nanoseconds; this is a millisecond.
pub(crate) fn outwait_a_store() {
    thread::sleep(Duration::from_millis(1));
}

/// To be called once by each worker, while its caller lives.
pub(crate) fn remember_caller() {
    CALLER.store(parent_id(), Relaxed);
}

/// The worker's: sleeps until the caller changes `word` from `before`, or for no reason at all.
/// False: there is no caller any more.
pub(crate) fn wait_for_caller(word: &AtomicU32, before: u32) -> bool {
    let woken = futex::wait(word, before, Some(Instant::now() + LOOK));
    woken || parent_id() == CALLER.load(Relaxed)
}
