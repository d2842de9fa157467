//! Reads in the caller, before it takes.
//!
//! The check says: the items were not read in a child of their own

use std::io;

use exercises::checks::pipeline::{self, Parse, Read, Take};
use process::spawn;
use queue_usage::bounded;

pub fn run(read: Read<'_>, parse: Parse<'_>, take: Take<'_>) -> io::Result<()> {
    let mut children = Vec::new(); // The last to be dropped: that waits for them.
    let (items, to_parse) = bounded(1000)?;
    let (parsed, inbox) = bounded(1000)?;
    for item in (0..500).map_while(read) {
        items.send(item).map_err(io::Error::other)?;
    }
    drop(items);
    for _ in 0..2 {
        let (to_parse, parsed) = (to_parse.clone(), parsed.clone());
        children.push(spawn(move || {
            for item in to_parse {
                if parsed.send(parse(item)).is_err() {
                    break;
                }
            }
        })?);
    }
    drop((to_parse, parsed));
    for value in inbox {
        if !take(value) {
            break;
        }
    }
    for child in children {
        child.join()?;
    }
    Ok(())
}

fn main() {
    exercises::check("pipeline", pipeline::check, run);
}
