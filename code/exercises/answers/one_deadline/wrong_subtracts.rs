//! Subtracts the time that has passed from the limit, which panics once more has passed.
//!
//! The check says: "overflow when subtracting durations"
//!
//! It expects: also when nothing is left of the limit

use std::io;
use std::process::ExitStatus;
use std::time::{Duration, Instant};

use exercises::checks::one_deadline::{self, Child};

pub fn join_all(
    children: &mut [Child],
    limit: Duration,
) -> io::Result<Vec<Option<ExitStatus>>> {
    let begun = Instant::now();
    let mut statuses = Vec::new();
    for child in children {
        statuses.push(child.join_timeout(limit - begun.elapsed())?);
    }
    Ok(statuses)
}

fn main() {
    exercises::check("one_deadline", one_deadline::check, join_all);
}
