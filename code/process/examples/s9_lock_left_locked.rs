//! The raw fork beside a second thread: the child inherits a locked lock, and no thread that would
//! unlock it.
#![expect(
    unsafe_code,
    reason = "spawn refuses what this step shows: a fork beside a second thread"
)]

use std::io;
use std::ptr;
use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

static LEDGER: Mutex<u32> = Mutex::new(0);

// ANCHOR: main
fn main() {
    let (locked, is_locked) = mpsc::channel();
    let (forked, is_forked) = mpsc::channel();
    let clerk = thread::spawn(move || {
        let _guard = LEDGER.lock().unwrap();
        locked.send(()).unwrap();
        is_forked.recv().unwrap();
    });

    is_locked.recv().unwrap();
    let child = fork_a_child_that_locks();
    forked.send(()).unwrap();
    clerk.join().unwrap();

    println!("parent: the ledger says {}", LEDGER.lock().unwrap());
    if !ends_within(child, Duration::from_millis(500)) {
        println!("child: still waiting for the lock; killed");
    }
}
// ANCHOR_END: main

// ANCHOR: fork
fn fork_a_child_that_locks() -> libc::pid_t {
    // SAFETY: none. A second thread runs: this is the mistake that the program is about.
    let returned = unsafe { libc::fork() };
    if returned == 0 {
        println!("child: the ledger says {}", LEDGER.lock().unwrap());
        std::process::exit(0);
    }
    assert!(returned != -1, "fork: {}", io::Error::last_os_error());
    returned
}
// ANCHOR_END: fork

/// Whether the child ends in time; if not, it is killed.
fn ends_within(child: libc::pid_t, limit: Duration) -> bool {
    let deadline = Instant::now() + limit;
    while Instant::now() < deadline {
        // SAFETY: `waitpid(2)` accepts a null pointer for the status that is not wanted.
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
