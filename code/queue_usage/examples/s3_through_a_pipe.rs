//! The oldest way from process to process: a pipe, with a length before each message.

use std::error::Error;
use std::io::{self, PipeReader, PipeWriter, Read, Write};

use process::spawn;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

// ANCHOR: send
fn send(mut pipe: &PipeWriter, text: &str) -> Result<()> {
    let bytes = postcard::to_stdvec(text)?;
    pipe.write_all(&(bytes.len() as u32).to_ne_bytes())?;
    Ok(pipe.write_all(&bytes)?)
}
// ANCHOR_END: send

// ANCHOR: receive
fn receive(mut pipe: &PipeReader) -> Result<String> {
    let mut len = [0; 4];
    pipe.read_exact(&mut len)?;
    let mut bytes = vec![0; u32::from_ne_bytes(len) as usize];
    pipe.read_exact(&mut bytes)?;
    Ok(postcard::from_bytes(&bytes)?)
}
// ANCHOR_END: receive

// ANCHOR: main
fn main() -> Result<()> {
    let (inbox, outbox) = io::pipe()?;
    let child = spawn(move || {
        for text in ["one", "two", "three"] {
            send(&outbox, text).expect("main receives");
        }
    })?;
    while let Ok(text) = receive(&inbox) {
        println!("received {text}");
    }
    println!("the last writing end is closed: the end");
    child.join()?;
    Ok(())
}
// ANCHOR_END: main
