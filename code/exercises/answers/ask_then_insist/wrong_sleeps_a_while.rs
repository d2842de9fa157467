//! Gives every child a tenth of a second, whatever the grace period is.
//!
//! The check says: a child was killed while it tidied up, within its grace period

use std::io;
use std::process::ExitStatus;
use std::time::Duration;

use exercises::checks::ask_then_insist;
use process::Process;

pub fn end_all(children: Vec<Process>, _grace: Duration) -> io::Result<Vec<ExitStatus>> {
    for child in &children {
        child.terminate()?;
    }
    std::thread::sleep(Duration::from_millis(100));
    for child in &children {
        child.kill()?;
    }
    children.into_iter().map(Process::join).collect()
}

fn main() {
    exercises::check("ask_then_insist", ask_then_insist::check, end_all);
}
