//! Sleeps for longer than the starter does: there is a runner that takes longer still.
//!
//! The check says: the gun was fired when 3 of 4 runners were ready
//!
//! It expects: however long that takes

use std::io;
use std::thread::sleep;
use std::time::Duration;

use exercises::checks::start_gun::{self, Step};
use process::spawn;
use synchronization::Event;

pub fn race(
    runners: usize,
    prepare: Step<'_>,
    fire: &dyn Fn(),
    run: Step<'_>,
) -> io::Result<()> {
    let gun = Event::new()?;
    let gun = &gun;
    let mut children = Vec::new();
    for number in 0..runners {
        children.push(spawn(move || {
            prepare(number);
            gun.wait();
            run(number);
        })?);
    }
    sleep(Duration::from_secs(2));
    fire();
    gun.set();
    for child in children {
        child.join()?;
    }
    Ok(())
}

fn main() {
    exercises::check("start_gun", start_gun::check, race);
}
