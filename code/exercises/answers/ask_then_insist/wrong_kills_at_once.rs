//! Kills without asking: no child can finish what it was writing.
//!
//! The check says: no child saw a SIGTERM

use std::io;
use std::process::ExitStatus;
use std::time::Duration;

use exercises::checks::ask_then_insist;
use process::Process;

pub fn end_all(children: Vec<Process>, _grace: Duration) -> io::Result<Vec<ExitStatus>> {
    for child in &children {
        child.kill()?;
    }
    children.into_iter().map(Process::join).collect()
}

fn main() {
    exercises::check("ask_then_insist", ask_then_insist::check, end_all);
}
