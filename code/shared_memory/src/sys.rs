//! Every line of this crate that the compiler cannot check, and nothing else.
//!
//! What leaves this file is safe to call in any order, from any thread.
#![expect(
    unsafe_code,
    reason = "mmap, futex and robust mutexes are C interfaces, and this is the file that calls them"
)]

use std::cell::UnsafeCell;
use std::ffi::c_int;
use std::mem::MaybeUninit;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::ptr::{self, NonNull};
use std::sync::atomic::{
    AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicU8, AtomicU16,
    AtomicU32, AtomicU64, AtomicUsize,
};
use std::time::{Duration, Instant};
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
// SAFETY: as above; what is done through `as_ptr` is for the one who does it to justify.
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
    /// Whoever also writes through [`as_ptr`](Self::as_ptr) has to keep apart from these.
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
        let error = io::Error::last_os_error();
        let text = format!("cannot map {len} bytes of shared memory: {error}");
        return Err(io::Error::new(error.kind(), text));
    }
    Ok(start.cast())
}
// ANCHOR_END: map

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

// SAFETY: the page of a lock is its three fields.
unsafe impl Shareable for crate::lock::Page {}

/// Moves `initial` to the start of `mapping`, which nobody else has seen yet.
pub(crate) fn place<T: Shareable>(mapping: &mut Mapping, initial: T) -> &mut T {
    assert!(mapping.len() >= size_of::<T>());
    let place = mapping.as_ptr().cast::<T>();
    // SAFETY: `Mapping::new` gave a page-aligned start and, as just checked, enough bytes.
    unsafe { place.write(initial) };
    // SAFETY: written in the line above; `&mut Mapping` says that nobody else looks.
    unsafe { &mut *place }
}

/// The value that `place` has put into `mapping`.
#[inline]
pub(crate) fn placed<T: Shareable>(mapping: &Mapping) -> &T {
    // SAFETY: `Shared` calls `place::<T>` before it calls this, and hands out no `&mut`.
    unsafe { &*mapping.as_ptr().cast::<T>() }
}

/// What a robust mutex answers to somebody who wants it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Answer {
    /// It is yours.
    Taken,
    /// It is yours, and its last owner ended while holding it (`EOWNERDEAD`).
    OwnerDied,
    /// Somebody else has it (`EBUSY`).
    Held,
    /// Somebody else still had it when the time was up (`ETIMEDOUT`).
    TimedOut,
    /// This very thread has it (`EDEADLK`).
    Mine,
}

impl Answer {
    /// The converter for what `pthread_mutex_lock` and its relatives return.
    #[inline]
    fn from_code(code: c_int) -> Self {
        match code {
            0 => Self::Taken,
            libc::EOWNERDEAD => Self::OwnerDied,
            libc::EBUSY => Self::Held,
            libc::ETIMEDOUT => Self::TimedOut,
            libc::EDEADLK => Self::Mine,
            other => {
                panic!("the lock's memory is damaged: {}", io::Error::from_raw_os_error(other))
            }
        }
    }
}

// SAFETY: the signature is that of glibc's pthread.h.
unsafe extern "C" {
    /// `pthread_mutex_timedlock` on a clock of one's choice: in glibc since 2.30, not in the libc crate.
    fn pthread_mutex_clocklock(
        mutex: *mut libc::pthread_mutex_t,
        clock: libc::clockid_t,
        deadline: *const libc::timespec,
    ) -> c_int;
}

/// The longest sleep of one who waits for a mutex.
const GET_UP_AFTER: Duration = Duration::from_millis(20);

// ANCHOR: robust_mutex
/// glibc's mutex, process-shared, robust and error-checking, to be used where it lies.
#[repr(transparent)]
pub(crate) struct RobustMutex(UnsafeCell<libc::pthread_mutex_t>);

// SAFETY: a mutex is made to be called by many at once, and only its own functions touch it.
unsafe impl Sync for RobustMutex {}
// SAFETY: it holds a thread's number, which is one for all processes, and glibc's robust
// list holds addresses, but each process only those of its own; the kernel marks a dead
// owner's word. It has no drop glue: `pthread_mutex_destroy` would end it for everybody.
unsafe impl Shareable for RobustMutex {}
// ANCHOR_END: robust_mutex

impl RobustMutex {
    /// An ordinary free mutex, which `prepare` then makes a robust one.
    pub(crate) const fn unprepared() -> Self {
        Self(UnsafeCell::new(libc::PTHREAD_MUTEX_INITIALIZER))
    }

    // ANCHOR: prepare
    /// Makes it what the name says. Takes `&mut`, so that it comes before any use.
    pub(crate) fn prepare(&mut self) -> io::Result<()> {
        let mut attributes = MaybeUninit::uninit();
        let attributes = attributes.as_mut_ptr();
        // SAFETY: it writes the attributes that it is given room for.
        check(unsafe { libc::pthread_mutexattr_init(attributes) })?;
        // SAFETY: the attributes are initialized, here and in the next two lines.
        check(unsafe {
            libc::pthread_mutexattr_settype(attributes, libc::PTHREAD_MUTEX_ERRORCHECK)
        })?;
        // SAFETY: as above.
        check(unsafe {
            libc::pthread_mutexattr_setpshared(attributes, libc::PTHREAD_PROCESS_SHARED)
        })?;
        // SAFETY: as above.
        check(unsafe {
            libc::pthread_mutexattr_setrobust(attributes, libc::PTHREAD_MUTEX_ROBUST)
        })?;
        // SAFETY: `&mut self`: nobody has locked it, nobody is looking.
        check(unsafe { libc::pthread_mutex_init(self.0.get_mut(), attributes) })?;
        // SAFETY: initialized above, and not used again.
        check(unsafe { libc::pthread_mutexattr_destroy(attributes) })
    }
    // ANCHOR_END: prepare

    #[inline]
    pub(crate) fn lock(&self) -> Answer {
        match self.try_lock() {
            Answer::Held => self.lock_until(None),
            answer => answer,
        }
    }

    #[inline]
    pub(crate) fn try_lock(&self) -> Answer {
        // SAFETY: an initialized mutex at an address that does not change while borrowed.
        Answer::from_code(unsafe { libc::pthread_mutex_trylock(self.0.get()) })
    }

    // ANCHOR: lock_until
    /// Waits for it, in short sleeps. `pthread_mutex_lock` would sleep until somebody wakes it,
    /// and the mutex wakes *one* sleeper. If that one is killed before it has taken the mutex,
    /// and somebody else takes it meanwhile, nobody knows of the others any more. They sleep on.
    pub(crate) fn lock_until(&self, deadline: Option<Instant>) -> Answer {
        loop {
            let get_up = Instant::now() + GET_UP_AFTER;
            let until = deadline.map_or(get_up, |deadline| deadline.min(get_up));
            match self.sleep_until(until) {
                Answer::TimedOut if deadline != Some(until) => {}
                answer => return answer,
            }
        }
    }
    // ANCHOR_END: lock_until

    fn sleep_until(&self, deadline: Instant) -> Answer {
        let deadline = monotonic(deadline);
        // SAFETY: as in `try_lock`; the deadline outlives the call, which retries after signals.
        Answer::from_code(unsafe {
            pthread_mutex_clocklock(self.0.get(), libc::CLOCK_MONOTONIC, &deadline)
        })
    }

    /// To be called by the owner after `OwnerDied`: what the mutex guards is in order again.
    pub(crate) fn make_consistent(&self) {
        // SAFETY: as in `try_lock`.
        let code = unsafe { libc::pthread_mutex_consistent(self.0.get()) };
        assert_eq!(code, 0, "pthread_mutex_consistent, called by one who had no need to");
    }

    /// Frees it. After `OwnerDied`, `make_consistent` must come first: without it glibc gives the
    /// mutex up for good (`ENOTRECOVERABLE`), and its trylock then leaves it locked (2.36 does).
    #[inline]
    pub(crate) fn unlock(&self) {
        // SAFETY: as in `try_lock`.
        let code = unsafe { libc::pthread_mutex_unlock(self.0.get()) };
        assert_eq!(code, 0, "a lock was unlocked by a thread that does not own it");
    }
}

/// The converter for functions that return an error's number, or 0.
fn check(code: c_int) -> io::Result<()> {
    if code == 0 { Ok(()) } else { Err(io::Error::from_raw_os_error(code)) }
}

/// The converter for functions that return -1 and leave the error's number in `errno`.
fn check_errno(answer: i64) -> io::Result<i64> {
    if answer == -1 { Err(io::Error::last_os_error()) } else { Ok(answer) }
}

// ANCHOR: futex
/// `FUTEX_WAIT_BITSET`, which takes a moment and not a span, and no `FUTEX_PRIVATE_FLAG`,
/// so that the kernel looks for the word by its memory and not by this process's address.
pub(crate) fn futex_wait(
    word: &AtomicU32,
    expected: u32,
    deadline: Option<Instant>,
) -> io::Result<()> {
    let deadline = deadline.map(monotonic);
    let deadline: *const libc::timespec = deadline.as_ref().map_or(ptr::null(), ptr::from_ref);
    let unused = ptr::null::<u32>();
    let every = libc::FUTEX_BITSET_MATCH_ANY;
    let call = libc::SYS_futex;
    // SAFETY: the word lives while borrowed, and the deadline is null or lives in this frame.
    let answer = unsafe {
        libc::syscall(
            call,
            word.as_ptr(),
            libc::FUTEX_WAIT_BITSET,
            expected,
            deadline,
            unused,
            every,
        )
    };
    check_errno(answer).map(drop)
}

/// `FUTEX_WAKE`: how many were woken, at most `count`.
pub(crate) fn futex_wake(word: &AtomicU32, count: u32) -> io::Result<i64> {
    let count = i32::try_from(count).unwrap_or(i32::MAX);
    // SAFETY: the kernel takes the address as a name and touches nothing there.
    check_errno(unsafe {
        libc::syscall(libc::SYS_futex, word.as_ptr(), libc::FUTEX_WAKE, count)
    })
}
// ANCHOR_END: futex

/// The moment `deadline` as `CLOCK_MONOTONIC` has it: `Instant` keeps its own to itself.
fn monotonic(deadline: Instant) -> libc::timespec {
    let left = deadline.saturating_duration_since(Instant::now());
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: it writes the time that it is given room for; this clock exists everywhere.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &mut now) };
    let now = Duration::new(now.tv_sec.cast_unsigned(), now.tv_nsec as u32);
    let then = now.saturating_add(left);
    let seconds = i64::try_from(then.as_secs()).unwrap_or(i64::MAX);
    libc::timespec { tv_sec: seconds, tv_nsec: then.subsec_nanos().into() }
}

/// `CLOCK_MONOTONIC_COARSE` in nanoseconds.
#[inline]
pub(crate) fn coarse_clock() -> u64 {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: it writes the time that it is given room for; this clock exists everywhere.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC_COARSE, &mut now) };
    now.tv_sec.cast_unsigned() * 1_000_000_000 + now.tv_nsec.cast_unsigned()
}

/// A descriptor for the process `pid` (`pidfd_open(2)`), which never comes to mean another one.
pub(crate) fn pidfd_open(pid: u32) -> io::Result<OwnedFd> {
    // SAFETY: two integers in, one out.
    let fd = check_errno(unsafe { libc::syscall(libc::SYS_pidfd_open, pid, 0) })?;
    let fd = c_int::try_from(fd).expect("a descriptor fits an int");
    // SAFETY: the kernel has just made it for us.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// Waits until the process behind `pidfd` has ended, as a zombie too, or `deadline` has passed.
pub(crate) fn ended_by(pidfd: &OwnedFd, deadline: Instant) -> io::Result<bool> {
    let left = deadline.saturating_duration_since(Instant::now());
    let seconds = i64::try_from(left.as_secs()).unwrap_or(i64::MAX);
    let left = libc::timespec { tv_sec: seconds, tv_nsec: left.subsec_nanos().into() };
    let mut poll = libc::pollfd { fd: pidfd.as_raw_fd(), events: libc::POLLIN, revents: 0 };
    // SAFETY: one pollfd, as the count says; it and the time live in this frame.
    let ready = check_errno(unsafe { libc::ppoll(&mut poll, 1, &left, ptr::null()) }.into())?;
    Ok(ready > 0)
}

/// Has `forget` called in every child that this process forks, before anything else of ours.
pub(crate) fn in_every_child(forget: extern "C" fn()) {
    // SAFETY: `forget` is a plain function, and glibc calls it on the child's only thread.
    let code = unsafe { libc::pthread_atfork(None, None, Some(as_c(forget))) };
    assert_eq!(code, 0, "pthread_atfork: out of memory");
}

/// The same function under the type that the libc crate asks for.
fn as_c(function: extern "C" fn()) -> unsafe extern "C" fn() {
    function
}
