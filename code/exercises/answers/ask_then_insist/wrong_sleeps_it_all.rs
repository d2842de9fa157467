//! Sleeps for the whole grace period, also when every child has ended at once.
//!
//! The check says: your function had not come back in time, and was ended

use std::io;
use std::process::ExitStatus;
use std::time::Duration;

use exercises::checks::ask_then_insist;
use process::Process;

pub fn end_all(children: Vec<Process>, grace: Duration) -> io::Result<Vec<ExitStatus>> {
    for child in &children {
        child.terminate()?;
    }
    std::thread::sleep(grace);
    for child in &children {
        child.kill()?;
    }
    children.into_iter().map(Process::join).collect()
}

fn main() {
    exercises::check("ask_then_insist", ask_then_insist::check, end_all);
}
