//! A child that does not end, and how to end it.

use std::io;
use std::thread;
use std::time::Duration;

use process::spawn;

// ANCHOR: main
fn main() -> io::Result<()> {
    let mut child = spawn(loop_for_ever)?;
    match child.join_timeout(Duration::from_millis(200))? {
        Some(status) => println!("it ended with {status}"),
        None => println!("still running after 200 ms"),
    }

    println!("terminate asks it to end");
    child.terminate()?;
    println!("it ended with {}", child.join()?);

    let child = spawn(loop_for_ever)?;
    println!("kill does not ask");
    child.kill()?;
    println!("it ended with {}", child.join()?);
    Ok(())
}
// ANCHOR_END: main

fn loop_for_ever() {
    loop {
        thread::park();
    }
}
