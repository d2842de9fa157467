//! What a barrier knows of its generations. A loom model compiles this very file with loom's
//! atomics.

use std::ops::Deref;

use crate::floor::{
    AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};

// ANCHOR: board
/// The board of a barrier: which round it is, and who has arrived in it.
///
/// | word | meaning |
/// |---|---|
/// | 0 | the round |
/// | 1 | the slot of the last completed generation's leader |
/// | 2 | how many parties the last break cost |
/// | 3 + s | the mark of slot s: the round in which it arrived last, or `LOST` |
///
/// | the round | meaning |
/// |---|---|
/// | its lowest bit | the barrier is broken |
/// | the next 31 | how many generations were completed |
/// | the upper 32 | how many were broken |
///
/// All that changes a word is called with the barrier's lock in hand. A process may be killed at
/// any instruction: what decides a generation is one store, of the round, which comes last.
pub(crate) struct Board<W> {
    words: W,
}

const BROKEN: u64 = 1;
const COMPLETED: u64 = 1 << 1;
const BROKEN_ONCE: u64 = 1 << 32;
/// A party that panicked: it counts as dead, though its process may live.
const LOST: u64 = u64::MAX;
// ANCHOR_END: board

/// What became of a generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Completed { leader: usize },
    Broken { dead: usize },
}

impl<W: Deref<Target = [AtomicU64]>> Board<W> {
    /// How many words the board of `parties` needs.
    pub(crate) const fn words(parties: usize) -> usize {
        3 + parties
    }

    /// On words that are zero.
    pub(crate) fn new(words: W) -> Self {
        words[0].store(COMPLETED, Relaxed); // So that no mark of 0 is of this round.
        Self { words }
    }

    pub(crate) fn parties(&self) -> usize {
        self.words.len() - 3
    }

    pub(crate) fn round(&self) -> u64 {
        self.words[0].load(Acquire)
    }

    fn mark(&self, slot: usize) -> &AtomicU64 {
        &self.words[3 + slot]
    }

    /// With how many dead the barrier is broken, if it is.
    pub(crate) fn broken(&self) -> Option<usize> {
        (self.round() & BROKEN != 0).then(|| self.words[2].load(Relaxed) as usize)
    }

    // ANCHOR: arrive
    /// Marks a slot as arrived, and returns the round.
    pub(crate) fn arrive(&self, slot: usize) -> u64 {
        let round = self.round();
        self.mark(slot).store(round, Relaxed);
        round
    }

    pub(crate) fn withdraw(&self, slot: usize) {
        self.mark(slot).store(0, Relaxed);
    }

    pub(crate) fn has_arrived(&self, slot: usize) -> bool {
        self.mark(slot).load(Relaxed) == self.round()
    }

    /// Completes the generation: all parties that have arrived may go on.
    pub(crate) fn complete(&self, leader: usize) {
        self.words[1].store(leader as u64, Relaxed);
        let round = self.round();
        let completed = (round as u32).wrapping_add(COMPLETED as u32); // Only the lower half.
        self.words[0].store(round & !0xffff_ffff | u64::from(completed), Release);
    }
    // ANCHOR_END: arrive

    pub(crate) fn lose(&self, slot: usize) {
        self.mark(slot).store(LOST, Relaxed);
    }

    pub(crate) fn is_lost(&self, slot: usize) -> bool {
        self.mark(slot).load(Relaxed) == LOST
    }

    // ANCHOR: break_up
    /// Breaks the barrier, if it is not broken: all parties that have arrived are told.
    pub(crate) fn break_up(&self, dead: usize) {
        self.words[2].store(dead as u64, Relaxed);
        let round = self.round();
        if round & BROKEN == 0 {
            self.words[0].store((round | BROKEN).wrapping_add(BROKEN_ONCE), Release);
        }
    }

    /// Begins a new generation, in which no party has arrived.
    pub(crate) fn mend(&self) {
        self.words[0].store(self.round() & !BROKEN, Release);
    }
    // ANCHOR_END: break_up

    // ANCHOR: outcome
    /// What became of the generation of `round`, in which the caller has arrived. Called without
    /// the lock.
    ///
    /// A generation is completed only when the caller has arrived in it. So while the caller does
    /// not come again, the count of completed ones grows by one at most, and then the caller's was
    /// the one, whatever was broken later.
    pub(crate) fn outcome(&self, round: u64) -> Option<Outcome> {
        let now = self.round();
        if now as u32 >> 1 != round as u32 >> 1 {
            let leader = self.words[1].load(Relaxed) as usize;
            return Some(Outcome::Completed { leader });
        }
        let was_broken = now >> 32 != round >> 32;
        was_broken.then(|| Outcome::Broken { dead: self.words[2].load(Relaxed) as usize })
    }
    // ANCHOR_END: outcome
}
