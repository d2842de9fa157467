//! Waits for the producers before it receives: they wait for room.
//!
//! The check says: had not come back in time, and was ended, while it collected from three producers, of which two are killed

use std::io;

use exercises::checks::no_pill::{self, Producer};
use process::spawn;
use queue_usage::bounded;

pub fn collect(producers: &[Producer<'_>]) -> io::Result<Vec<u64>> {
    let mut children = Vec::new();
    let (sender, inbox) = bounded(8)?;
    for producer in producers {
        let sender = sender.clone();
        children.push(spawn(move || producer(&sender))?);
    }
    drop(sender);
    for child in children {
        child.join()?;
    }
    Ok(inbox.iter().collect())
}

fn main() {
    exercises::check("no_pill", no_pill::check, collect);
}
