//! Every line of this crate that the compiler cannot check: from an address to a `&mut [T]`.
#![expect(unsafe_code, reason = "shared memory is reached by its address")]

use std::fmt;
use std::io;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut, Range};
use std::ptr::{self, NonNull};
use std::slice;
use std::sync::Mutex;

use bytemuck::Pod;
use shared_memory::{LockGuard, Mapping, Shareable};
use single_value_data_sharing::{Container, Guard};

use crate::ledger::Ledger;

// SAFETY: the ledger is atomics, and any number in them means something.
unsafe impl<const N: usize> Shareable for Ledger<N> {}

/// Where the elements of an array lie, and how many there are.
pub(crate) struct Elements<T> {
    place: Mapping,
    len: usize,
    /// They may be sent and shared exactly where a `Mutex` may.
    like: PhantomData<Mutex<T>>,
}

impl<T> Elements<T> {
    pub(crate) fn len(&self) -> usize {
        self.len
    }
}

impl<T: Pod> Elements<T> {
    /// All bytes are zero.
    pub(crate) fn new(len: usize) -> io::Result<Self> {
        let bytes = size_of::<T>().checked_mul(len).ok_or_else(|| {
            let text =
                format!("{len} elements of {} bytes: too many to count", size_of::<T>());
            io::Error::new(io::ErrorKind::InvalidInput, text)
        })?;
        Ok(Self { place: Mapping::new(bytes)?, len, like: PhantomData })
    }

    fn first(&self) -> *mut T {
        const { assert!(align_of::<T>() <= 4096, "what a mapping is aligned to") };
        self.place.as_ptr().cast()
    }

    /// To be called with a guard of these elements' own lock, and no part out.
    #[inline]
    pub(crate) fn open<'a>(
        &'a self,
        lock: LockGuard<'a>,
        array: &'a dyn Container<[T]>,
    ) -> Guard<'a, [T]> {
        let elements = ptr::slice_from_raw_parts_mut(self.first(), self.len);
        let elements = NonNull::new(elements).expect("mapped");
        // SAFETY: the mapping has room for `len` of `T`, any bytes are a `T`; who looks at
        // them has this lock, or a claim, which this lock is not given beside.
        unsafe { Guard::new(lock, elements, array) }
    }

    /// To be called once for each time that the ledger has marked this range as claimed.
    pub(crate) fn stretch(&self, range: Range<usize>) -> Stretch<'_, T> {
        assert!(range.start <= range.end && range.end <= self.len, "within the array");
        Stretch { elements: self, range }
    }
}

/// The elements of one claimed part.
pub(crate) struct Stretch<'a, T: Pod> {
    elements: &'a Elements<T>,
    pub(crate) range: Range<usize>,
}

impl<T: Pod> Stretch<'_, T> {
    fn first(&self) -> *mut T {
        self.elements.first().wrapping_add(self.range.start)
    }
}

impl<T: Pod> Deref for Stretch<'_, T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        // SAFETY: the range is within the mapping; its word in the ledger says that it is
        // ours alone, until it is given back, and no two words' ranges overlap.
        unsafe { slice::from_raw_parts(self.first(), self.range.len()) }
    }
}

impl<T: Pod> DerefMut for Stretch<'_, T> {
    fn deref_mut(&mut self) -> &mut [T] {
        // SAFETY: as in `deref`, and `&mut self` keeps out all other uses of this claim.
        unsafe { slice::from_raw_parts_mut(self.first(), self.range.len()) }
    }
}

impl<T: Pod + fmt::Debug> fmt::Debug for Stretch<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
