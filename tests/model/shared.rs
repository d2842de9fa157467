//! What the models have in the place of shared memory.

use std::cell::Cell;
use std::ops::Deref;

use loom::sync::atomic::{self, Ordering};

use crate::word::AtomicU32;

loom::thread_local! {
    /// Stores that this thread may still do before it is dead.
    pub static LIFE: Cell<u32> = Cell::new(u32::MAX);
}

fn alive() -> bool {
    LIFE.with(|life| {
        let left = life.get();
        life.set(left.saturating_sub(1));
        left > 0
    })
}

/// Once the thread that stores is dead, its stores go nowhere.
pub struct AtomicU64 {
    value: atomic::AtomicU64,
    /// loom remembers only the last load of a word, and tries only that one before and after
    /// a store. Of changes it forgets none: so here every load is one, of another word, which
    /// orders nothing (Relaxed).
    touched: atomic::AtomicU32,
}

impl AtomicU64 {
    pub fn zero() -> Self {
        AtomicU64 { value: atomic::AtomicU64::new(0), touched: atomic::AtomicU32::new(0) }
    }

    pub fn load(&self, order: Ordering) -> u64 {
        self.touched.fetch_add(1, Ordering::Relaxed);
        self.value.load(order)
    }

    pub fn store(&self, value: u64, order: Ordering) {
        if alive() {
            self.touched.fetch_add(1, Ordering::Relaxed);
            self.value.store(value, order);
        }
    }
}

/// A word as `Shared` has it in its mapping.
pub struct Word(AtomicU32);

impl Word {
    pub fn zero() -> Self {
        Word(AtomicU32::new(0))
    }
}

impl Deref for Word {
    type Target = AtomicU32;

    fn deref(&self) -> &AtomicU32 {
        &self.0
    }
}
