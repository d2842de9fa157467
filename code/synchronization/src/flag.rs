//! The two words of an event. A loom model compiles this very file with loom's atomics.

use std::ops::Deref;

use crate::floor::{AtomicU32, Bell, Ordering::SeqCst};

const SET: u32 = 1;
const ONE_TIME: u32 = 2;

// ANCHOR: flag
/// Whether an event is set, and how often it was.
///
/// | the word | meaning |
/// |---|---|
/// | its lowest bit | it is set now |
/// | the rest | how often it was set; round again after 2,147,483,648 times |
///
/// The count is for those who wait: if it has grown since they began, the event came, even if it
/// was cleared before they woke.
pub(crate) struct Flag<W> {
    word: W,
    pub(crate) bell: Bell<W>,
}
// ANCHOR_END: flag

impl<W: Deref<Target = AtomicU32>> Flag<W> {
    /// Not set; on two words that are zero.
    pub(crate) fn new(word: W, bell: W) -> Self {
        Self { word, bell: Bell::new(bell) }
    }

    // ANCHOR: set
    /// If an earlier setter was killed before it rang, this one rings for it.
    #[inline]
    pub(crate) fn set(&self) {
        let set = |word: u32| (word & SET == 0).then(|| (word | SET).wrapping_add(ONE_TIME));
        let _ = self.word.fetch_update(SeqCst, SeqCst, set);
        self.bell.ring_all();
    }

    #[inline]
    pub(crate) fn clear(&self) {
        self.word.fetch_and(!SET, SeqCst);
    }
    // ANCHOR_END: set

    #[inline]
    pub(crate) fn is_set(&self) -> bool {
        self.word.load(SeqCst) & SET != 0
    }

    /// For [`came_since`](Self::came_since).
    pub(crate) fn times(&self) -> u32 {
        self.word.load(SeqCst) / ONE_TIME
    }

    /// Whether it is set, or was at any time since `times` was read.
    pub(crate) fn came_since(&self, times: u32) -> bool {
        let word = self.word.load(SeqCst);
        word & SET != 0 || word / ONE_TIME != times
    }
}
