use std::fmt;
use std::io;
use std::sync::atomic::AtomicU32;
use std::time::Duration;

use shared_memory::Shared;
use shared_memory::alive::Identity;
use shared_memory::bell::Bell;
use shared_memory::owners::{Owners, Place};

use crate::pace::{Pace, Rota};

/// The most permits that a semaphore has room for.
pub const MAX_PERMITS: usize = 4096;

/// A number of permits, for processes and threads: so many, and no more, hold one at a time.
///
/// ```standalone_crate
/// use synchronization::Semaphore;
///
/// let disk = Semaphore::new(2)?;
/// let first = disk.acquire();
/// let second = disk.acquire();
/// assert!(disk.try_acquire().is_none());
/// drop(first);
/// assert!(disk.try_acquire().is_some());
/// # drop(second);
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// A process that dies gives its permits back, however it dies; those who wait get them within
/// half a second as a rule. Who gets a free permit is not settled by who came first.
// ANCHOR: semaphore
pub struct Semaphore {
    /// One slot for each permit: a free permit is a free slot.
    owners: Owners,
    permits: usize,
    bell: Bell<Shared<AtomicU32>>,
    rota: Rota,
}
// ANCHOR_END: semaphore

impl Semaphore {
    /// A semaphore whose permits are all free.
    ///
    /// # Errors
    /// `InvalidInput` for 0 permits, or more than [`MAX_PERMITS`]; and what `mmap(2)` says.
    pub fn new(permits: usize) -> io::Result<Self> {
        if permits == 0 || permits > MAX_PERMITS {
            let text = format!("{permits} permits: a semaphore is for 1 to {MAX_PERMITS}");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
        }
        let bell = Bell::new(Shared::new(AtomicU32::new(0))?);
        Ok(Self { owners: Owners::new(permits)?, permits, bell, rota: Rota::new(permits)? })
    }

    /// Waits for a permit, and takes it. Dropping the permit gives it back.
    #[inline]
    pub fn acquire(&self) -> Permit<'_> {
        let permit = self.take_free().or_else(|| self.sleep(Pace::endless()));
        permit.expect("without a limit, it is not passed")
    }

    /// Takes a permit if one is free now, or if its holder is dead.
    #[inline]
    #[must_use = "the permit goes back as soon as it is dropped"]
    pub fn try_acquire(&self) -> Option<Permit<'_>> {
        self.take_free().or_else(|| {
            self.owners.free_the_dead(Identity::runs);
            self.take_free()
        })
    }

    /// Waits for a permit, but not longer than `limit` on the monotonic clock. `None`: the time is
    /// up.
    #[must_use = "the permit goes back as soon as it is dropped"]
    pub fn acquire_timeout(&self, limit: Duration) -> Option<Permit<'_>> {
        self.take_free().or_else(|| self.sleep(Pace::within(limit)))
    }

    /// How many permits are free now. The permits of the dead are.
    #[must_use]
    pub fn available_permits(&self) -> usize {
        self.owners.free_the_dead(Identity::runs);
        self.owners.count_free()
    }

    #[inline]
    fn take_free(&self) -> Option<Permit<'_>> {
        let place = self.owners.claim_free()?;
        Some(Permit { semaphore: self, place })
    }

    // ANCHOR: sleep
    #[cold]
    fn sleep(&self, mut pace: Pace) -> Option<Permit<'_>> {
        loop {
            let heard = self.bell.listen();
            if let Some(permit) = self.take_free() {
                return Some(permit);
            }
            if self.rota.is_my_turn() {
                self.look();
            } else if pace.is_over() {
                return self.try_acquire();
            } else {
                self.bell.sleep(heard, pace.get_up());
            }
        }
    }

    /// Takes the permits back of those who died.
    fn look(&self) {
        if self.owners.free_the_dead(Identity::is_alive) > 0 {
            self.bell.ring_all();
        }
    }
    // ANCHOR_END: sleep
}

impl fmt::Debug for Semaphore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Semaphore")
            .field("permits", &self.permits)
            .field("available", &self.owners.count_free())
            .finish()
    }
}

// ANCHOR: permit
/// One of a [`Semaphore`]'s permits. It goes back when it is dropped, and when the process that
/// holds it dies.
///
/// Moved into a `spawn`, it is the child's.
#[must_use = "the permit goes back as soon as it is dropped"]
pub struct Permit<'a> {
    semaphore: &'a Semaphore,
    place: Place,
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if self.semaphore.owners.give_up(&self.place) {
            self.semaphore.bell.ring_one();
        }
    }
}
// ANCHOR_END: permit

impl fmt::Debug for Permit<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Permit").field("of", self.semaphore).finish()
    }
}
