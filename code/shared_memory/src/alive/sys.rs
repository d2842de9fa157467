//! What the compiler cannot check about the question of life: two system calls and a fork handler.
//!
//! What leaves this file is safe to call in any order, from any thread.
#![expect(
    unsafe_code,
    reason = "futex, the clock of another process and pthread_atfork have no face in std"
)]

use std::io;
use std::ptr;

/// What the kernel says of a process's number, asked in ways that need no descriptor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Number {
    /// No process has it. (A thread may have: of its numbers only the first is the process's.)
    Free,
    /// The main thread of the process that has it has ended: a zombie, or about to be one.
    Ended,
    /// The process that has it runs.
    Taken,
    /// The kernel would not say.
    Unanswered,
}

// ANCHOR: ask
pub(crate) fn ask(pid: u32) -> Number {
    if no_process_has(pid) {
        return Number::Free;
    }
    match try_lock_of(pid).map_err(|error| error.raw_os_error()) {
        Ok(()) | Err(Some(libc::ESRCH)) => Number::Ended,
        Err(Some(libc::EAGAIN | libc::EDEADLK)) => Number::Taken,
        Err(_) => Number::Unanswered,
    }
}

/// Whether the kernel says that a thread with this number runs.
pub(crate) fn a_thread_runs(tid: u32) -> bool {
    let answer = try_lock_of(tid).map_err(|error| error.raw_os_error());
    matches!(answer, Err(Some(libc::EAGAIN | libc::EDEADLK)))
}

/// Every process has a clock that counts its work, until it is reaped (`clock_getcpuclockid(3)`).
/// The number of a thread that is not the main thread of its process names no such clock.
fn no_process_has(pid: u32) -> bool {
    const PROCESS_CPU_TIME: i32 = 2; // CPUCLOCK_SCHED of the kernel's posix-timers.h
    let clock = (!pid.cast_signed()) << 3 | PROCESS_CPU_TIME;
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: it writes the time that it is given room for.
    let answer = unsafe { libc::clock_gettime(clock, &mut time) };
    answer == -1 && io::Error::last_os_error().raw_os_error() == Some(libc::EINVAL)
}

/// Tries to take a lock whose word says that the thread `tid` has it (`FUTEX_TRYLOCK_PI`). The
/// kernel is to lend this owner a priority, and so has to find it: ESRCH if there is no such
/// thread, or it has ended; EAGAIN if it runs; EDEADLK if it is the caller; and the lock itself
/// if it ends just now. The lock is this frame's, and the thread named hears nothing of it.
///
/// `FUTEX_PRIVATE_FLAG` would say that the owner is a thread of this process.
fn try_lock_of(tid: u32) -> io::Result<()> {
    let mut word = tid;
    let no_time = ptr::null::<libc::timespec>();
    // SAFETY: the word lives in this frame until the call returns, and is not used after it.
    let answer = unsafe {
        libc::syscall(libc::SYS_futex, &raw mut word, libc::FUTEX_TRYLOCK_PI, 0, no_time)
    };
    if answer == -1 { Err(io::Error::last_os_error()) } else { Ok(()) }
}
// ANCHOR_END: ask

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
