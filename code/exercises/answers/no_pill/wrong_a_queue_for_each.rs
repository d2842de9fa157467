//! Runs the producers one after the other, each with a queue of its own.
//!
//! The check says: the three producers did not run at the same time
//!
//! It expects: side by side

use std::io;

use exercises::checks::no_pill::{self, Producer};
use process::spawn;
use queue_usage::bounded;

pub fn collect(producers: &[Producer<'_>]) -> io::Result<Vec<u64>> {
    let mut messages = Vec::new();
    for producer in producers {
        let (sender, inbox) = bounded(8)?;
        let child = spawn(move || producer(&sender))?;
        messages.extend(inbox.iter());
        child.join()?;
    }
    Ok(messages)
}

fn main() {
    exercises::check("no_pill", no_pill::check, collect);
}
