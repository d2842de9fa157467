//! Throws away what all have sent if one of them is killed.
//!
//! The check says: the error a producer died, collecting from three producers
//!
//! It expects: is no error

use std::io;

use exercises::checks::no_pill::{self, Producer};
use process::spawn;
use queue_usage::bounded;

pub fn collect(producers: &[Producer<'_>]) -> io::Result<Vec<u64>> {
    let (sender, inbox) = bounded(8)?;
    let mut children = Vec::new();
    for producer in producers {
        let sender = sender.clone();
        children.push(spawn(move || producer(&sender))?);
    }
    drop(sender);
    let messages = inbox.iter().collect();
    for child in children {
        if !child.join()?.success() {
            return Err(io::Error::other("a producer died"));
        }
    }
    Ok(messages)
}

fn main() {
    exercises::check("no_pill", no_pill::check, collect);
}
