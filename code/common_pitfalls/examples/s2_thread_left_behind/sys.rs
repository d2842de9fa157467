//! The bare fork beside a thread, and a wait for its child.
#![expect(
    unsafe_code,
    reason = "spawn refuses what this step shows: a fork beside a second thread"
)]

use std::io;
use std::ptr;
use std::thread;
use std::time::{Duration, Instant};

// ANCHOR: fork
pub fn fork_beside_a_thread(work: impl FnOnce()) -> libc::pid_t {
    // SAFETY: none. A second thread runs: this is the mistake that the program is about.
    let returned = unsafe { libc::fork() };
    if returned == 0 {
        work();
        std::process::exit(0);
    }
    assert!(returned != -1, "fork: {}", io::Error::last_os_error());
    returned
}
// ANCHOR_END: fork

/// Whether the child ends in time; if not, it is killed.
pub fn ends_within(child: libc::pid_t, limit: Duration) -> bool {
    let deadline = Instant::now() + limit;
    while Instant::now() < deadline {
        // SAFETY: `waitpid(2)` accepts a null pointer for a status that is not wanted.
        if unsafe { libc::waitpid(child, ptr::null_mut(), libc::WNOHANG) } != 0 {
            return true;
        }
        thread::sleep(Duration::from_millis(1));
    }
    // SAFETY: `kill(2)` takes two numbers; the child was not waited for, so the pid is its own.
    unsafe { libc::kill(child, libc::SIGKILL) };
    // SAFETY: as above.
    unsafe { libc::waitpid(child, ptr::null_mut(), 0) };
    false
}
