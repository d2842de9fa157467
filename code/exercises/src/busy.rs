use std::ops::{Deref, DerefMut};
use std::sync::{LockResult, PoisonError, TryLockError, TryLockResult};
use std::thread;
use std::time::Duration;

use bytemuck::Pod;
use single_value_data_sharing::{Guard, Value};

use crate::watch::Tally;

/// A [`Value`] that other processes want too: each time that an answer lets go of it, one of them gets in before the answer's next step.
///
/// Which process gets a lock is left to chance, and so would be whether a gap between two locks shows.
#[derive(Debug)]
pub struct Busy<T: Pod> {
    value: Value<T>,
    let_go: Tally,
    others: fn(&Busy<T>),
}

/// The right to a [`Busy`] value, until it is dropped.
#[derive(Debug)]
pub struct Held<'a, T: Pod> {
    /// It is taken out by drop alone.
    guard: Option<Guard<'a, T>>,
    from: &'a Busy<T>,
}

impl<T: Pod> Busy<T> {
    pub(crate) fn new(initial: T, others: fn(&Self)) -> Self {
        let value = Value::new(initial).expect("memory for a value");
        Self { value, let_go: Tally::new(), others }
    }

    /// As [`Value::lock`].
    ///
    /// # Errors
    /// The value is poisoned. The error holds the guard.
    #[track_caller]
    pub fn lock(&self) -> LockResult<Held<'_, T>> {
        match self.value.lock() {
            Ok(guard) => Ok(self.held(guard)),
            Err(poisoned) => Err(PoisonError::new(self.held(poisoned.into_inner()))),
        }
    }

    /// As [`Value::update`].
    ///
    /// # Errors
    /// The value was poisoned before. The error holds what `change` returned.
    #[track_caller]
    pub fn update<R>(&self, change: impl FnOnce(&mut T) -> R) -> LockResult<R> {
        let said = self.value.update(change);
        self.is_free();
        said
    }

    /// As [`Value::try_lock`].
    ///
    /// # Errors
    /// `WouldBlock` if the value is not free, `Poisoned` as for [`lock`](Self::lock).
    #[track_caller]
    pub fn try_lock(&self) -> TryLockResult<Held<'_, T>> {
        self.tried(self.value.try_lock())
    }

    /// As [`Value::lock_timeout`].
    ///
    /// # Errors
    /// `WouldBlock` if the time is up, `Poisoned` as for [`lock`](Self::lock).
    #[track_caller]
    pub fn lock_timeout(&self, timeout: Duration) -> TryLockResult<Held<'_, T>> {
        self.tried(self.value.lock_timeout(timeout))
    }

    fn tried<'a>(&'a self, said: TryLockResult<Guard<'a, T>>) -> TryLockResult<Held<'a, T>> {
        said.map(|guard| self.held(guard)).map_err(|error| match error {
            TryLockError::WouldBlock => TryLockError::WouldBlock,
            TryLockError::Poisoned(poisoned) => {
                PoisonError::new(self.held(poisoned.into_inner())).into()
            }
        })
    }

    fn held<'a>(&'a self, guard: Guard<'a, T>) -> Held<'a, T> {
        Held { guard: Some(guard), from: self }
    }

    /// Here the other processes come.
    fn is_free(&self) {
        self.let_go.add(0);
        (self.others)(self);
    }

    /// As [`Value::is_poisoned`].
    #[must_use]
    pub fn is_poisoned(&self) -> bool {
        self.value.is_poisoned()
    }

    /// As [`Value::clear_poison`].
    pub fn clear_poison(&self) {
        self.value.clear_poison();
    }

    /// The value, to which no other process comes.
    pub(crate) fn value(&self) -> &Value<T> {
        &self.value
    }

    /// How often answers have let go of it.
    pub(crate) fn let_go(&self) -> u32 {
        self.let_go.get(0)
    }
}

impl<T: Pod> Deref for Held<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.guard.as_ref().expect("it is taken out by drop alone")
    }
}

impl<T: Pod> DerefMut for Held<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.guard.as_mut().expect("it is taken out by drop alone")
    }
}

impl<T: Pod> Drop for Held<'_, T> {
    fn drop(&mut self) {
        drop(self.guard.take());
        if !thread::panicking() {
            self.from.is_free();
        }
    }
}
