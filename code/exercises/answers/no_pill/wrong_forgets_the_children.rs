//! Receives everything and waits for no child: their zombies stay.
//!
//! The check says: of its processes behind

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
    let messages = inbox.iter().collect();
    std::mem::forget(children);
    Ok(messages)
}

fn main() {
    exercises::check("no_pill", no_pill::check, collect);
}
