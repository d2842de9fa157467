use std::fmt;
use std::io;
use std::marker::PhantomData;
use std::ops::Deref;

mod sys;

pub(crate) use sys::PAGE;
pub use sys::{Mapping, Shareable};

/// One `T` in memory that this process shares with every process that it forks later.
///
/// ```
/// use shared_memory::Shared;
/// use std::sync::atomic::{AtomicI32, Ordering};
///
/// let counter = Shared::new(AtomicI32::new(41))?;
/// counter.fetch_add(1, Ordering::Relaxed);
/// assert_eq!(counter.load(Ordering::Relaxed), 42);
/// # Ok::<(), std::io::Error>(())
/// ```
// ANCHOR: shared
pub struct Shared<T: 'static> {
    mapping: Mapping,
    /// A handle gives `&T` and nothing else, and this says so to the compiler.
    gives: PhantomData<&'static T>,
}
// ANCHOR_END: shared

impl<T: Shareable> Shared<T> {
    /// Moves `initial` into a shared mapping of its own.
    ///
    /// # Errors
    /// Those of [`Mapping::new`].
    pub fn new(initial: T) -> io::Result<Self> {
        Self::prepared(initial, 0, |_| Ok(()))
    }

    // ANCHOR: prepared
    /// The same, for a value that has to be made ready where it lies, with `room` bytes after it.
    pub(crate) fn prepared(
        initial: T,
        room: usize,
        prepare: impl FnOnce(&mut T) -> io::Result<()>,
    ) -> io::Result<Self> {
        const { assert!(align_of::<T>() <= PAGE && !std::mem::needs_drop::<T>()) };
        let mut mapping = Mapping::new(size_of::<T>() + room)?;
        prepare(sys::place(&mut mapping, initial))?;
        Ok(Self { mapping, gives: PhantomData })
    }
    // ANCHOR_END: prepared

    pub(crate) fn as_ptr(&self) -> *mut u8 {
        self.mapping.as_ptr()
    }

    /// Leaves the memory where it is when this is dropped.
    pub(crate) fn keep(&mut self) {
        self.mapping.keep();
    }
}

impl<T: Shareable> Deref for Shared<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        sys::placed(&self.mapping)
    }
}

impl<T: Shareable + fmt::Debug> fmt::Debug for Shared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Shared").field(&**self).finish()
    }
}
