//! A C function with a global: two threads that use it in turn, and two processes.

use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::thread;

use process::spawn;

mod sys;
use sys::{first_word, next_word};

// ANCHOR: split
/// Splits a text into its words: one word, then it is the other's turn.
fn split(text: &str, turns: Turns) {
    turns.wait();
    println!("  {text:14} -> {}", first_word(text));
    for _ in 0..2 {
        turns.pass();
        turns.wait();
        println!("  {text:14} -> {}", next_word());
    }
    turns.pass();
}
// ANCHOR_END: split

// ANCHOR: main
fn main() -> io::Result<()> {
    println!("two threads:");
    let (mine, yours) = turns()?;
    thread::scope(|scope| {
        scope.spawn(|| split("red green blue", mine));
        scope.spawn(|| split("one two three", yours));
    });

    println!("two processes:");
    let (mine, yours) = turns()?;
    let first = spawn(move || split("red green blue", mine))?;
    let second = spawn(move || split("one two three", yours))?;
    first.join()?;
    second.join()?;
    Ok(())
}
// ANCHOR_END: main

/// Who may go on: a byte that two sides hand each other, through a pipe each way.
struct Turns {
    mine: PipeReader,
    yours: PipeWriter,
}

/// The first of the two has the first turn.
fn turns() -> io::Result<(Turns, Turns)> {
    let ((first, mut to_first), (second, to_second)) = (io::pipe()?, io::pipe()?);
    to_first.write_all(b"!")?;
    Ok((Turns { mine: first, yours: to_second }, Turns { mine: second, yours: to_first }))
}

impl Turns {
    fn wait(&self) {
        (&self.mine).read_exact(&mut [0]).expect("the other one passes the turn");
    }

    fn pass(&self) {
        let _ = (&self.yours).write_all(b"!"); // In the end, the other one may be gone.
    }
}
