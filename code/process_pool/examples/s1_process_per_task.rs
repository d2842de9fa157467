//! The first idea: a process for each task, and a pipe to bring its result home.

use std::io::{self, PipeReader, Read, Write};

use process::{Process, spawn};

// ANCHOR: start
fn start(number: u64) -> io::Result<(Process, PipeReader)> {
    let (result, mut home) = io::pipe()?;
    let child = spawn(move || {
        let cube = number * number * number;
        home.write_all(&cube.to_ne_bytes()).expect("the parent reads");
    })?;
    Ok((child, result))
}
// ANCHOR_END: start

// ANCHOR: main
fn main() -> io::Result<()> {
    let mut children = Vec::new();
    for number in 0..10 {
        children.push(start(number)?);
    }
    for (number, (child, mut result)) in children.into_iter().enumerate() {
        let mut cube = [0; 8];
        result.read_exact(&mut cube)?;
        child.join()?;
        println!("{number}: {}", u64::from_ne_bytes(cube));
    }
    Ok(())
}
// ANCHOR_END: main
