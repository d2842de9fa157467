//! The bell that wakes those who sleep. A loom model compiles this very file with loom's
//! atomics.

use std::ops::Deref;
use std::time::Instant;

use crate::floor::{
    AtomicU32,
    Ordering::{Relaxed, SeqCst},
    fence, futex,
};

// ANCHOR: bell
/// Those who wait for one thing. A process that waits listens, looks once more, and sleeps; one
/// that changes what they wait for rings.
///
/// The word is odd while a process may listen or sleep, and each ring changes it. So a ring with
/// no process waiting costs one load, and a ring between `listen` and `sleep` keeps the listener
/// awake, for the word is no longer the one that it heard of (`futex(2)`).
///
/// The sleepers are not counted: one that is killed would be counted for ever. A process can be
/// killed between its change and its ring, and one that is woken before it does anything: so
/// sleep with a limit, and look again.
#[derive(Debug)]
pub struct Bell<W>(W);
// ANCHOR_END: bell

impl<W: Deref<Target = AtomicU32>> Bell<W> {
    /// A bell on a word that is zero.
    pub fn new(word: W) -> Self {
        Bell(word)
    }

    // ANCHOR: listen
    /// Says that the caller is about to sleep. It must look once more before it does.
    pub fn listen(&self) -> u32 {
        let heard = self.0.fetch_or(1, SeqCst) | 1;
        fence(SeqCst); // First the word, then the look.
        heard
    }

    /// Sleeps until a ring, if none came since `listen` gave `heard`, or until the limit.
    pub fn sleep(&self, heard: u32, until: Instant) {
        let _ = futex::wait(&self.0, heard, Some(until));
    }
    // ANCHOR_END: listen

    /// Wakes all sleepers. The caller has changed what they wait for.
    #[inline]
    pub fn ring_all(&self) {
        if self.has_listeners() {
            self.0.fetch_add(1, SeqCst);
            futex::wake(&self.0, u32::MAX);
        }
    }

    // ANCHOR: ring_one
    /// Wakes one sleeper: for a change that is enough for one.
    #[inline]
    pub fn ring_one(&self) {
        if self.has_listeners() {
            self.wake_one();
        }
    }

    /// The word stays odd, since others may sleep on. If none did, it is made even; and a process
    /// that went to sleep between these two steps sleeps on a word that is gone, so it is woken.
    fn wake_one(&self) {
        let rung = self.0.fetch_add(2, SeqCst).wrapping_add(2);
        if futex::wake(&self.0, 1) == 0 && rung % 2 == 1 {
            let even = rung.wrapping_add(1);
            if self.0.compare_exchange(rung, even, SeqCst, Relaxed).is_ok() {
                futex::wake(&self.0, u32::MAX);
            }
        }
    }
    // ANCHOR_END: ring_one

    #[inline]
    fn has_listeners(&self) -> bool {
        fence(SeqCst); // First the caller's change, then the word.
        self.0.load(Relaxed) % 2 == 1
    }
}
