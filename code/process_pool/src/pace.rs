use std::time::Duration;

// ANCHOR: limits
/// What a tray should take its worker: long against the microseconds that a ring costs, short
/// against what a caller notices.
const AIM: Duration = Duration::from_millis(1);

/// A tray does not grow more than this much beyond one that was measured.
const GROWTH: usize = 8;

/// Some 200 KiB of numbers, which a core's cache holds, and long against waking a core that sleeps.
const MOST: usize = 16_384;
// ANCHOR_END: limits

// ANCHOR: pace
/// How many tasks go onto the next tray. It begins at one, so that ten long tasks spread evenly,
/// and follows what the trays really took, so that a million short ones share the cost of a ring.
#[derive(Debug)]
pub(crate) struct Pace(usize);

impl Pace {
    pub(crate) fn new() -> Self {
        Pace(1)
    }

    pub(crate) fn tasks(&self) -> usize {
        self.0
    }

    /// A worker took `busy` for `tasks` tasks.
    pub(crate) fn learn(&mut self, tasks: usize, busy: Duration) {
        let nanos = busy.as_nanos().max(1);
        let ideal = tasks as u128 * AIM.as_nanos() / nanos;
        let ideal = usize::try_from(ideal).unwrap_or(MOST).clamp(1, MOST);
        if tasks > 0 && ideal < self.0 {
            self.0 = ideal;
        } else {
            self.0 = self.0.max(ideal.min(tasks * GROWTH));
        }
    }
}
// ANCHOR_END: pace

/// A lazy call takes inputs for this many trays for each worker beyond the results it has given.
const TRAYS_AHEAD: usize = 4;

/// How many inputs a call takes ahead of the results that its caller has taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ahead {
    /// All that there are: the caller waits for the last result.
    All,
    /// A few trays for each worker.
    Trays,
    /// So many.
    Inputs(usize),
}

impl Ahead {
    /// Whether the caller takes results one by one.
    pub(crate) fn is_lazy(self) -> bool {
        self != Ahead::All
    }

    pub(crate) fn inputs(self, workers: usize, pace: &Pace) -> usize {
        match self {
            Ahead::All => usize::MAX,
            Ahead::Trays => TRAYS_AHEAD * workers * pace.tasks(),
            Ahead::Inputs(count) => count,
        }
    }
}
