//! What a process inherits and std does not touch: signals, their dispositions and mask, timers, open descriptors.
#![expect(
    unsafe_code,
    reason = "sigaction, sigprocmask, setitimer and close_range have no safe face in std"
)]

use std::io;
use std::mem;
use std::ptr;

/// Gives every signal that this process ignores its default disposition again, and blocks none.
///
/// Both are inherited across `exec`: `nohup`, or a script that starts a job in the background,
/// hands on an ignored SIGINT. SIGPIPE stays as Rust's runtime wants it; handlers, such as the
/// runtime's own for a stack overflow, stay too.
pub(crate) fn default_signals() {
    let all = 1..=libc::SIGRTMAX();
    all.filter(|signal| *signal != libc::SIGPIPE && is_ignored(*signal)).for_each(to_default);
    block_none();
}

/// Closes all descriptors but the three standard ones (`close_range(2)`): a script, an editor's terminal or a build tool
/// hands on its own, with numbers as high as it likes. Where the kernel refuses the call, they stay.
pub(crate) fn close_inherited() {
    let (first, last, flags) = (3, libc::c_uint::MAX, 0);
    // SAFETY: the tests have not begun, so no descriptor above the standard ones has an owner in this process.
    unsafe { libc::syscall(libc::SYS_close_range, first, last, flags) };
}

fn is_ignored(signal: i32) -> bool {
    // SAFETY: all zeroes is a sigaction.
    let mut action: libc::sigaction = unsafe { mem::zeroed() };
    // SAFETY: a null action changes nothing; `action` is ours to write until the call returns.
    let asked = unsafe { libc::sigaction(signal, ptr::null(), &mut action) };
    // The C library answers EINVAL for the two signals that it keeps to itself.
    asked == 0 && action.sa_sigaction == libc::SIG_IGN
}

fn to_default(signal: i32) {
    // SAFETY: SIG_DFL is a disposition for every signal that can be ignored.
    let old = unsafe { libc::signal(signal, libc::SIG_DFL) };
    assert_ne!(old, libc::SIG_ERR, "signal {signal}: {}", io::Error::last_os_error());
}

fn block_none() {
    // SAFETY: all zeroes is a set of signals, the empty one with glibc.
    let none: libc::sigset_t = unsafe { mem::zeroed() };
    // SAFETY: the set lives until the call returns; the old one is not asked for.
    let set = unsafe { libc::sigprocmask(libc::SIG_SETMASK, &none, ptr::null_mut()) };
    assert_eq!(set, 0, "sigprocmask: {}", io::Error::last_os_error());
}

/// From now on a signal with a handler that does nothing arrives every millisecond, and
/// interrupts whatever system call it meets (no SA_RESTART).
///
/// # Panics
///
/// If the kernel refuses.
pub fn be_interrupted_every_millisecond() {
    extern "C" fn nothing(_signal: libc::c_int) {}
    // SAFETY: all zeroes is a sigaction without flags and with an empty mask.
    let mut action: libc::sigaction = unsafe { mem::zeroed() };
    action.sa_sigaction = nothing as *const () as libc::sighandler_t;
    // SAFETY: the handler is async-signal-safe: it does nothing.
    check(unsafe { libc::sigaction(libc::SIGALRM, &action, ptr::null_mut()) });
    let every = libc::timeval { tv_sec: 0, tv_usec: 1000 };
    let timer = libc::itimerval { it_interval: every, it_value: every };
    // SAFETY: `timer` lives until the call returns; the old one is not asked for.
    check(unsafe { libc::setitimer(libc::ITIMER_REAL, &timer, ptr::null_mut()) });
}

fn check(returned: i32) {
    assert_ne!(returned, -1, "{}", io::Error::last_os_error());
}
