//! Two processes write to one pipe, more than it holds: their bytes mix.

use std::error::Error;
use std::io::{self, PipeWriter, Read, Write};

use process::spawn;

/// Bytes of a message. A pipe holds 64 KiB.
const LEN: usize = 1 << 20;

// ANCHOR: main
fn main() -> Result<(), Box<dyn Error>> {
    let (mut inbox, outbox) = io::pipe()?;
    let other_outbox = outbox.try_clone()?;
    let writers =
        [spawn(move || write(&outbox, b'a'))?, spawn(move || write(&other_outbox, b'b'))?];
    let mut received = Vec::new();
    inbox.read_to_end(&mut received)?;
    for writer in writers {
        writer.join()?;
    }

    let pieces = received.chunk_by(|one, next| one == next).count();
    println!("sent: 2 messages of {LEN} bytes, all a and all b");
    println!("received: {} bytes", received.len());
    println!("each message in one piece: {}", pieces == 2);
    Ok(())
}

fn write(mut pipe: &PipeWriter, letter: u8) {
    let message = vec![letter; LEN];
    pipe.write_all(&message).expect("main receives");
}
// ANCHOR_END: main
