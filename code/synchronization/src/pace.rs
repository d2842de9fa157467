//! How often a process that sleeps gets up and looks for itself.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use shared_memory::Shared;
use shared_memory::alive::tick;

// ANCHOR: pace
/// The first sleep, and the longest one. A process that was killed wakes no other, so those that
/// wait get up now and then: soon at first, and 3 times a second when the wait is long.
const FIRST: Duration = Duration::from_millis(20);
const LONGEST: Duration = Duration::from_millis(320);

/// The sleeps of one wait, which may have a limit.
pub(crate) struct Pace {
    limit: Option<Instant>,
    next: Duration,
}

impl Pace {
    pub(crate) fn endless() -> Self {
        Self { limit: None, next: FIRST }
    }

    /// A limit too far away to be written down is none at all.
    pub(crate) fn within(limit: Duration) -> Self {
        Self { limit: Instant::now().checked_add(limit), next: FIRST }
    }

    pub(crate) fn is_over(&self) -> bool {
        self.limit.is_some_and(|limit| Instant::now() >= limit)
    }

    /// When to get up from the sleep that begins now.
    pub(crate) fn get_up(&mut self) -> Instant {
        let at = Instant::now() + self.next;
        self.next = (self.next * 2).min(LONGEST);
        self.limit.map_or(at, |limit| limit.min(at))
    }
}
// ANCHOR_END: pace

// ANCHOR: rota
/// Whose turn it is to ask who lives: all who wait get up, and one of them looks for all.
pub(crate) struct Rota {
    /// When the last look began, in nanoseconds of the coarse clock.
    last: Shared<AtomicU64>,
    every: u64,
}

impl Rota {
    /// To ask after one process takes some 10 microseconds, so for many of them it is done less
    /// often: after 100 milliseconds, and after 612 for 4,096.
    pub(crate) fn new(processes: usize) -> std::io::Result<Self> {
        let every = Duration::from_millis(100) + Duration::from_micros(125) * processes as u32;
        Ok(Self { last: Shared::new(AtomicU64::new(0))?, every: every.as_nanos() as u64 })
    }

    pub(crate) fn is_my_turn(&self) -> bool {
        let (now, last) = (tick(), self.last.load(Relaxed));
        let is_due = now.saturating_sub(last) >= self.every || last == 0;
        is_due && self.last.compare_exchange(last, now, Relaxed, Relaxed).is_ok()
    }
}
// ANCHOR_END: rota
