use std::time::{Duration, Instant};

/// How long an operation may wait, on the monotonic clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Limit {
    /// Not at all.
    Now,
    At(Instant),
    Never,
}

impl Limit {
    /// A time too far away to be written down is no limit at all.
    pub(crate) fn after(timeout: Duration) -> Self {
        Instant::now().checked_add(timeout).map_or(Limit::Never, Limit::At)
    }

    pub(crate) fn passed(self, now: Instant) -> bool {
        match self {
            Limit::Now => true,
            Limit::At(limit) => now >= limit,
            Limit::Never => false,
        }
    }

    /// The limit, or `moment` if that comes first.
    pub(crate) fn or_sooner(self, moment: Instant) -> Instant {
        match self {
            Limit::At(limit) => limit.min(moment),
            Limit::Now | Limit::Never => moment,
        }
    }
}
