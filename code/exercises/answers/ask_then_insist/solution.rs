use std::io;
use std::process::ExitStatus;
use std::time::{Duration, Instant};

use exercises::checks::ask_then_insist;
use process::Process;

// ANCHOR: answer
pub fn end_all(mut children: Vec<Process>, grace: Duration) -> io::Result<Vec<ExitStatus>> {
    for child in &children {
        child.terminate()?;
    }
    let end = Instant::now() + grace;
    for child in &mut children {
        let left = end.saturating_duration_since(Instant::now());
        if child.join_timeout(left)?.is_none() {
            child.kill()?;
        }
    }
    children.into_iter().map(Process::join).collect()
}
// ANCHOR_END: answer

fn main() {
    exercises::check("ask_then_insist", ask_then_insist::check, end_all);
}
