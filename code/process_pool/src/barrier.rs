use std::sync::atomic::{Ordering::SeqCst, compiler_fence, fence};

use crate::sys;

/// A memory barrier in two halves, between a process that passes it all the time and one that
/// hardly ever does.
///
/// Both do the same: store a word, pass the barrier, load the word that the other one stores. Then
/// at least one of them sees what the other has stored. A processor promises that only where both
/// execute a fence, which costs as much as the rest of a small task. The kernel can make up for
/// one of them: `membarrier(2)` has every processor that runs a registered process execute one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Barrier {
    /// Whether the kernel does it. If not, both sides execute their fence.
    by_kernel: bool,
}

const GRANTED: &str = "membarrier(2) should work as it did when the pool was made";

impl Barrier {
    /// The cheaper one of the two that works here: a sandbox may refuse the kernel's.
    pub(crate) fn new() -> Barrier {
        Barrier { by_kernel: sys::barrier_everywhere().is_ok() }
    }

    /// To be called by each process before it passes [`often`](Self::often).
    ///
    /// # Panics
    ///
    /// As [`rarely`](Self::rarely) does.
    pub(crate) fn register(self) {
        if self.by_kernel {
            sys::register_for_barriers().expect(GRANTED);
        }
    }

    /// For the side that passes all the time: the compiler keeps the order, at no cost.
    #[inline]
    pub(crate) fn often(self) {
        if self.by_kernel { compiler_fence(SeqCst) } else { fence(SeqCst) }
    }

    /// For the other side, which pays for both.
    ///
    /// # Panics
    ///
    /// Where the kernel refuses what it granted before: then the sides cannot agree on anything.
    pub(crate) fn rarely(self) {
        if self.by_kernel {
            sys::barrier_everywhere().expect(GRANTED);
        } else {
            fence(SeqCst);
        }
    }
}
