//! Two processes write to one pipe, more than it holds: their bytes mix.

use std::error::Error;
use std::fs;
use std::io::{self, PipeWriter, Read, Write};
use std::thread;

use process::{Process, spawn};

/// Bytes of a message. A pipe holds 64 KiB.
const LEN: usize = 1 << 20;

// ANCHOR: main
fn main() -> Result<(), Box<dyn Error>> {
    let (mut inbox, outbox) = io::pipe()?;
    let (mut begun, tell) = io::pipe()?;
    let writers =
        [spawn(|| write(&tell, &outbox, b'a'))?, spawn(|| write(&tell, &outbox, b'b'))?];
    drop(outbox);
    begun.read_exact(&mut [0; 2])?;
    writers.iter().try_for_each(wait_until_asleep)?; // Both wait for room in the pipe.

    let mut received = Vec::new();
    inbox.read_to_end(&mut received)?;
    let pieces = received.chunk_by(|one, next| one == next).count();
    println!("sent: 2 messages of {LEN} bytes, all a and all b");
    println!("received: {} bytes", received.len());
    println!("each message in one piece: {}", pieces == 2);
    Ok(())
}

fn write(mut tell: &PipeWriter, mut pipe: &PipeWriter, letter: u8) {
    tell.write_all(b"!").expect("main receives");
    pipe.write_all(&vec![letter; LEN]).expect("main receives");
}
// ANCHOR_END: main

/// The state of a process is the letter after its name in `/proc/<pid>/stat`: S for asleep.
fn wait_until_asleep(process: &Process) -> io::Result<()> {
    let stat = format!("/proc/{}/stat", process.id());
    while !fs::read_to_string(&stat)?.contains(") S ") {
        thread::yield_now();
    }
    Ok(())
}
