//! How long a test may run.

use std::time::Duration;

/// The limit of a test where `main!` names none.
pub const LIMIT: Duration = Duration::from_secs(60);

/// A limit as this machine needs it: as many times as long as the variable `TEST_PATIENCE` says, on
/// one that is emulated, say.
///
/// # Panics
///
/// If the variable is not a whole number.
#[must_use]
pub fn patient(limit: Duration) -> Duration {
    match std::env::var("TEST_PATIENCE") {
        Ok(times) => limit * times.parse().expect("TEST_PATIENCE is a whole number"),
        Err(_) => limit,
    }
}
