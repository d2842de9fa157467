//! Asks every child in turn until the time is over, and keeps a core busy with that.
//!
//! The check says: child 0 was given only 0ns
//!
//! It expects: the function waits, and does not ask again and again

use std::io;
use std::process::ExitStatus;
use std::time::{Duration, Instant};

use exercises::checks::one_deadline::{self, Child};

pub fn join_all(
    children: &mut [Child],
    limit: Duration,
) -> io::Result<Vec<Option<ExitStatus>>> {
    let end = Instant::now() + limit;
    let mut statuses = vec![None; children.len()];
    while Instant::now() < end && statuses.contains(&None) {
        for (child, status) in children.iter_mut().zip(&mut statuses) {
            if status.is_none() {
                *status = child.join_timeout(Duration::ZERO)?;
            }
        }
    }
    Ok(statuses)
}

fn main() {
    exercises::check("one_deadline", one_deadline::check, join_all);
}
