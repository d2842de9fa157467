//! Sleeps for all of the limit and looks then, also when every child has ended at once.
//!
//! The check says: not come back in time, and was ended, while it waited for five children that had ended
//!
//! It expects: when all children have ended, it comes back

use std::io;
use std::process::ExitStatus;
use std::thread;
use std::time::Duration;

use exercises::checks::one_deadline::{self, Child};

pub fn join_all(
    children: &mut [Child],
    limit: Duration,
) -> io::Result<Vec<Option<ExitStatus>>> {
    thread::sleep(limit);
    children.iter_mut().map(|child| child.join_timeout(Duration::ZERO)).collect()
}

fn main() {
    exercises::check("one_deadline", one_deadline::check, join_all);
}
