//! What the compiler cannot check about the lock: glibc's robust mutex, where it lies.
//!
//! What leaves this file is safe to call in any order, from any thread.
#![expect(unsafe_code, reason = "robust mutexes are a C interface")]

use std::cell::UnsafeCell;
use std::ffi::c_int;
use std::io;
use std::mem::MaybeUninit;
use std::sync::atomic::{AtomicU8, AtomicU64};
use std::time::{Duration, Instant};

use crate::clock::monotonic;
use crate::shared::Shareable;

// ANCHOR: page
/// What a lock has in shared memory. It fits one line of the cache.
pub(crate) struct Page {
    pub(crate) mutex: RobustMutex,
    /// Whose guard is out: the bits of an [`Identity`](crate::alive::Identity), or 0. The
    /// highest bit says that what the lock protects was lent.
    ///
    /// | word | mutex | meaning |
    /// |---|---|---|
    /// | 0 | free | free |
    /// | 0 | taken | the owner is in `lock` or in the guard's drop |
    /// | P, lent | taken | P has a guard, or leaked one |
    /// | P | taken | P makes a new copy of what the lock protects: the old one is whole |
    /// | either | dead owner | P ended, or only its thread did |
    /// | either | free | P's thread ended, and of P itself no process could find out yet |
    ///
    /// Only the mutex's owner writes it, after taking and before releasing.
    pub(crate) owner: AtomicU64,
    /// What is known of the owners so far; `lock.rs` has the values.
    pub(crate) health: AtomicU8,
    /// For the code that has the room behind the page.
    pub(crate) turn: AtomicU8,
}
// ANCHOR_END: page

// SAFETY: the page of a lock is its four fields.
unsafe impl Shareable for Page {}

/// What a robust mutex answers to a thread that wants it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Answer {
    /// It is the caller's now.
    Taken,
    /// It is the caller's, and its last owner ended while holding it (`EOWNERDEAD`).
    OwnerDied,
    /// Another thread has it (`EBUSY`).
    Held,
    /// Another thread still had it when the time was up (`ETIMEDOUT`).
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

/// The longest sleep of a thread that waits for a mutex.
const GET_UP_AFTER: Duration = Duration::from_millis(20);

// ANCHOR: robust_mutex
/// glibc's mutex, process-shared, robust and error-checking, to be used where it lies.
#[repr(transparent)]
pub(crate) struct RobustMutex(UnsafeCell<libc::pthread_mutex_t>);

// SAFETY: a mutex is made for calls from many threads, and only its own functions touch it.
unsafe impl Sync for RobustMutex {}
// SAFETY: it holds a thread's number, which is one for all processes, and glibc's robust
// list holds addresses, but each process only those of its own; the kernel marks a dead
// owner's word. It has no drop glue: `pthread_mutex_destroy` would end it for all processes.
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
        // SAFETY: `&mut self`: no other thread has locked it or can see it.
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
    /// Waits for it, in short sleeps. `pthread_mutex_lock` sleeps until it is woken, and an unlock
    /// wakes *one* sleeper. If that sleeper is killed before it has taken the mutex, while a third
    /// thread takes it, then the word no longer says that others wait, and they sleep on.
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
        assert_eq!(code, 0, "pthread_mutex_consistent, called without need");
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
