use std::fmt;
use std::io;
use std::sync::{LockResult, PoisonError, TryLockError, TryLockResult};
use std::time::Duration;

use bytemuck::Pod;
use shared_memory::alive::Identity;
use shared_memory::{Lock, LockGuard, Shared};
use single_value_data_sharing::{Container, Guard, map_lock, map_try_lock};

use crate::ledger::Ledger;
use crate::sys::Elements;

/// The most parts that an array can be divided into.
pub const MAX_PARTS: usize = 1024;

// ANCHOR: array
/// Any number of `T` in memory shared with every process that is forked later.
///
/// Its [`lock`](Self::lock) gives all of them as one slice, to one process at a time. For
/// work that splits, [`parts`](Self::parts) gives each process a slice of its own.
pub struct Array<T> {
    pub(crate) lock: Lock,
    pub(crate) elements: Elements<T>,
    pub(crate) ledger: Shared<Ledger<MAX_PARTS>>,
}
// ANCHOR_END: array

impl<T: Pod> Array<T> {
    /// Copies `initial` into shared memory.
    ///
    /// # Errors
    /// What `mmap(2)` says: out of memory, or past a limit.
    pub fn new(initial: &[T]) -> io::Result<Self> {
        let array = Self::zeroed(initial.len())?;
        array.fresh().copy_from_slice(initial);
        Ok(array)
    }

    /// `len` elements whose bytes are all zero. Pages cost memory when they are first
    /// touched, so a large array costs nothing yet.
    ///
    /// # Errors
    /// `InvalidInput` if so many elements have more bytes than can be counted, and what
    /// `mmap(2)` says.
    pub fn zeroed(len: usize) -> io::Result<Self> {
        let (lock, elements) = (Lock::new()?, Elements::new(len)?);
        let ledger = Shared::new(Ledger::new())?;
        Ok(Self { lock, elements, ledger })
    }

    /// `len` elements, each of them what `element` makes of its index.
    ///
    /// # Errors
    /// Those of [`zeroed`](Self::zeroed).
    pub fn from_fn(len: usize, mut element: impl FnMut(usize) -> T) -> io::Result<Self> {
        let array = Self::zeroed(len)?;
        for (index, place) in array.fresh().iter_mut().enumerate() {
            *place = element(index);
        }
        Ok(array)
    }

    fn fresh(&self) -> Guard<'_, [T]> {
        self.lock().expect("no other process has seen it yet")
    }

    /// Waits until no process has the array, and takes all of it. Dropping the guard gives
    /// it back.
    ///
    /// # Errors
    /// The array is poisoned: a process ended, or panicked, that had it or a part of it,
    /// and [`clear_poison`](Self::clear_poison) was not called since. The error holds the
    /// guard.
    ///
    /// # Panics
    /// While [parts](Self::parts) are out; and where [`Lock::lock`] does.
    #[track_caller]
    pub fn lock(&self) -> LockResult<Guard<'_, [T]>> {
        match self.whole(self.lock.lock()) {
            Ok(answer) => map_lock(answer, |lock| self.elements.open(lock, self)),
            Err(out) => panic!("{out}"),
        }
    }

    /// Takes the array if it is free now.
    ///
    /// # Errors
    /// `WouldBlock` if it is taken, by this thread too, or while [parts](Self::parts) are
    /// out; `Poisoned` as for [`lock`](Self::lock).
    ///
    /// # Panics
    /// Where [`Lock::try_lock`] does.
    #[track_caller]
    pub fn try_lock(&self) -> TryLockResult<Guard<'_, [T]>> {
        self.whole_in_time(self.lock.try_lock())
    }

    /// Waits for the array, but not longer than `timeout` on the monotonic clock. It does
    /// not wait for [parts](Self::parts) that are out: they may go to processes that
    /// this one has to join first.
    ///
    /// # Errors
    /// `WouldBlock` if the time is up, or if parts are out; `Poisoned` as for
    /// [`lock`](Self::lock).
    ///
    /// # Panics
    /// Where [`Lock::lock_timeout`] does.
    #[track_caller]
    pub fn lock_timeout(&self, timeout: Duration) -> TryLockResult<Guard<'_, [T]>> {
        self.whole_in_time(self.lock.lock_timeout(timeout))
    }

    fn whole_in_time<'a>(
        &'a self,
        answer: TryLockResult<LockGuard<'a>>,
    ) -> TryLockResult<Guard<'a, [T]>> {
        let answer = match answer {
            Err(TryLockError::WouldBlock) => return Err(TryLockError::WouldBlock),
            Err(TryLockError::Poisoned(poisoned)) => Err(poisoned),
            Ok(guard) => Ok(guard),
        };
        match self.whole(answer) {
            Ok(answer) => {
                map_try_lock(answer.map_err(Into::into), |lock| self.elements.open(lock, self))
            }
            Err(PartsOut { .. }) => Err(TryLockError::WouldBlock),
        }
    }
}

impl<T: Pod> Container<[T]> for Array<T> {
    #[track_caller]
    fn lock_again(&self) -> LockResult<Guard<'_, [T]>> {
        self.lock()
    }
}

impl<T> Array<T> {
    // ANCHOR: whole
    /// Looks whether parts are out. With the lock in hand, none can be claimed meanwhile.
    #[inline]
    pub(crate) fn whole<'a>(
        &self,
        answer: LockResult<LockGuard<'a>>,
    ) -> Result<LockResult<LockGuard<'a>>, PartsOut> {
        if self.ledger.is_divided() { self.settle(answer) } else { Ok(answer) }
    }

    #[cold]
    fn settle<'a>(
        &self,
        answer: LockResult<LockGuard<'a>>,
    ) -> Result<LockResult<LockGuard<'a>>, PartsOut> {
        let is_alive = |bits| Identity::from_bits(bits).is_some_and(Identity::is_alive);
        let settled = self.ledger.settle(is_alive, || self.lock.poison());
        if settled.out > 0 {
            return Err(PartsOut(settled.out));
        }
        let guard = answer.unwrap_or_else(PoisonError::into_inner);
        Ok(if self.is_poisoned() { Err(PoisonError::new(guard)) } else { Ok(guard) })
    }
    // ANCHOR_END: whole

    /// The number of elements.
    #[must_use]
    pub fn len(&self) -> usize {
        self.elements.len()
    }

    /// Whether there are no elements.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether a process is known to have ended, or panicked, that had the array or a
    /// part of it. A death becomes known when the next process locks.
    #[must_use]
    pub fn is_poisoned(&self) -> bool {
        self.lock.is_poisoned()
    }

    /// Says that the elements are in order again, and forgets all that was learned of lost parts.
    pub fn clear_poison(&self) {
        self.lock.clear_poison();
    }
}

/// Shows the elements if they are free now.
impl<T: Pod + fmt::Debug> fmt::Debug for Array<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = f.debug_struct("Array");
        let answer = self.lock.try_lock_or_why();
        match answer.map(|answer| self.whole_in_time(answer)) {
            Ok(Ok(guard)) => fields.field("elements", &&*guard),
            Ok(Err(TryLockError::Poisoned(guard))) => {
                fields.field("elements", &&**guard.get_ref())
            }
            Ok(Err(TryLockError::WouldBlock)) => {
                fields.field("elements", &format_args!("<locked>"))
            }
            Err(why) => fields.field("elements", &format_args!("<{why}>")),
        };
        fields.field("poisoned", &self.is_poisoned()).finish()
    }
}

/// Why the whole array cannot be had.
#[derive(Debug)]
pub(crate) struct PartsOut(pub(crate) usize);

impl fmt::Display for PartsOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (parts, are) = (self.0, if self.0 == 1 { "is" } else { "are" });
        write!(
            f,
            "{parts} of the array's parts {are} out: join the processes that have them first"
        )
    }
}
