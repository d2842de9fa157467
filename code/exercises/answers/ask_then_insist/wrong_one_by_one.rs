//! Asks the second child only when the first one has ended.
//!
//! The check says: of two children gave up waiting until the other was asked too

use std::io;
use std::process::ExitStatus;
use std::time::Duration;

use exercises::checks::ask_then_insist;
use process::Process;

pub fn end_all(children: Vec<Process>, grace: Duration) -> io::Result<Vec<ExitStatus>> {
    let mut statuses = Vec::new();
    for mut child in children {
        child.terminate()?;
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
