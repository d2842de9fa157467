//! A receiver that goes on behind a message that cannot be decoded.

use std::io;

use process::spawn;
use queue_usage::{RecvError, bounded};
use serde::{Deserialize, Serialize};

/// serde writes an untagged enum without saying which variant it is.
#[derive(Serialize, Deserialize, Debug)]
#[serde(untagged)]
enum Reading {
    Number(f64),
    Text(String),
}

// ANCHOR: main
fn main() -> io::Result<()> {
    let (sender, receiver) = bounded(8)?;
    let child = spawn(move || {
        sender.send(None).expect("main receives");
        sender.send(Some(Reading::Number(0.5))).expect("main receives");
        sender.send(None).expect("main receives");
    })?;
    loop {
        match receiver.recv() {
            Ok(reading) => println!("received {reading:?}"),
            Err(RecvError::Codec(_)) => println!("one message could not be decoded"),
            Err(RecvError::Disconnected) => break,
        }
    }
    println!("the child ended with {}", child.join()?);
    Ok(())
}
// ANCHOR_END: main
