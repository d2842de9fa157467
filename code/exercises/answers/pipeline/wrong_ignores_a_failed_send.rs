//! Reads on when no parser is left.
//!
//! The check says: not come back in time, and was ended, while items that do not end ran to a taker
//!
//! It expects: a stage whose `send` fails ends

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
            let _ = items.send(item);
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
