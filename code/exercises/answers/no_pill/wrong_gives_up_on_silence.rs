//! Takes a second of silence for the end.
//!
//! The check says: 1 of 2 messages from a producer that is silent

use std::io;
use std::iter;
use std::time::Duration;

use exercises::checks::no_pill::{self, Producer};
use process::spawn;
use queue_usage::bounded;

pub fn collect(producers: &[Producer<'_>]) -> io::Result<Vec<u64>> {
    let mut children = Vec::new(); // The last to be dropped: that waits for them.
    let (sender, inbox) = bounded(8)?;
    for producer in producers {
        let sender = sender.clone();
        children.push(spawn(move || producer(&sender))?);
    }
    let next = || inbox.recv_timeout(Duration::from_secs(1)).ok();
    let messages = iter::from_fn(next).collect();
    for child in children {
        child.join()?;
    }
    Ok(messages)
}

fn main() {
    exercises::check("no_pill", no_pill::check, collect);
}
