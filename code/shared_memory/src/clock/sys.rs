//! What the compiler cannot check about the clocks: `clock_gettime(2)`.
//!
//! What leaves this file is safe to call in any order, from any thread.
#![expect(unsafe_code, reason = "clock_gettime is a C interface")]

use std::time::{Duration, Instant};

/// The moment `deadline` as `CLOCK_MONOTONIC` has it: `Instant` keeps its own to itself.
pub(crate) fn monotonic(deadline: Instant) -> libc::timespec {
    let left = deadline.saturating_duration_since(Instant::now());
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: it writes the time that it is given room for; this clock exists everywhere.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &mut now) };
    let now = Duration::new(now.tv_sec.cast_unsigned(), now.tv_nsec as u32);
    let then = now.saturating_add(left);
    let seconds = i64::try_from(then.as_secs()).unwrap_or(i64::MAX);
    libc::timespec { tv_sec: seconds, tv_nsec: then.subsec_nanos().into() }
}

/// `CLOCK_MONOTONIC_COARSE` in nanoseconds.
#[inline]
pub(crate) fn coarse_clock() -> u64 {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: it writes the time that it is given room for; this clock exists everywhere.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC_COARSE, &mut now) };
    now.tv_sec.cast_unsigned() * 1_000_000_000 + now.tv_nsec.cast_unsigned()
}
