//! What the compiler cannot check about the wait: `futex(2)`, which std does not have.
//!
//! What leaves this file is safe to call in any order, from any thread.
#![expect(unsafe_code, reason = "futex is a system call without a face in std")]

use std::sync::atomic::AtomicU32;
use std::time::Instant;
use std::{io, ptr};

use crate::clock::monotonic;

// ANCHOR: futex
/// `FUTEX_WAIT_BITSET`, which takes a moment and not a span, and no `FUTEX_PRIVATE_FLAG`,
/// so that the kernel looks for the word by its memory and not by this process's address.
pub(crate) fn futex_wait(
    word: &AtomicU32,
    expected: u32,
    deadline: Option<Instant>,
) -> io::Result<()> {
    let deadline = deadline.map(monotonic);
    let deadline: *const libc::timespec = deadline.as_ref().map_or(ptr::null(), ptr::from_ref);
    let unused = ptr::null::<u32>();
    let every = libc::FUTEX_BITSET_MATCH_ANY;
    let call = libc::SYS_futex;
    // SAFETY: the word lives while borrowed, and the deadline is null or lives in this frame.
    let answer = unsafe {
        libc::syscall(
            call,
            word.as_ptr(),
            libc::FUTEX_WAIT_BITSET,
            expected,
            deadline,
            unused,
            every,
        )
    };
    check_errno(answer).map(drop)
}

/// `FUTEX_WAKE`: how many were woken, at most `count`.
pub(crate) fn futex_wake(word: &AtomicU32, count: u32) -> io::Result<i64> {
    let count = i32::try_from(count).unwrap_or(i32::MAX);
    // SAFETY: the kernel takes the address as a name and touches nothing there.
    check_errno(unsafe {
        libc::syscall(libc::SYS_futex, word.as_ptr(), libc::FUTEX_WAKE, count)
    })
}
// ANCHOR_END: futex

/// The converter for functions that return -1 and leave the error's number in `errno`.
fn check_errno(answer: i64) -> io::Result<i64> {
    if answer == -1 { Err(io::Error::last_os_error()) } else { Ok(answer) }
}
