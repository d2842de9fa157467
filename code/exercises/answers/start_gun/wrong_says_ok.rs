//! Tells the caller nothing of a race that did not take place.
//!
//! The check says: Ok, although a runner had died

use std::io;

use exercises::checks::start_gun::{self, Step};
use process::spawn;
use synchronization::barrier;

pub fn race(
    runners: usize,
    prepare: Step<'_>,
    fire: &dyn Fn(),
    run: Step<'_>,
) -> io::Result<()> {
    let mut children = Vec::new(); // Dropped last: nothing else may make them wait then.
    let mut parties = barrier(runners + 1)?;
    let mine = parties.pop().expect("one more than there are runners");
    for (number, party) in parties.into_iter().enumerate() {
        children.push(spawn(move || {
            prepare(number);
            if party.wait().is_ok() && party.wait().is_ok() {
                run(number);
            }
        })?);
    }
    if mine.wait().is_ok() {
        fire();
        let _ = mine.wait();
    }
    for child in children {
        child.join()?;
    }
    Ok(())
}

fn main() {
    exercises::check("start_gun", start_gun::check, race);
}
