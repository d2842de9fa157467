//! Fires when all runners are started, whether they are ready or not.
//!
//! The check says: of 4 runners were ready

use std::io;

use exercises::checks::start_gun::{self, Step};
use process::spawn;
use synchronization::Event;

pub fn race(
    runners: usize,
    prepare: Step<'_>,
    fire: &dyn Fn(),
    run: Step<'_>,
) -> io::Result<()> {
    let start = Event::new()?;
    let start = &start;
    let mut children = Vec::new();
    for number in 0..runners {
        children.push(spawn(move || {
            prepare(number);
            start.wait();
            run(number);
        })?);
    }
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
