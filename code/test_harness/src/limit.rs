//! How long a test may run, and how often it tries.

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

/// How often to do what is left to chance: `usual` times, or by the factor in the variable
/// `TEST_ROUNDS` more or less often. `TEST_ROUNDS=10` is for a long look, `TEST_ROUNDS=0.02` for where a
/// fork takes long: under valgrind or a sanitizer.
///
/// # Panics
///
/// If the variable is not a number.
#[must_use]
pub fn rounds(usual: u32) -> u32 {
    let factor = match std::env::var("TEST_ROUNDS") {
        Ok(factor) => factor.parse().expect("TEST_ROUNDS is a number"),
        Err(_) => 1.0,
    };
    (f64::from(usual) * factor).ceil() as u32
}
