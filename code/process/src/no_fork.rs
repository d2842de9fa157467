use std::cell::Cell;
use std::sync::atomic::{AtomicIsize, Ordering::Relaxed};

thread_local! {
    /// How many `NoFork`s this thread has made, less those that it dropped. A lock's guard makes
    /// one each time, and an atomic addition would cost as much as half the lock.
    static MINE: Mine = const { Mine(Cell::new(0)) };
}

/// What the threads that ended have left behind in `MINE`.
static LEFT_BEHIND: AtomicIsize = AtomicIsize::new(0);

struct Mine(Cell<isize>);

impl Drop for Mine {
    fn drop(&mut self) {
        LEFT_BEHIND.fetch_add(self.0.get(), Relaxed);
    }
}

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
        count(1);
        NoFork(())
    }

    /// How many live in this process. To be asked by its only thread: then those of all others
    /// have been left behind. A child starts with 0: `spawn` forked at 0.
    pub(crate) fn living() -> isize {
        MINE.try_with(|mine| mine.0.get()).unwrap_or(0) + LEFT_BEHIND.load(Relaxed)
    }
}

#[inline]
fn count(change: isize) {
    let counted = MINE.try_with(|mine| mine.0.set(mine.0.get() + change));
    if counted.is_err() {
        LEFT_BEHIND.fetch_add(change, Relaxed); // This thread is ending, its own count is gone.
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
        count(-1);
    }
}
