//! Asks, and then waits for as long as it takes.
//!
//! The check says: not come back in time, and was ended, while it was ending two children, of which the first catches SIGTERM and stays

use std::io;
use std::process::ExitStatus;
use std::time::Duration;

use exercises::checks::ask_then_insist;
use process::Process;

pub fn end_all(children: Vec<Process>, _grace: Duration) -> io::Result<Vec<ExitStatus>> {
    for child in &children {
        child.terminate()?;
    }
    children.into_iter().map(Process::join).collect()
}

fn main() {
    exercises::check("ask_then_insist", ask_then_insist::check, end_all);
}
