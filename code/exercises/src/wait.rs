use std::thread;
use std::time::{Duration, Instant};

/// A limit as this machine needs it: as many times as long as the variable `TEST_PATIENCE` says.
#[must_use]
pub fn patient(limit: Duration) -> Duration {
    let times = std::env::var("TEST_PATIENCE").ok().and_then(|times| times.parse().ok());
    limit * times.unwrap_or(1)
}

/// Waits until something holds, and says whether it did within the limit.
pub fn until(limit: Duration, mut holds: impl FnMut() -> bool) -> bool {
    let end = Instant::now() + patient(limit);
    while !holds() {
        if Instant::now() > end {
            return false;
        }
        thread::sleep(Duration::from_millis(1));
    }
    true
}
