//! A process is killed. What becomes of the child that it had?

use std::io::{self, Read, Write};
use std::thread;

use process::spawn;

// ANCHOR: main
fn main() -> io::Result<()> {
    let (mut lifeline, held_by_child) = io::pipe()?;

    let middle = spawn(move || {
        let child = spawn(move || work_forever(held_by_child)).expect("spawn");
        child.join().expect("join");
    })?;

    lifeline.read_exact(&mut [0])?;
    println!("the child of the child is at work");

    middle.kill()?;
    println!("the process in the middle ended with {}", middle.join()?);

    // The end of a pipe comes when no process holds its writing side any more.
    lifeline.read_to_end(&mut Vec::new())?;
    println!("the end of the pipe: the child of the child is gone too");
    Ok(())
}

fn work_forever(mut lifeline: io::PipeWriter) {
    lifeline.write_all(b"!").expect("the reader is there");
    loop {
        thread::park();
    }
}
// ANCHOR_END: main
