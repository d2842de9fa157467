use std::ops::Range;

use crate::floor::{AtomicU32, Barrier, Ordering::*, futex, outwait_a_store, wait_for_caller};

// ANCHOR: claim
/// Whose a task is, of those on a tray: the worker begins the first, the caller takes back the
/// last, and no task is both begun and taken back.
#[derive(Debug, Default)]
pub(crate) struct Claim {
    /// How many tasks the worker has begun. It counts before it looks whether there is one, so at
    /// the end it has counted one too many.
    begun: AtomicU32,
    /// How many tasks there are for it, or `CLOSED` while the caller takes some back: until that is
    /// done, the worker sleeps (`futex(2)`).
    end: AtomicU32,
    pub(crate) barrier: Barrier,
}

const CLOSED: u32 = u32::MAX;
// ANCHOR_END: claim

impl Claim {
    /// The caller's, while the worker does not have the tray: there are `count` tasks.
    pub(crate) fn offer(&self, count: u32) {
        self.begun.store(0, Relaxed);
        self.end.store(count, Release);
    }

    /// The caller's: none of these tasks is wanted any more, and soon the worker begins none.
    pub(crate) fn withdraw(&self) {
        self.end.store(0, Release);
    }

    /// Whether the worker has ever looked for a task.
    pub(crate) fn is_touched(&self) -> bool {
        self.begun.load(Acquire) > 0
    }

    /// The caller's: the tasks that the worker has not begun.
    pub(crate) fn waiting(&self) -> Range<u32> {
        let end = self.end.load(Acquire);
        self.begun.load(Acquire).min(end)..end
    }

    // ANCHOR: begin
    /// The worker's: begins the next task. `None`: there is none.
    #[inline]
    pub(crate) fn begin(&self) -> Option<()> {
        let begun = self.begun.load(Relaxed); // No other process stores it.
        self.begun.store(begun + 1, Release); // Who sees it sees what was done before.
        self.barrier.often();
        let mut end = self.end.load(Acquire);
        if end == CLOSED {
            end = self.wait_until_open();
        }
        (begun < end).then_some(())
    }
    // ANCHOR_END: begin

    #[cold]
    fn wait_until_open(&self) -> u32 {
        loop {
            let end = self.end.load(Acquire);
            if end != CLOSED {
                return end;
            }
            if !wait_for_caller(&self.end, CLOSED) {
                return 0; // It was killed in the middle of its move.
            }
        }
    }

    // ANCHOR: take_back
    /// The caller's: takes back the last `count` of the tasks that are not begun, or as many as
    /// there still are.
    pub(crate) fn take_back(&self, count: u32) -> Range<u32> {
        let end = self.close();
        match self.barrier.rarely() {
            true => self.reopen(end, count),
            false => self.reopen(end, 0), // A sandbox that came later.
        }
    }

    fn close(&self) -> u32 {
        let end = self.end.load(Relaxed);
        self.end.store(CLOSED, Relaxed);
        end
    }

    /// What the worker has begun is counted now. If it begins one from here on, it waits.
    fn reopen(&self, end: u32, count: u32) -> Range<u32> {
        let new_end = self.begun.load(Acquire).clamp(end.saturating_sub(count), end);
        self.end.store(new_end, Release);
        futex::wake(&self.end, 1);
        new_end..end
    }
    // ANCHOR_END: take_back

    /// The caller's, of a worker that it is about to kill: takes back all the tasks that are not
    /// begun. One may be running, and no other is begun: what the worker has stored before that
    /// one is visible to the caller. It does not depend on the barrier, as the worker has to be
    /// ended in any case.
    pub(crate) fn condemn(&self) -> Range<u32> {
        let end = self.close();
        if !self.barrier.rarely() {
            outwait_a_store();
        }
        self.reopen(end, u32::MAX)
    }
}
