//! Each answer that a queue can give instead of a message.

use std::io;
use std::time::Duration;

use queue_usage::{SendError, TrySendError, bounded};
use serde::{Deserialize, Serialize};

const SHORTLY: Duration = Duration::from_millis(10);

// ANCHOR: sending
fn sending() -> io::Result<()> {
    let (sender, receiver) = bounded(1)?;
    sender.send("first".to_string()).expect("we hold a receiver");
    if let Err(TrySendError::Full(text)) = sender.try_send("second".into()) {
        println!("try_send: full, and {text:?} comes back");
    }
    println!("send_timeout: {}", sender.send_timeout("second".into(), SHORTLY).unwrap_err());
    drop(receiver);
    let Err(SendError(text)) = sender.send("third".into()) else {
        unreachable!("no process owns a receiver");
    };
    println!("send: no receiver is left, and {text:?} comes back");
    Ok(())
}
// ANCHOR_END: sending

// ANCHOR: receiving
/// serde writes an untagged enum without saying which variant it is.
#[derive(Serialize, Deserialize, Debug)]
#[serde(untagged)]
enum Reading {
    Number(f64),
    Text(String),
}

fn receiving() -> io::Result<()> {
    let (sender, receiver) = bounded(4)?;
    println!("try_recv: {}", receiver.try_recv().unwrap_err());
    println!("recv_timeout: {}", receiver.recv_timeout(SHORTLY).unwrap_err());
    sender.send(Reading::Number(0.5)).expect("we hold a receiver");
    println!("recv: {}", receiver.recv().unwrap_err());
    drop(sender);
    println!("recv: {}", receiver.recv().unwrap_err());
    Ok(())
}
// ANCHOR_END: receiving

fn main() -> io::Result<()> {
    sending()?;
    receiving()
}
