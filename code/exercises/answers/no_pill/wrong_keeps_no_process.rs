//! Keeps no `Process`: one that is dropped waits for its child, so each producer has ended before the next begins.
//!
//! The check says: the three producers did not run at the same time
//!
//! It expects: side by side

use std::io;

use exercises::checks::no_pill::{self, Producer};
use process::spawn;
use queue_usage::bounded;

pub fn collect(producers: &[Producer<'_>]) -> io::Result<Vec<u64>> {
    let (sender, inbox) = bounded(8)?;
    for producer in producers {
        let sender = sender.clone();
        drop(spawn(move || producer(&sender))?);
    }
    drop(sender);
    Ok(inbox.iter().collect())
}

fn main() {
    exercises::check("no_pill", no_pill::check, collect);
}
