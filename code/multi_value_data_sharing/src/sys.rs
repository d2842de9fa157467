//! Every line of this crate that the compiler cannot check: from an address to a `&mut [T]`.
#![expect(unsafe_code, reason = "shared memory is reached by its address")]

use std::ops::{Deref, DerefMut};
use std::ptr::{self, NonNull};
use std::slice;

use bytemuck::Pod;
use shared_memory::{LockGuard, Shareable};

use crate::part::Ledger;
use crate::{Array, Claim, Guard};

// SAFETY: the ledger is atomics, and any number in them means something.
unsafe impl Shareable for Ledger {}

impl<T: Pod> Array<T> {
    fn first(&self) -> *mut T {
        const { assert!(align_of::<T>() <= 4096, "what a mapping is aligned to") };
        self.place.as_ptr().cast()
    }

    /// To be called with a guard of this array's own lock, and no part out.
    #[inline]
    pub(crate) fn open<'a>(&'a self, lock: LockGuard<'a>) -> Guard<'a, [T]> {
        let elements = ptr::slice_from_raw_parts_mut(self.first(), self.len);
        let elements = NonNull::new(elements).expect("mapped");
        // SAFETY: the mapping has room for `len` of `T`, any bytes are a `T`; who looks at
        // them has this lock, or a claim, which this lock is not given beside.
        unsafe { Guard::new(lock, elements) }
    }
}

impl<T: Pod> Deref for Claim<'_, T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        let first = self.array.first().wrapping_add(self.range.start);
        // SAFETY: the range is within the mapping; its word in the ledger says that it is
        // ours alone, until `drop`, and no two words' ranges overlap.
        unsafe { slice::from_raw_parts(first, self.range.len()) }
    }
}

impl<T: Pod> DerefMut for Claim<'_, T> {
    fn deref_mut(&mut self) -> &mut [T] {
        let first = self.array.first().wrapping_add(self.range.start);
        // SAFETY: as in `deref`, and `&mut self` keeps out whoever else has this claim.
        unsafe { slice::from_raw_parts_mut(first, self.range.len()) }
    }
}
