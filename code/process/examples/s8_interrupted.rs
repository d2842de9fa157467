//! Ctrl-C: the terminal sends SIGINT to every process in the foreground at once. This program
//! presses it itself.

use std::io;
use std::process::Command;
use std::thread;

use process::spawn;

// ANCHOR: main
fn main() -> io::Result<()> {
    let first = spawn(work_forever)?;
    let second = spawn(work_forever)?;
    println!("two children are at work; now Ctrl-C");

    // Group 0 is our own: this process, its children, the shell that runs this line.
    Command::new("sh").args(["-c", "kill -INT 0"]).status()?;

    println!("never printed: {}, {}", first.join()?, second.join()?);
    Ok(())
}
// ANCHOR_END: main

fn work_forever() {
    loop {
        thread::park();
    }
}
