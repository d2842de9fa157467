use std::io;

use exercises::checks::start_gun::{self, Step};
use process::spawn;
use synchronization::{Event, barrier};

// ANCHOR: answer
pub fn race(
    runners: usize,
    prepare: Step<'_>,
    fire: &dyn Fn(),
    run: Step<'_>,
) -> io::Result<()> {
    let mut children = Vec::new(); // Dropped last: nothing else may make them wait then.
    let mut parties = barrier(runners + 1)?;
    let mine = parties.pop().expect("one more than there are runners");
    let fired = &Event::new()?;
    for (number, party) in parties.into_iter().enumerate() {
        children.push(spawn(move || {
            prepare(number);
            if party.wait().is_ok() && party.wait().is_ok() && fired.is_set() {
                run(number);
            }
        })?);
    }
    mine.wait().map_err(io::Error::other)?;
    fire();
    fired.set();
    mine.wait().map_err(io::Error::other)?;
    for child in children {
        child.join()?;
    }
    Ok(())
}
// ANCHOR_END: answer

fn main() {
    exercises::check("start_gun", start_gun::check, race);
}
