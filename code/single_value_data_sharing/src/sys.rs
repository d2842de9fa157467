//! Every line of this crate that the compiler cannot check: from an address to a `&mut T`.
#![expect(unsafe_code, reason = "shared memory is reached by its address")]

use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::ptr::NonNull;
use std::sync::atomic::Ordering::{Relaxed, Release};

use bytemuck::Pod;
use shared_memory::{Lock, LockGuard};

use crate::{Container, Guard, Value};

/// Moves `initial` into the room of a lock that no other process has seen yet.
pub(crate) fn put<T: Pod>(lock: &mut Lock, initial: T) {
    // SAFETY: `Value::new` asked for room for two, and `&mut` says that nothing else refers to it.
    unsafe { lock.room().cast::<T>().write(initial) };
}

/// Where a guard finds what it lends, and of what it is a guard: an address, which may go
/// anywhere. The lock's guard beside it stays where it is.
///
/// It is no `&mut T`: that would have to be ours alone until the whole guard is gone, but
/// the value is another's as soon as the lock is free.
pub(crate) struct Place<T: ?Sized>(NonNull<T>);

impl<T: ?Sized> From<&T> for Place<T> {
    fn from(value: &T) -> Self {
        Self(NonNull::from(value))
    }
}

// SAFETY: without the lock's guard, nothing is done with the address.
unsafe impl<T: ?Sized> Send for Place<T> {}
// SAFETY: as above.
unsafe impl<T: ?Sized> Sync for Place<T> {}

// ANCHOR: open
impl<T: Pod> Value<T> {
    /// To be called with a guard of this value's own lock.
    #[inline]
    pub(crate) fn open<'a>(&'a self, lock: LockGuard<'a>) -> Guard<'a, T> {
        let value = self.copy(self.lock.turn().load(Relaxed));
        // SAFETY: a `T` lies there, any bytes are one, and all look at it with this lock.
        unsafe { Guard::new(lock, value, self) }
    }

    /// One of the two copies: 0, where `put` wrote, or 1.
    #[inline]
    fn copy(&self, turn: u8) -> NonNull<T> {
        let copies = self.lock.room().cast::<T>();
        NonNull::new(copies.wrapping_add(turn.into())).expect("mapped")
    }
}

impl<'a, T: ?Sized> Guard<'a, T> {
    /// Joins a lock's guard with what the lock protects.
    ///
    /// # Safety
    /// `value` points to a `T` for all of `'a`, whatever bytes a process that was killed
    /// has left there; and no code uses it, in any process, without a guard of this lock.
    #[inline]
    pub unsafe fn new(
        lock: LockGuard<'a>,
        value: NonNull<T>,
        container: &'a dyn Container<T>,
    ) -> Self {
        Self { value: Place(value), _lock: lock, of: container.into(), lends: PhantomData }
    }
}

impl<T: ?Sized> Deref for Guard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: the caller of `new` vouches for the value; `lock` keeps all others out.
        unsafe { self.value.0.as_ref() }
    }
}

impl<T: ?Sized> DerefMut for Guard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as in `deref`, and `&mut self` keeps out all other users of this guard.
        unsafe { self.value.0.as_mut() }
    }
}
// ANCHOR_END: open

impl<'a, T: ?Sized> Guard<'a, T> {
    /// The [`Value`], or the array, that this is a guard of.
    #[must_use]
    pub fn container(guard: &Self) -> &'a dyn Container<T> {
        // SAFETY: `new` borrowed it for `'a`, and nothing else makes a guard.
        unsafe { guard.of.0.as_ref() }
    }
}

// ANCHOR: replace
impl<T: Pod> Value<T> {
    /// Changes the copy whose turn it is not, and then says that it is. To be called with a
    /// guard of this value's own lock.
    ///
    /// Killed before the last store, this process has changed nothing that counts. `Release`
    /// tells the compiler that all of `change` stays above that store.
    #[inline]
    pub(crate) fn replace<R>(
        &self,
        _lock: LockGuard<'_>,
        change: impl FnOnce(&mut T) -> R,
    ) -> R {
        let turn = self.lock.turn().load(Relaxed);
        let (old, mut new) = (self.copy(turn), self.copy(turn ^ 1));
        // SAFETY: the room has both copies, side by side; `_lock` keeps all others out of it.
        unsafe { new.copy_from_nonoverlapping(old, 1) };
        // SAFETY: as above, and this is the only reference to the new copy.
        let result = change(unsafe { new.as_mut() });
        self.lock.turn().store(turn ^ 1, Release);
        result
    }
}
// ANCHOR_END: replace
