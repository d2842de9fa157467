//! A word in shared memory, with the kernel's list of those who sleep on it.

use std::ops::Deref;

use loom::sync::atomic;
use loom::sync::{Condvar, Mutex};

#[derive(Debug)]
pub struct AtomicU32 {
    value: atomic::AtomicU32,
    list: Mutex<()>,
    sleepers: Condvar,
}

impl AtomicU32 {
    pub fn new(value: u32) -> Self {
        AtomicU32 {
            value: atomic::AtomicU32::new(value),
            list: Mutex::new(()),
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

/// Nobody here gets up by himself: a missed wake is a deadlock, which loom reports.
pub mod futex {
    use std::time::Instant;

    use loom::sync::atomic::Ordering::SeqCst;

    use super::AtomicU32;

    pub fn wait(word: &AtomicU32, expected: u32, _: Option<Instant>) -> bool {
        let list = word.list.lock().unwrap();
        if word.load(SeqCst) == expected {
            drop(word.sleepers.wait(list).unwrap());
        }
        true
    }

    pub fn wake(word: &AtomicU32, _: u32) -> u32 {
        let _list = word.list.lock().unwrap();
        word.sleepers.notify_all();
        0
    }
}
