use std::fmt;
use std::marker::PhantomData;
use std::panic::RefUnwindSafe;
use std::sync::{LockResult, PoisonError, TryLockError, TryLockResult};

use shared_memory::LockGuard;

use crate::sys::Place;

// ANCHOR: guard
/// What a lock protects is yours, through `Deref` and `DerefMut`, until you drop this.
///
/// It stays on the thread that took the lock (neither `Send` nor `Sync`). While it
/// lives, or once it is leaked, [`process::spawn`] refuses: after a fork, a `&mut` to
/// shared memory would exist twice.
#[must_use = "the lock is freed as soon as the guard is dropped"]
pub struct Guard<'a, T: ?Sized> {
    pub(crate) value: Place<T>,
    /// Kept for its drop, which frees the lock.
    pub(crate) _lock: LockGuard<'a>,
    pub(crate) of: Place<dyn Container<T> + 'a>,
    pub(crate) lends: PhantomData<&'a mut T>,
}
// ANCHOR_END: guard

/// What a [`Guard`] is a guard of, as code needs it that gives the guard up and takes another.
pub trait Container<T: ?Sized>: RefUnwindSafe {
    /// Waits until it is free, and takes it.
    ///
    /// # Errors
    /// It is poisoned: as the container's own `lock` says.
    fn lock_again(&self) -> LockResult<Guard<'_, T>>;
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for Guard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for Guard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

/// Makes something of the guard in a lock's answer, poisoned or not.
///
/// # Errors
/// The poison that came with the guard.
#[inline]
pub fn map_lock<G, H>(answer: LockResult<G>, open: impl FnOnce(G) -> H) -> LockResult<H> {
    match answer {
        Ok(guard) => Ok(open(guard)),
        Err(poisoned) => Err(PoisonError::new(open(poisoned.into_inner()))),
    }
}

/// The same for the answer of a lock that does not wait for ever.
///
/// # Errors
/// Those of the answer.
#[inline]
pub fn map_try_lock<G, H>(
    answer: TryLockResult<G>,
    open: impl FnOnce(G) -> H,
) -> TryLockResult<H> {
    match answer {
        Ok(guard) => Ok(open(guard)),
        Err(TryLockError::WouldBlock) => Err(TryLockError::WouldBlock),
        Err(TryLockError::Poisoned(poisoned)) => {
            Err(PoisonError::new(open(poisoned.into_inner())).into())
        }
    }
}
