use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// How many `NoFork`s exist in this process. A child starts with 0: `spawn` forked at 0.
static LIVING: AtomicUsize = AtomicUsize::new(0);

/// While one lives in this process, or was leaked, [`spawn`](crate::spawn) refuses.
///
/// Every guard that lends a `&mut` into shared memory holds one: after a fork, the same `&mut`
/// would exist in two processes.
#[derive(Debug)]
#[must_use = "a fork is forbidden only while the value lives"]
pub struct NoFork(());

impl NoFork {
    /// Forbids `spawn` in this process until the value is dropped.
    #[inline]
    pub fn new() -> Self {
        // Relaxed is enough: `spawn` reads the count on the process's only thread.
        LIVING.fetch_add(1, Relaxed);
        NoFork(())
    }

    pub(crate) fn living() -> usize {
        LIVING.load(Relaxed)
    }
}

impl Default for NoFork {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for NoFork {
    #[inline]
    fn drop(&mut self) {
        LIVING.fetch_sub(1, Relaxed);
    }
}
