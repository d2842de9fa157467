//! Waits for the children before it takes: they wait for room.
//!
//! The check says: not come back in time, and was ended, while it ran 500 items through the stages
//!
//! It expects: takes before it waits for a child

use std::io;

use exercises::checks::pipeline::{self, Parse, Read, Take};
use process::spawn;
use queue_usage::bounded;

pub fn run(read: Read<'_>, parse: Parse<'_>, take: Take<'_>) -> io::Result<()> {
    let mut children = Vec::new();
    let (items, to_parse) = bounded(8)?;
    let (parsed, inbox) = bounded(8)?;
    children.push(spawn(move || {
        for item in (0..).map_while(read) {
            if items.send(item).is_err() {
                break;
            }
        }
    })?);
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
    for child in children {
        child.join()?;
    }
    for value in inbox {
        if !take(value) {
            break;
        }
    }
    Ok(())
}

fn main() {
    exercises::check("pipeline", pipeline::check, run);
}
