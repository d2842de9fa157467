//! Waits for the producers first, with room for more messages than they will send: so it hopes.
//!
//! The check says: not come back in time, and was ended, while it collected from three producers, of which two are killed
//!
//! It expects: while a queue is full, a producer waits for room

use std::io;

use exercises::checks::no_pill::{self, Producer};
use process::spawn;
use queue_usage::bounded;

pub fn collect(producers: &[Producer<'_>]) -> io::Result<Vec<u64>> {
    let (sender, inbox) = bounded(100_000)?;
    let mut children = Vec::new();
    for producer in producers {
        let sender = sender.clone();
        children.push(spawn(move || producer(&sender))?);
    }
    for child in children {
        child.join()?;
    }
    Ok(inbox.try_iter().collect())
}

fn main() {
    exercises::check("no_pill", no_pill::check, collect);
}
