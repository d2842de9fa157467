//! The bare fork and a panic: it unwinds through the frames of the parent, in the child.
#![expect(unsafe_code, reason = "the bare system call is what this step shows")]

use std::io;
use std::panic;
use std::process::exit;
use std::ptr;

// ANCHOR: main
fn main() {
    let parent = std::process::id();
    let _folder = Folder { parent };
    let _ = panic::catch_unwind(|| in_a_child(|| panic!("no more milk")));
    println!("{}: on with the program", name(parent));
}

/// Runs `work` in a child, which then ends: unless it panics.
fn in_a_child(work: impl FnOnce()) {
    // SAFETY: this program has one thread, so the child lacks nothing.
    match unsafe { libc::fork() } {
        -1 => panic!("fork: {}", io::Error::last_os_error()),
        0 => {
            work();
            exit(0)
        }
        child => wait_for(child),
    }
}

struct Folder {
    parent: u32,
}

impl Drop for Folder {
    fn drop(&mut self) {
        println!("{}: removing the folder", name(self.parent));
    }
}
// ANCHOR_END: main

fn name(parent: u32) -> &'static str {
    if std::process::id() == parent { "parent" } else { "child" }
}

fn wait_for(child: libc::pid_t) {
    // SAFETY: `waitpid(2)` accepts a null pointer for the status that is not wanted.
    unsafe { libc::waitpid(child, ptr::null_mut(), 0) };
}
