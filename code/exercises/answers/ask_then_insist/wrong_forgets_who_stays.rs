//! Leaves a child behind that does not end, and says that it was killed.
//!
//! The check says: of its processes behind

use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::time::{Duration, Instant};

use exercises::checks::ask_then_insist;
use process::Process;

pub fn end_all(children: Vec<Process>, grace: Duration) -> io::Result<Vec<ExitStatus>> {
    for child in &children {
        child.terminate()?;
    }
    let end = Instant::now() + grace;
    let mut statuses = Vec::new();
    for mut child in children {
        let left = end.saturating_duration_since(Instant::now());
        let status = child.join_timeout(left)?;
        if status.is_none() {
            std::mem::forget(child);
        }
        statuses.push(status.unwrap_or(ExitStatus::from_raw(9)));
    }
    Ok(statuses)
}

fn main() {
    exercises::check("ask_then_insist", ask_then_insist::check, end_all);
}
