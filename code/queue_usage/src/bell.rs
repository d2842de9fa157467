//! The bell that wakes those who sleep. A loom model compiles this very file with loom's
//! atomics.

use std::ops::Deref;
use std::time::Instant;

use crate::floor::{
    AtomicU32,
    Ordering::{Relaxed, SeqCst},
    fence, futex,
};

/// One side's sleepers. A process that waits listens, looks once more, and sleeps; one that
/// changes what they wait for rings.
///
/// The word is odd while a process listens or sleeps; every ring adds 1 and makes it even. So a
/// ring with no process waiting costs one load, and a ring between `listen` and `sleep` keeps the
/// listener awake, for its word is no longer the one that it heard of (`futex(2)`).
///
/// The sleepers are not counted: one that is killed would be counted for ever. All are woken, look,
/// and sleep again. One that rings can be killed between its change and the ring: sleep with a
/// limit, and look again.
pub(crate) struct Bell<W>(W);

impl<W: Deref<Target = AtomicU32>> Bell<W> {
    /// A bell on a word that is zero.
    pub(crate) fn new(word: W) -> Self {
        Bell(word)
    }

    /// Says that the caller is about to sleep. It must look once more before it does.
    pub(crate) fn listen(&self) -> u32 {
        let heard = self.0.fetch_or(1, SeqCst) | 1;
        fence(SeqCst); // First the word, then the look.
        heard
    }

    /// Sleeps until the bell rings, or rang since `listen` gave `heard`, or until the limit.
    pub(crate) fn sleep(&self, heard: u32, until: Instant) {
        let _ = futex::wait(&self.0, heard, Some(until));
    }

    /// Wakes all sleepers. The caller has changed what they wait for.
    pub(crate) fn ring(&self) {
        fence(SeqCst); // First the change, then the word.
        let word = self.0.load(Relaxed);
        if word % 2 == 1 {
            self.0.fetch_add(1, SeqCst);
            futex::wake(&self.0, u32::MAX);
        }
    }
}
