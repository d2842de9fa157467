use std::hint;
use std::io;
use std::sync::atomic::AtomicU32;
use std::sync::{TryLockError, TryLockResult};
use std::time::{Duration, Instant};

use shared_memory::bell::Bell;
use shared_memory::owners::Owners;
use shared_memory::{Lock, LockGuard, Shared};

use crate::limit::Limit;

/// The longest sleep. After it a sleeper looks for itself what moved, and who still lives: a
/// process that was killed rings no bell.
const GET_UP_AFTER: Duration = Duration::from_millis(20);

/// Handles that one side can have at a time.
const HANDLES: usize = 1 << 16;

/// One end of the queue, the senders' or the receivers'.
pub(crate) struct End {
    /// Whose handles exist.
    pub(crate) owners: Owners,
    /// Whose turn it is.
    lock: Lock,
    /// Who waits for the other end to do something.
    pub(crate) bell: Bell<Shared<AtomicU32>>,
}

/// Why there was nothing to be done.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum GaveUp {
    /// No living process owns a handle of the other end, and none ever will.
    Disconnected,
    TimedOut,
}

impl End {
    pub(crate) fn new() -> io::Result<Self> {
        Ok(End {
            owners: Owners::new(HANDLES)?,
            lock: Lock::lending_nothing()?,
            bell: Bell::new(Shared::new(AtomicU32::new(0))?),
        })
    }

    // ANCHOR: turn
    /// Takes this end's lock. If its last owner died with it, the ring is in order all the same.
    pub(crate) fn turn(&self, limit: Limit) -> Result<LockGuard<'_>, GaveUp> {
        let taken = match limit {
            Limit::At(limit) => self.lock.lock_timeout(limit - Instant::now()),
            Limit::Now | Limit::Never => self.lock.lock().map_err(TryLockError::from),
        };
        self.take_over(taken)
    }

    fn take_over<'l>(
        &self,
        taken: TryLockResult<LockGuard<'l>>,
    ) -> Result<LockGuard<'l>, GaveUp> {
        taken.or_else(|error| match error {
            TryLockError::WouldBlock => Err(GaveUp::TimedOut),
            TryLockError::Poisoned(poisoned) => {
                self.lock.clear_poison();
                Ok(poisoned.into_inner())
            }
        })
    }
    // ANCHOR_END: turn

    /// The same, if no other process has the lock now.
    pub(crate) fn turn_at_once(&self) -> Option<LockGuard<'_>> {
        self.take_over(self.lock.try_lock()).ok()
    }

    /// Waits until `moved` says that the `others` have moved their index, if there is time.
    pub(crate) fn wait(
        &self,
        others: &End,
        moved: impl Fn() -> bool,
        limit: Limit,
    ) -> Result<(), GaveUp> {
        if limit.passed(Instant::now()) {
            return match others.owners.any_alive() {
                true => Err(GaveUp::TimedOut),
                false if moved() => Ok(()), // Something that they sent before they went.
                false => Err(GaveUp::Disconnected),
            };
        }
        if spin(&moved) {
            return Ok(());
        }
        self.sleep(others, moved, limit)
    }

    // ANCHOR: sleep
    /// Sleeps until the bell rings, and gets up now and then to see who is alive.
    fn sleep(
        &self,
        others: &End,
        moved: impl Fn() -> bool,
        limit: Limit,
    ) -> Result<(), GaveUp> {
        let mut get_up = limit.or_sooner(Instant::now() + GET_UP_AFTER);
        loop {
            let heard = self.bell.listen();
            let now = Instant::now();
            let connected = others.is_there(now >= get_up);
            // This look comes second: what they sent before they went is still received.
            if moved() {
                return Ok(());
            }
            if !connected {
                return Err(GaveUp::Disconnected);
            }
            if limit.passed(now) {
                return Err(GaveUp::TimedOut);
            }
            if now >= get_up {
                get_up = limit.or_sooner(now + GET_UP_AFTER);
            }
            self.bell.sleep(heard, get_up);
        }
    }
    // ANCHOR_END: sleep

    /// Whether a process owns a handle of this end; `closely`: and lives, which takes some
    /// microseconds for the first one who does, and for each dead one.
    fn is_there(&self, closely: bool) -> bool {
        match closely {
            true => self.owners.any_alive(),
            false => self.owners.any(),
        }
    }
}

/// Pauses of the processor before each look, some microseconds in all. They begin with a long
/// one: two sides that look at each other's index after every message pass it to and fro between
/// the cores; one that holds back finds several messages, or room for several.
const PAUSES: [u32; 9] = [128, 1, 2, 4, 8, 16, 32, 64, 128];

/// Looks for a few microseconds, in which the others are often done: a sleep costs more.
///
/// It keeps its core meanwhile. `sched_yield(2)` returns when the scheduler gives the core back,
/// which has nothing to do with this queue: other programs may run for milliseconds first, where
/// microseconds were meant. And it tends to come back in the same place of the same round. A
/// sender that comes after another one there finds that the head has moved, so that it need not
/// sleep, and that the queue is full again, round after round.
fn spin(moved: impl Fn() -> bool) -> bool {
    PAUSES.iter().any(|&pauses| {
        (0..pauses).for_each(|_| hint::spin_loop());
        moved()
    })
}
