//! Every line of this crate that the compiler cannot check: from an address to a `&mut T`.
#![expect(unsafe_code, reason = "shared memory is reached by its address")]

use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::ptr::NonNull;

use bytemuck::Pod;
use shared_memory::{LockGuard, Mapping};

use crate::{Guard, Value};

/// What every mapping is aligned to.
const PAGE: usize = 4096;

/// Moves `initial` to the start of `place`, which nobody else has seen yet.
pub(crate) fn put<T: Pod>(place: &mut Mapping, initial: T) {
    const { assert!(align_of::<T>() <= PAGE) };
    assert!(size_of::<T>() <= place.len());
    // SAFETY: a mapping begins at a multiple of a page and has, as just checked, room for a `T`.
    unsafe { place.as_ptr().cast::<T>().write(initial) };
}

// ANCHOR: open
impl<T: Pod> Value<T> {
    /// To be called with a guard of this value's own lock.
    #[inline]
    pub(crate) fn open<'a>(&'a self, lock: LockGuard<'a>) -> Guard<'a, T> {
        let value = NonNull::new(self.place.as_ptr().cast()).expect("mapped");
        // SAFETY: `new` put a `T` there, any bytes are one, and all look at it with this lock.
        unsafe { Guard::new(lock, value) }
    }
}

impl<'a, T: ?Sized> Guard<'a, T> {
    /// Joins a lock's guard with what the lock protects.
    ///
    /// # Safety
    /// `value` points to a `T` for all of `'a`, whatever bytes a process that was killed
    /// has left there; and nobody uses it, in any process, without a guard of this lock.
    #[inline]
    pub unsafe fn new(lock: LockGuard<'a>, value: NonNull<T>) -> Self {
        Self {
            value,
            _lock: lock,
            lends: PhantomData,
        }
    }
}

impl<T: ?Sized> Deref for Guard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: the caller of `new` vouches for the value; `lock` keeps all others out.
        unsafe { self.value.as_ref() }
    }
}

impl<T: ?Sized> DerefMut for Guard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as in `deref`, and `&mut self` keeps out whoever else has this guard.
        unsafe { self.value.as_mut() }
    }
}
// ANCHOR_END: open
