use std::sync::atomic::{
    AtomicBool, Ordering::Relaxed, Ordering::SeqCst, compiler_fence, fence,
};

use crate::sys;

/// A memory barrier in two halves, between a process that passes it all the time and one that
/// hardly ever does.
///
/// Both do the same: store a word, pass the barrier, load the word that the other one stores. Then
/// at least one of them sees what the other has stored. A processor promises that only where both
/// execute a fence, which costs as much as the rest of a small task. The kernel can make up for
/// one of them: `membarrier(2)` has every processor that runs a registered process execute one.
#[derive(Debug, Default)]
pub(crate) struct Barrier {
    /// Whether the kernel does it. If not, both sides execute their fence.
    by_kernel: AtomicBool,
}

impl Barrier {
    /// Chooses the cheaper one of the two that works here: a sandbox may refuse the kernel's. Not
    /// while anybody passes it.
    pub(crate) fn choose(&self) {
        self.by_kernel.store(sys::barrier_everywhere().is_ok(), Relaxed);
    }

    /// To be called by a process before it passes [`often`](Self::often).
    ///
    /// # Panics
    ///
    /// Where the kernel grants a barrier and refuses to have this process take part in it.
    pub(crate) fn register(&self) {
        if self.by_kernel.load(Relaxed) {
            sys::register_for_barriers()
                .expect("membarrier(2) has just worked for the parent");
        }
    }

    /// For the side that passes all the time: the compiler keeps the order, at no cost.
    #[inline]
    pub(crate) fn often(&self) {
        if self.by_kernel.load(Relaxed) { compiler_fence(SeqCst) } else { fence(SeqCst) }
    }

    /// For the other side, which pays for both. False: the kernel refuses what it granted when the
    /// barrier was chosen, and the two sides cannot rely on anything.
    #[must_use]
    pub(crate) fn rarely(&self) -> bool {
        if self.by_kernel.load(Relaxed) {
            return sys::barrier_everywhere().is_ok();
        }
        fence(SeqCst);
        true
    }
}
