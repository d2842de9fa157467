//! The guards that a condition variable can give up and take again.

use std::sync::LockResult;

use shared_memory::LockGuard;
use single_value_data_sharing::Guard;

/// A guard of a [`Lock`](shared_memory::Lock), of a
/// [`Value`](single_value_data_sharing::Value), or of an `Array`.
// ANCHOR: any_guard
pub trait AnyGuard: Sized + Sealed {
    /// Gives the guard up, does something meanwhile, and takes it again.
    #[doc(hidden)]
    fn without(self, meanwhile: impl FnOnce()) -> LockResult<Self>;
}

impl AnyGuard for LockGuard<'_> {
    #[track_caller]
    fn without(self, meanwhile: impl FnOnce()) -> LockResult<Self> {
        let lock = LockGuard::lock(&self);
        drop(self);
        meanwhile();
        lock.lock()
    }
}

impl<T: ?Sized> AnyGuard for Guard<'_, T> {
    #[track_caller]
    fn without(self, meanwhile: impl FnOnce()) -> LockResult<Self> {
        let container = Guard::container(&self);
        drop(self);
        meanwhile();
        container.lock_again()
    }
}
// ANCHOR_END: any_guard

/// No guard of another crate's can promise what these do.
pub trait Sealed {}
impl Sealed for LockGuard<'_> {}
impl<T: ?Sized> Sealed for Guard<'_, T> {}
