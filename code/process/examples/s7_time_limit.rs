//! A child that does not end, and two ways to end it.

use std::io;
use std::process::ExitStatus;
use std::thread;
use std::time::Duration;

use process::{Process, spawn};

const LIMIT: Duration = Duration::from_millis(200);

// ANCHOR: main
fn main() -> io::Result<()> {
    let mut child = spawn(loop_forever)?;
    let status = match child.join_timeout(LIMIT)? {
        Some(status) => status,
        None => {
            println!("still running after {LIMIT:?}: killed");
            child.kill()?;
            child.join()?
        }
    };
    println!("it ended with {status}");

    println!("asked to end: {}", end(spawn(loop_forever)?)?);
    Ok(())
}
// ANCHOR_END: main

// ANCHOR: end
/// Asks a child to end, and insists if it does not.
fn end(mut child: Process) -> io::Result<ExitStatus> {
    child.terminate()?;
    if let Some(status) = child.join_timeout(LIMIT)? {
        return Ok(status);
    }
    child.kill()?;
    child.join()
}
// ANCHOR_END: end

fn loop_forever() {
    loop {
        thread::park();
    }
}
