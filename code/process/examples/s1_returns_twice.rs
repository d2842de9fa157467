//! The system call itself. It is called once and returns twice.
#![expect(unsafe_code, reason = "the bare system call is what this step shows")]

use std::io;
use std::ptr;

// ANCHOR: main
fn main() {
    println!("one process so far");
    // SAFETY: this program has one thread, so the child lacks nothing.
    match unsafe { libc::fork() } {
        -1 => panic!("fork: {}", io::Error::last_os_error()),
        0 => println!("child: fork gave me 0"),
        child => {
            wait_for(child);
            println!("parent: fork gave me the pid of my child");
        }
    }
    println!("the last line of main");
}
// ANCHOR_END: main

fn wait_for(child: libc::pid_t) {
    // SAFETY: `waitpid(2)` accepts a null pointer for the status that is not wanted.
    unsafe { libc::waitpid(child, ptr::null_mut(), 0) };
}
