//! Returns the statuses in the order in which the children ended.
//!
//! The check says: exit status: 0, signal: 9 (SIGKILL), when of two children the first stays
//!
//! It expects: in the order of the children

use std::io;
use std::process::ExitStatus;
use std::thread;
use std::time::{Duration, Instant};

use exercises::checks::ask_then_insist;
use process::Process;

pub fn end_all(mut children: Vec<Process>, grace: Duration) -> io::Result<Vec<ExitStatus>> {
    for child in &children {
        child.terminate()?;
    }
    let end = Instant::now() + grace;
    let mut statuses = Vec::new();
    while Instant::now() < end && !children.is_empty() {
        for mut child in std::mem::take(&mut children) {
            match child.try_join()? {
                Some(status) => statuses.push(status),
                None => children.push(child),
            }
        }
        thread::sleep(Duration::from_millis(1));
    }
    for child in children {
        child.kill()?;
        statuses.push(child.join()?);
    }
    Ok(statuses)
}

fn main() {
    exercises::check("ask_then_insist", ask_then_insist::check, end_all);
}
