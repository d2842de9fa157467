//! A word in shared memory, with the kernel's list of those who sleep on it.

use std::ops::Deref;

use loom::sync::atomic;
use loom::sync::{Condvar, Mutex};

#[derive(Debug)]
pub struct AtomicU32 {
    value: atomic::AtomicU32,
    /// How many sleep.
    list: Mutex<u32>,
    sleepers: Condvar,
}

impl AtomicU32 {
    pub fn new(value: u32) -> Self {
        AtomicU32 {
            value: atomic::AtomicU32::new(value),
            list: Mutex::new(0),
            sleepers: Condvar::new(),
        }
    }
}

impl Default for AtomicU32 {
    fn default() -> Self {
        AtomicU32::new(0)
    }
}

impl Deref for AtomicU32 {
    type Target = atomic::AtomicU32;

    fn deref(&self) -> &atomic::AtomicU32 {
        &self.value
    }
}

/// No thread here gets up by itself: a missed wake is a deadlock, which loom reports.
pub mod futex {
    use std::time::Instant;

    use loom::sync::atomic::Ordering::SeqCst;

    use super::AtomicU32;

    pub fn wait(word: &AtomicU32, expected: u32, _: Option<Instant>) -> bool {
        let mut list = word.list.lock().unwrap();
        if word.load(SeqCst) == expected {
            *list += 1;
            drop(word.sleepers.wait(list).unwrap());
        }
        true
    }

    /// Wakes one, or all of them. Returns how many.
    pub fn wake(word: &AtomicU32, most: u32) -> u32 {
        let mut list = word.list.lock().unwrap();
        let woken = most.min(*list);
        *list -= woken;
        match most {
            1 => word.sleepers.notify_one(),
            _ => word.sleepers.notify_all(),
        }
        woken
    }
}
