//! What the compiler cannot check about memory: `mmap(2)`, and which types may lie in it.
//!
//! What leaves this file is safe to call in any order, from any thread.
#![expect(
    unsafe_code,
    reason = "mmap is a C interface, and what lies in a mapping is reached by address"
)]

use std::ptr::{self, NonNull};
use std::sync::atomic::{
    AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicU8, AtomicU16,
    AtomicU32, AtomicU64, AtomicUsize,
};
use std::{fmt, io};

/// The smallest page that any Linux has: what every mapping is aligned to.
pub(crate) const PAGE: usize = 4096;

// ANCHOR: mapping
/// Bytes that this process shares with every process that it forks later.
///
/// An anonymous shared mapping (`mmap(2)`, `MAP_SHARED | MAP_ANONYMOUS`): it has
/// no name and no file, starts out as zeros, and is gone when the last process
/// that has it unmaps it or dies. Dropping a `Mapping` unmaps it here, nowhere else.
pub struct Mapping {
    start: NonNull<u8>,
    len: usize,
    kept: bool,
}
// ANCHOR_END: mapping

// SAFETY: a mapping belongs to the whole process, and this type touches none of its bytes.
unsafe impl Send for Mapping {}
// SAFETY: as above; what is done through `as_ptr` is for its caller to justify.
unsafe impl Sync for Mapping {}

impl Mapping {
    /// Maps `len` bytes, all zero, at an address that is a multiple of 4096.
    /// With a `len` of 0 nothing is mapped, and the address is only good for no bytes.
    ///
    /// Pages cost memory when they are first touched, not here (`MAP_NORESERVE`).
    ///
    /// # Errors
    /// What `mmap(2)` says, with its [`io::ErrorKind`]: out of memory, or past a limit.
    pub fn new(len: usize) -> io::Result<Self> {
        let start = if len == 0 { ptr::without_provenance_mut(PAGE) } else { map(len)? };
        let start = NonNull::new(start).expect("mmap gave address zero");
        Ok(Self { start, len, kept: false })
    }

    /// The same, for memory of which little may ever be used: it takes the smallest pages, where
    /// a system prefers huge ones (`shmem_enabled` of the kernel's `transhuge`), of which one byte
    /// takes 2 MiB on most machines.
    ///
    /// # Errors
    /// Those of [`new`](Self::new).
    pub fn sparse(len: usize) -> io::Result<Self> {
        let mapping = Self::new(len)?;
        // SAFETY: the range is this mapping's, and the advice changes none of its bytes. A kernel
        // without huge pages answers with an error, and needs none.
        unsafe { libc::madvise(mapping.as_ptr().cast(), len, libc::MADV_NOHUGEPAGE) };
        Ok(mapping)
    }

    /// The number of bytes asked for.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no bytes at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The address of the first byte, the same in every process that inherits the mapping.
    #[must_use]
    #[inline]
    pub fn as_ptr(&self) -> *mut u8 {
        self.start.as_ptr()
    }

    /// The whole mapping as words, for code that does with atomics alone. A rest of
    /// less than 8 bytes is left out.
    ///
    /// Code that also writes through [`as_ptr`](Self::as_ptr) has to keep apart from these.
    #[must_use]
    #[inline]
    pub fn words(&self) -> &[AtomicU64] {
        let count = self.len / size_of::<AtomicU64>();
        // SAFETY: the start is page-aligned, `count` words lie within the mapping while it
        // is borrowed, any bits are an `AtomicU64`, and nothing here gives out a `&mut`.
        unsafe { std::slice::from_raw_parts(self.as_ptr().cast(), count) }
    }

    /// Leaves the mapping where it is when this is dropped.
    pub(crate) fn keep(&mut self) {
        self.kept = true;
    }
}

// ANCHOR: unmap
impl Drop for Mapping {
    fn drop(&mut self) {
        if self.len > 0 && !self.kept {
            // SAFETY: `start` and `len` are those of a mapping that only this value owns.
            let answer = unsafe { libc::munmap(self.as_ptr().cast(), self.len) };
            debug_assert_eq!(answer, 0, "munmap: {}", io::Error::last_os_error());
        }
    }
}
// ANCHOR_END: unmap

// ANCHOR: map
fn map(len: usize) -> io::Result<*mut u8> {
    let access = libc::PROT_READ | libc::PROT_WRITE;
    let kind = libc::MAP_SHARED | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
    // SAFETY: a new mapping, where the kernel likes, takes the place of nothing.
    let start = unsafe { libc::mmap(ptr::null_mut(), len, access, kind, -1, 0) };
    if start == libc::MAP_FAILED {
        return Err(refused(len, &io::Error::last_os_error()));
    }
    Ok(start.cast())
}
// ANCHOR_END: map

/// The kernel says "out of memory" for a limit on addresses too, which is what it is as a rule.
fn refused(len: usize, error: &io::Error) -> io::Error {
    let advice = match address_limit() {
        Some(most) if error.kind() == io::ErrorKind::OutOfMemory => format!(
            "; this process is limited to {most} bytes of address space (`ulimit -v`), in which \
             shared memory counts whole, used or not: raise the limit, or ask for less"
        ),
        _ => String::new(),
    };
    let text = format!("cannot map {len} bytes of shared memory: {error}{advice}");
    io::Error::new(error.kind(), text)
}

fn address_limit() -> Option<u64> {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: it writes the limit that it is given room for.
    let answer = unsafe { libc::getrlimit(libc::RLIMIT_AS, &mut limit) };
    (answer == 0 && limit.rlim_cur != libc::RLIM_INFINITY).then_some(limit.rlim_cur)
}

impl fmt::Debug for Mapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mapping").field("len", &self.len).finish_non_exhaustive()
    }
}

// ANCHOR: shareable
/// A type that several processes may use at once, through `&`, in shared memory.
///
/// # Safety
/// The type holds no pointer and no reference (an address means something in one
/// process only), nothing that is keyed by a thread or a process, and no drop glue;
/// and whatever a process leaves behind when it is killed is still a valid value.
#[diagnostic::on_unimplemented(
    message = "`{Self}` may not lie in memory that processes share",
    label = "no promise that several processes may use this at once",
    note = "atomics are `Shareable`, and so are arrays and tuples of them"
)]
pub unsafe trait Shareable: Sync + 'static {}

macro_rules! shareable {
    ($($atomic:ty)*) => {$(
        // SAFETY: an atomic integer is its bits, any of them, changed in one instruction.
        unsafe impl Shareable for $atomic {}
    )*};
}
shareable! { AtomicBool AtomicI8 AtomicI16 AtomicI32 AtomicI64 AtomicIsize }
shareable! { AtomicU8 AtomicU16 AtomicU32 AtomicU64 AtomicUsize }

// SAFETY: an array is its elements.
unsafe impl<T: Shareable, const N: usize> Shareable for [T; N] {}

macro_rules! shareable_tuple {
    ($($name:ident)*) => {
        // SAFETY: a tuple is its fields.
        unsafe impl<$($name: Shareable),*> Shareable for ($($name,)*) {}
    };
}
// ANCHOR_END: shareable
shareable_tuple! {}
shareable_tuple! { A }
shareable_tuple! { A B }
shareable_tuple! { A B C }
shareable_tuple! { A B C D }
shareable_tuple! { A B C D E }
shareable_tuple! { A B C D E F }

/// Moves `initial` to the start of `mapping`, which no other process has seen yet.
pub(crate) fn place<T: Shareable>(mapping: &mut Mapping, initial: T) -> &mut T {
    assert!(mapping.len() >= size_of::<T>());
    let place = mapping.as_ptr().cast::<T>();
    // SAFETY: `Mapping::new` gave a page-aligned start and, as just checked, enough bytes.
    unsafe { place.write(initial) };
    // SAFETY: written in the line above; `&mut Mapping` says that nothing else refers to it.
    unsafe { &mut *place }
}

/// The value that `place` has put into `mapping`.
#[inline]
pub(crate) fn placed<T: Shareable>(mapping: &Mapping) -> &T {
    // SAFETY: `Shared` calls `place::<T>` before it calls this, and hands out no `&mut`.
    unsafe { &*mapping.as_ptr().cast::<T>() }
}
