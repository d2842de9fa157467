//! Sleeping until another process changes a word (`futex(2)`).
//!
//! The word lies in shared memory. A waiter says which value made it want to sleep,
//! and the kernel looks once more before it lets it: a change that comes between the
//! waiter's own look and its sleep is not missed. The process that changes the word wakes.
//!
//! The kernel forgets a waiter that is killed; there is nothing to clean up after it. A
//! *waker* that is killed between its change and its `wake` leaves the others asleep,
//! so code that waits for a process that can die waits with a deadline and looks again.

use std::io;
use std::sync::atomic::AtomicU32;
use std::time::Instant;

mod sys;

// ANCHOR: wait
/// Sleeps while `word` is `expected`, until a wake comes or `deadline` passes.
///
/// Returns `false` when the deadline passed, and `true` otherwise: woken, or the word
/// had another value from the start, or a signal came, or for no reason at all. So
/// look at the word again, and call again if it still says `expected`.
///
/// The deadline is on the monotonic clock; `None` waits for as long as it takes.
#[must_use = "only the word itself says whether the wait is over"]
pub fn wait(word: &AtomicU32, expected: u32, deadline: Option<Instant>) -> bool {
    match sys::futex_wait(word, expected, deadline) {
        Ok(()) => true,
        Err(error) => match error.kind() {
            io::ErrorKind::TimedOut => false,
            io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted => true,
            _ => panic!("futex wait: {error}"),
        },
    }
}

/// Wakes at most `count` of those who sleep on `word`, in any process.
///
/// Returns how many it woke. The word must have been changed before.
pub fn wake(word: &AtomicU32, count: u32) -> u32 {
    let woken =
        sys::futex_wake(word, count).unwrap_or_else(|error| panic!("futex wake: {error}"));
    u32::try_from(woken).expect("the kernel wakes no more than it was asked to")
}
// ANCHOR_END: wait
