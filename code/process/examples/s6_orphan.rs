//! A process is killed. What becomes of the child that it had?

use std::io::{self, Read, Write};
use std::thread;

use process::spawn;

// ANCHOR: main
fn main() -> io::Result<()> {
    let (mut lifeline, held_by_child) = io::pipe()?;
    let mut first_byte = [0];

    let parent = spawn(move || {
        let child = spawn(move || work_for_ever(held_by_child)).expect("spawn the child");
        child.join().expect("join the child");
    })?;

    lifeline.read_exact(&mut first_byte)?;
    println!("the child is at work");

    parent.kill()?;
    println!("its parent ended with {}", parent.join()?);

    // The end of a pipe comes when no process holds its other end any more.
    let more = lifeline.read_to_end(&mut Vec::new())?;
    println!("the child is gone too: {more} bytes, then the end of the pipe");
    Ok(())
}

fn work_for_ever(mut lifeline: io::PipeWriter) {
    lifeline.write_all(b"!").expect("the reader is there");
    loop {
        thread::park();
    }
}
// ANCHOR_END: main
