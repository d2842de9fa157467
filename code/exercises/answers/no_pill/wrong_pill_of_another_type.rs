//! Sends a pill that is no number: no message is lost, but a producer that is killed sends no pill.
//!
//! The check says: had not come back in time, and was ended, while it collected from three producers, of which two are killed

use std::io;

use exercises::checks::no_pill::{self, Producer};
use process::spawn;
use queue_usage::bounded;

pub fn collect(producers: &[Producer<'_>]) -> io::Result<Vec<u64>> {
    let mut children = Vec::new(); // The last to be dropped: that waits for them.
    let (sender, inbox) = bounded(8)?;
    for producer in producers {
        let sender = sender.clone();
        children.push(spawn(move || {
            let (own, numbers) = bounded(8).expect("a queue");
            let child = spawn(move || producer(&own)).expect("a child");
            for number in numbers {
                sender.send(Some(number)).expect("the parent receives");
            }
            if child.join().is_ok_and(|status| status.success()) {
                sender.send(None).expect("the parent receives");
            }
        })?);
    }
    let mut messages = Vec::new();
    let mut ended = 0;
    while ended < producers.len() {
        match inbox.recv().map_err(io::Error::other)? {
            None => ended += 1,
            Some(message) => messages.push(message),
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
