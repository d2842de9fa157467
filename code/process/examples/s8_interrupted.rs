//! Ctrl-C: the terminal sends SIGINT to every process in the foreground at once. This program
//! presses it itself.

use std::io;
use std::process::Command;
use std::thread;

use process::spawn;

// ANCHOR: main
fn main() -> io::Result<()> {
    let first = spawn(work_for_ever)?;
    let second = spawn(work_for_ever)?;
    println!("two children are at work; now Ctrl-C");

    // The group 0 is one's own: this process, both children, and the shell that says it.
    Command::new("sh").args(["-c", "kill -INT 0"]).status()?;

    println!("nobody gets here: {}, {}", first.join()?, second.join()?);
    Ok(())
}
// ANCHOR_END: main

fn work_for_ever() {
    loop {
        thread::park();
    }
}
