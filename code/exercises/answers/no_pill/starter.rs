//! End without a pill.
//!
//! The producers run side by side, each in a process of its own, and send numbers. This function ends after one pill from each of them,
//! a number that is no message. But every number may be a message, and a producer that is killed leaves no pill. Fix both: return all that was sent, in
//! any order, once all producers have ended, however they ended.
//!
//! You get: the producers. Each is a function that takes a `Sender<u64>`.
//!
//! Check it with
//!
//!     cargo test -p exercises --test no_pill

use std::io;

use exercises::checks::no_pill::{self, Producer};
use process::spawn;
use queue_usage::bounded;

const PILL: u64 = u64::MAX;

pub fn collect(producers: &[Producer<'_>]) -> io::Result<Vec<u64>> {
    let mut children = Vec::new(); // The last to be dropped: that waits for them.
    let (sender, inbox) = bounded(8)?;
    for producer in producers {
        let sender = sender.clone();
        children.push(spawn(move || {
            producer(&sender);
            sender.send(PILL).expect("the parent receives");
        })?);
    }
    let mut messages = Vec::new();
    let mut ended = 0;
    while ended < producers.len() {
        match inbox.recv().map_err(io::Error::other)? {
            PILL => ended += 1,
            message => messages.push(message),
        }
    }
    for child in children {
        child.join()?;
    }
    Ok(messages)
}

fn main() {
    exercises::check("no_pill", no_pill::check, collect);
}
