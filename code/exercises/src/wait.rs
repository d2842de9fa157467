use std::thread;
use std::time::{Duration, Instant};

/// How long a process that waits sleeps between two looks.
const A_TURN: Duration = Duration::from_millis(1);

/// A turn that takes longer was late.
const ON_TIME: Duration = Duration::from_micros(1_250);

/// A limit as this machine needs it: as many times as long as the variable `TEST_PATIENCE` says.
#[must_use]
pub fn patient(limit: Duration) -> Duration {
    let times = std::env::var("TEST_PATIENCE").ok().and_then(|times| times.parse().ok());
    limit * times.unwrap_or(1)
}

/// Waits until something holds, and says whether it did within the limit. What a busy machine is late with does not count:
/// those for whom this process waits come as late to their turns as it does.
pub fn until(limit: Duration, mut holds: impl FnMut() -> bool) -> bool {
    let mut end = Instant::now() + patient(limit);
    while !holds() {
        let now = Instant::now();
        if now > end {
            return false;
        }
        thread::sleep(A_TURN);
        end += now.elapsed().saturating_sub(ON_TIME);
    }
    true
}
