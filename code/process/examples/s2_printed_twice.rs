//! A fork copies all memory, and with it the text that waits in stdout's buffer.
#![expect(unsafe_code, reason = "the bare system call is what this step shows")]

use std::io;
use std::ptr;

// ANCHOR: main
fn main() {
    print!("printed once: "); // No newline: Rust keeps it until there is one.
    // SAFETY: this program has one thread, so the child lacks nothing.
    match unsafe { libc::fork() } {
        -1 => panic!("fork: {}", io::Error::last_os_error()),
        0 => println!("child"),
        child => {
            wait_for(child);
            println!("parent");
        }
    }
}
// ANCHOR_END: main

fn wait_for(child: libc::pid_t) {
    // SAFETY: `waitpid(2)` accepts a null pointer for the status that is not wanted.
    unsafe { libc::waitpid(child, ptr::null_mut(), 0) };
}
