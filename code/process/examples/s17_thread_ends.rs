//! PR_SET_PDEATHSIG means the thread that forked, not its process.
#![expect(
    unsafe_code,
    reason = "spawn refuses to fork on a second thread, which this step shows"
)]

use std::io::{self, Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::thread;

// ANCHOR: main
fn main() {
    let child = thread::spawn(fork_a_child_that_dies_with_its_parent).join().unwrap();
    println!("the thread that forked has ended, its process goes on");
    println!("the child: {}", wait_for(child));
}

fn fork_a_child_that_dies_with_its_parent() -> libc::pid_t {
    let (mut arranged, mut tell) = io::pipe().unwrap();
    // SAFETY: a second thread runs, so the child makes nothing but system calls.
    let returned = unsafe { libc::fork() };
    if returned == 0 {
        // SAFETY: PR_SET_PDEATHSIG reads one number.
        unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL) };
        let _ = tell.write_all(b"!");
        wait_for_a_signal();
    }
    assert!(returned != -1, "fork: {}", io::Error::last_os_error());
    arranged.read_exact(&mut [0]).unwrap();
    returned
}
// ANCHOR_END: main

fn wait_for_a_signal() -> ! {
    loop {
        // SAFETY: `pause(2)` takes nothing.
        unsafe { libc::pause() };
    }
}

fn wait_for(child: libc::pid_t) -> ExitStatus {
    let mut status = 0;
    // SAFETY: `status` is ours to write until the call returns.
    unsafe { libc::waitpid(child, &mut status, 0) };
    ExitStatus::from_raw(status)
}
