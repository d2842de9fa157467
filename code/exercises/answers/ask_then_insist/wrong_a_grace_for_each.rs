//! Gives each child the whole grace period, one after the other.
//!
//! The check says: four children that stay were waited for as long as four times
//!
//! It expects: the grace period is one for all

use std::io;
use std::process::ExitStatus;
use std::time::Duration;

use exercises::checks::ask_then_insist;
use process::Process;

pub fn end_all(children: Vec<Process>, grace: Duration) -> io::Result<Vec<ExitStatus>> {
    for child in &children {
        child.terminate()?;
    }
    let mut statuses = Vec::new();
    for mut child in children {
        if child.join_timeout(grace)?.is_none() {
            child.kill()?;
        }
        statuses.push(child.join()?);
    }
    Ok(statuses)
}

fn main() {
    exercises::check("ask_then_insist", ask_then_insist::check, end_all);
}
