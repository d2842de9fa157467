use std::fmt;
use std::io;
use std::sync::LockResult;
use std::sync::atomic::AtomicU32;
use std::time::{Duration, Instant};

use shared_memory::Shared;
use shared_memory::bell::Bell;
use single_value_data_sharing::{Guard, map_lock};

use crate::guards::AnyGuard;

/// The longest that one [`Condvar::wait`] lasts without a notification: then it returns for no
/// reason, so that a change is found whose process was killed before it notified.
const LONGEST: Duration = Duration::from_millis(100);

/// Waiting until what a lock protects has changed: [`std::sync::Condvar`], between processes.
///
/// ```standalone_crate
/// use single_value_data_sharing::Value;
/// use synchronization::Condvar;
///
/// let (ready, changed) = (Value::new(0_u32)?, Condvar::new()?);
/// let child = process::spawn(|| {
///     *ready.lock().unwrap() = 1;
///     changed.notify_one();
/// })?;
/// let guard = changed.wait_while(ready.lock().unwrap(), |ready| *ready == 0).unwrap();
/// assert_eq!(*guard, 1);
/// drop(guard);
/// child.join()?;
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// As with std's, a wait can end without a notification, so look at the condition in a loop, or
/// take [`wait_while`](Self::wait_while). Here it does so at least every 100 milliseconds: a process
/// can be killed between its change and its `notify_one`, or just when it was woken by one, and
/// the others must not sleep on. So no notification is lost for good, whichever process dies.
pub struct Condvar {
    bell: Bell<Shared<AtomicU32>>,
}

impl Condvar {
    /// A condition variable on which no process waits.
    ///
    /// # Errors
    /// What `mmap(2)` says: out of memory, or past a limit.
    pub fn new() -> io::Result<Self> {
        Ok(Self { bell: Bell::new(Shared::new(AtomicU32::new(0))?) })
    }

    // ANCHOR: wait
    /// Gives the guard up, waits for a notification, and takes the guard again. It may return
    /// without a notification, and does so after 100 milliseconds.
    ///
    /// # Errors
    /// What was locked is poisoned, as the `lock` that made the guard would say. The error holds the
    /// guard.
    ///
    /// # Panics
    /// Where the `lock` that made the guard does: that of an array whose parts are out, for one.
    #[track_caller]
    pub fn wait<G: AnyGuard>(&self, guard: G) -> LockResult<G> {
        self.sleep(guard, Instant::now() + LONGEST)
    }

    /// The guard is still in hand at `listen`: a process that changes something later rings later.
    #[track_caller]
    fn sleep<G: AnyGuard>(&self, guard: G, until: Instant) -> LockResult<G> {
        let heard = self.bell.listen();
        guard.without(|| self.bell.sleep(heard, until))
    }
    // ANCHOR_END: wait

    /// Waits as long as `condition` says, which is asked at once, and after each wake-up.
    ///
    /// # Errors
    /// As [`wait`](Self::wait).
    ///
    /// # Panics
    /// As [`wait`](Self::wait).
    #[track_caller]
    pub fn wait_while<'a, T: ?Sized>(
        &self,
        mut guard: Guard<'a, T>,
        mut condition: impl FnMut(&mut T) -> bool,
    ) -> LockResult<Guard<'a, T>> {
        while condition(&mut *guard) {
            guard = self.wait(guard)?;
        }
        Ok(guard)
    }

    /// The same as [`wait`](Self::wait), but not longer than `limit` on the monotonic clock; then,
    /// it takes the guard again, however long that takes.
    ///
    /// # Errors
    /// As [`wait`](Self::wait).
    ///
    /// # Panics
    /// As [`wait`](Self::wait).
    #[track_caller]
    pub fn wait_timeout<G: AnyGuard>(
        &self,
        guard: G,
        limit: Duration,
    ) -> LockResult<(G, WaitTimeoutResult)> {
        let now = Instant::now();
        let deadline = now.checked_add(limit);
        let longest = now + LONGEST;
        let answer = self.sleep(guard, deadline.map_or(longest, |limit| limit.min(longest)));
        let timed_out = deadline.is_some_and(|limit| Instant::now() >= limit);
        map_lock(answer, |guard| (guard, WaitTimeoutResult { timed_out }))
    }

    /// Waits as long as `condition` says, but not longer than `limit`. If the time is up, the
    /// condition still holds.
    ///
    /// # Errors
    /// As [`wait`](Self::wait).
    ///
    /// # Panics
    /// As [`wait`](Self::wait).
    #[track_caller]
    pub fn wait_timeout_while<'a, T: ?Sized>(
        &self,
        mut guard: Guard<'a, T>,
        limit: Duration,
        mut condition: impl FnMut(&mut T) -> bool,
    ) -> LockResult<(Guard<'a, T>, WaitTimeoutResult)> {
        let begin = Instant::now();
        loop {
            if !condition(&mut *guard) {
                return Ok((guard, WaitTimeoutResult { timed_out: false }));
            }
            let left = limit.saturating_sub(begin.elapsed());
            if left.is_zero() {
                return Ok((guard, WaitTimeoutResult { timed_out: true }));
            }
            guard = self.wait_timeout(guard, left)?.0;
        }
    }

    /// Wakes one of those who wait. Change the condition first, under its lock.
    #[inline]
    pub fn notify_one(&self) {
        self.bell.ring_one();
    }

    /// Wakes all who wait. Change the condition first, under its lock.
    #[inline]
    pub fn notify_all(&self) {
        self.bell.ring_all();
    }
}

impl fmt::Debug for Condvar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Condvar").finish_non_exhaustive()
    }
}

/// Whether a wait with a limit ended because its time was up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitTimeoutResult {
    timed_out: bool,
}

impl WaitTimeoutResult {
    /// Whether the time was up.
    #[must_use]
    pub fn timed_out(&self) -> bool {
        self.timed_out
    }
}
