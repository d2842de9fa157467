//! What the tests ask of the kernel beyond the crate: signals that arrive, and a limit.
#![expect(unsafe_code, reason = "handlers, timers and limits have no safe face in std")]

use std::io;
use std::ptr;

/// From now on a signal with a handler that does nothing arrives every millisecond, and
/// interrupts whatever system call it meets (no SA_RESTART).
pub fn be_interrupted_every_millisecond() {
    extern "C" fn nothing(_signal: libc::c_int) {}
    // SAFETY: all zeroes is a sigaction without flags and with an empty mask.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    action.sa_sigaction = nothing as *const () as libc::sighandler_t;
    // SAFETY: the handler is async-signal-safe: it does nothing.
    check(unsafe { libc::sigaction(libc::SIGALRM, &action, ptr::null_mut()) });
    let every = libc::timeval { tv_sec: 0, tv_usec: 1000 };
    let timer = libc::itimerval { it_interval: every, it_value: every };
    // SAFETY: `timer` lives until the call returns; the old one is not wanted.
    check(unsafe { libc::setitimer(libc::ITIMER_REAL, &timer, ptr::null_mut()) });
}

/// What `attempt` returns while the kernel refuses every further mapping. The limit ends with the
/// attempt: what comes after needs memory, and how much of it the heap still has is chance.
pub fn without_addresses<T>(attempt: impl FnOnce() -> T) -> T {
    let usual = limit(libc::RLIMIT_AS, 0);
    let returned = attempt();
    limit(libc::RLIMIT_AS, usual);
    returned
}

/// How many descriptors this process, and each child from now on, may have open. Returns how many it
/// was.
pub fn allow_descriptors(count: usize) -> usize {
    limit(libc::RLIMIT_NOFILE, count as u64) as usize
}

fn limit(resource: libc::__rlimit_resource_t, most: u64) -> u64 {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: `limit` is ours to write until the call returns.
    check(unsafe { libc::getrlimit(resource, &mut limit) });
    let usual = std::mem::replace(&mut limit.rlim_cur, most);
    // SAFETY: `limit` lives until the call returns.
    check(unsafe { libc::setrlimit(resource, &limit) });
    usual
}

fn check(returned: i32) {
    assert_ne!(returned, -1, "{}", io::Error::last_os_error());
}
