//! One deadline for all.
//!
//! Five children work, and together they may take `limit`. This function gives the limit to each of them, one after the other,
//! so that five children that do not end take five times as long. Fix it.
//!
//! You get: `Child`, a process whose only method is `join_timeout`. It works as that of `Process`.
//!
//! Return a status for each child that has ended within the limit, and `None` for each that has not. Come back as soon as all have
//! ended, and wait meanwhile: do not ask again and again.
//!
//! Check it with
//!
//!     cargo test -p exercises --test one_deadline

use std::io;
use std::process::ExitStatus;
use std::time::Duration;

use exercises::checks::one_deadline::{self, Child};

pub fn join_all(
    children: &mut [Child],
    limit: Duration,
) -> io::Result<Vec<Option<ExitStatus>>> {
    let mut statuses = Vec::new();
    for child in children {
        statuses.push(child.join_timeout(limit)?);
    }
    Ok(statuses)
}

fn main() {
    exercises::check("one_deadline", one_deadline::check, join_all);
}
