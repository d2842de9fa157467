//! Has one parser.
//!
//! The check says: of two parsers that wait for each other, 1 came

use std::io;

use exercises::checks::pipeline::{self, Parse, Read, Take};
use process::spawn;
use queue_usage::bounded;

pub fn run(read: Read<'_>, parse: Parse<'_>, take: Take<'_>) -> io::Result<()> {
    let mut children = Vec::new(); // The last to be dropped: that waits for them.
    let (items, to_parse) = bounded(8)?;
    let (parsed, inbox) = bounded(8)?;
    children.push(spawn(move || {
        for item in (0..).map_while(read) {
            if items.send(item).is_err() {
                break;
            }
        }
    })?);
    children.push(spawn(move || {
        for item in to_parse {
            if parsed.send(parse(item)).is_err() {
                break;
            }
        }
    })?);
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
