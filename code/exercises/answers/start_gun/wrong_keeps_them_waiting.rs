//! Returns the error, while the living runners wait for an event that comes no more: to drop them is to wait for them.
//!
//! The check says: had not come back in time, and was ended, while one of 4 runners died in its preparation
//!
//! It expects: to drop its `Process` is to wait for it

use std::io;

use exercises::checks::start_gun::{self, Step};
use process::spawn;
use synchronization::{Event, barrier};

pub fn race(
    runners: usize,
    prepare: Step<'_>,
    fire: &dyn Fn(),
    run: Step<'_>,
) -> io::Result<()> {
    let start = Event::new()?;
    let start = &start;
    let mut children = Vec::new();
    let mut parties = barrier(runners + 1)?;
    let mine = parties.pop().expect("one more than there are runners");
    for (number, party) in parties.into_iter().enumerate() {
        children.push(spawn(move || {
            prepare(number);
            let _ = party.wait();
            start.wait();
            run(number);
        })?);
    }
    mine.wait().map_err(io::Error::other)?;
    fire();
    start.set();
    for child in children {
        child.join()?;
    }
    Ok(())
}

fn main() {
    exercises::check("start_gun", start_gun::check, race);
}
