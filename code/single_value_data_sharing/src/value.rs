use std::alloc::Layout;
use std::fmt;
use std::io::{self, ErrorKind::OutOfMemory};
use std::marker::PhantomData;
use std::sync::{LockResult, Mutex, TryLockError, TryLockResult};
use std::time::Duration;

use bytemuck::Pod;
use shared_memory::Lock;

use crate::guard::{Container, Guard, map_lock, map_try_lock};
use crate::sys;

// ANCHOR: value
/// A `T` in memory shared with every process that is forked later, inside its lock.
///
/// `T` is [`Pod`], "plain old data": every pattern of bytes is one. A process that is
/// killed halfway through a change leaves a pattern of bytes.
///
/// There is room for two: [`update`](Self::update) makes its change in the other one.
pub struct Value<T> {
    pub(crate) lock: Lock,
    /// A `Value` may be sent and shared exactly where a `Mutex` may.
    like: PhantomData<Mutex<T>>,
}
// ANCHOR_END: value

impl<T: Pod> Value<T> {
    /// Puts `initial` into shared memory, unlocked.
    ///
    /// # Errors
    /// What `mmap(2)` says: out of memory, or past a limit.
    pub fn new(initial: T) -> io::Result<Self> {
        let two = Layout::array::<T>(2).map_err(|error| io::Error::new(OutOfMemory, error))?;
        let mut lock = Lock::with_room(two)?;
        sys::put(&mut lock, initial);
        Ok(Self { lock, like: PhantomData })
    }

    // ANCHOR: lock
    /// Waits until the value is free, and takes it. Dropping the guard gives it back.
    ///
    /// # Errors
    /// The value is poisoned: an owner ended, or panicked, and
    /// [`clear_poison`](Self::clear_poison) was not called since. The error holds the guard.
    ///
    /// # Panics
    /// Where [`Lock::lock`] does: if this thread has the value already, for one.
    #[inline]
    #[track_caller]
    pub fn lock(&self) -> LockResult<Guard<'_, T>> {
        map_lock(self.lock.lock(), |lock| self.open(lock))
    }
    // ANCHOR_END: lock

    /// Changes the value in a way that no kill can tear. `change` gets a copy; when it
    /// returns, one store makes the copy the value.
    ///
    /// A process that is killed in here, at any instruction, leaves the old value or the new
    /// one, whole and not poisoned. If it ends in `change`, or if `change` panics, the value
    /// is the old one. It costs what [`lock`](Self::lock) costs, and a copy of a `T`.
    ///
    /// ```standalone_crate
    /// # use single_value_data_sharing::Value;
    /// let accounts = Value::new([100, 50])?;
    /// let left = accounts.update(|accounts| {
    ///     accounts[0] -= 30;
    ///     accounts[1] += 30;
    ///     accounts[0]
    /// });
    /// assert_eq!(left.unwrap(), 70);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// The value was poisoned before. It is changed all the same, and stays poisoned; the
    /// error holds what `change` returned.
    ///
    /// # Panics
    /// As [`lock`](Self::lock). Within `change` this thread has the lock: there, `lock` and
    /// `update` of the same value panic, and [`process::spawn`] refuses.
    #[inline]
    #[track_caller]
    pub fn update<R>(&self, change: impl FnOnce(&mut T) -> R) -> LockResult<R> {
        map_lock(self.lock.lock_to_replace(), |lock| self.replace(lock, change))
    }

    /// Takes the value if it is free now.
    ///
    /// # Errors
    /// `WouldBlock` if a thread has it, this one too; `Poisoned` as for
    /// [`lock`](Self::lock).
    ///
    /// # Panics
    /// Where [`Lock::try_lock`] does.
    #[inline]
    #[track_caller]
    pub fn try_lock(&self) -> TryLockResult<Guard<'_, T>> {
        map_try_lock(self.lock.try_lock(), |lock| self.open(lock))
    }

    /// Waits for the value, but not longer than `timeout` on the monotonic clock.
    ///
    /// # Errors
    /// `WouldBlock` if the time is up; `Poisoned` as for [`lock`](Self::lock).
    ///
    /// # Panics
    /// Where [`Lock::lock_timeout`] does.
    #[track_caller]
    pub fn lock_timeout(&self, timeout: Duration) -> TryLockResult<Guard<'_, T>> {
        map_try_lock(self.lock.lock_timeout(timeout), |lock| self.open(lock))
    }
}

impl<T: Pod> Container<T> for Value<T> {
    #[track_caller]
    fn lock_again(&self) -> LockResult<Guard<'_, T>> {
        self.lock()
    }
}

impl<T> Value<T> {
    /// Whether an owner is known to have ended, or panicked, while it had the value.
    ///
    /// An owner's death becomes known when the next one locks.
    #[must_use]
    pub fn is_poisoned(&self) -> bool {
        self.lock.is_poisoned()
    }

    /// Says that the value is in order again.
    pub fn clear_poison(&self) {
        self.lock.clear_poison();
    }
}

/// Shows the value if it is free now.
impl<T: Pod + fmt::Debug> fmt::Debug for Value<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = f.debug_struct("Value");
        let answer = self.lock.try_lock_or_why();
        match answer.map(|answer| map_try_lock(answer, |lock| self.open(lock))) {
            Ok(Ok(guard)) => fields.field("value", &*guard),
            Ok(Err(TryLockError::Poisoned(guard))) => {
                fields.field("value", &**guard.get_ref())
            }
            Ok(Err(TryLockError::WouldBlock)) => {
                fields.field("value", &format_args!("<locked>"))
            }
            Err(why) => fields.field("value", &format_args!("<{why}>")),
        };
        fields.field("poisoned", &self.is_poisoned()).finish()
    }
}
