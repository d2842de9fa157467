//! A gun that waits for all.
//!
//! Start so many runners, each in a process of its own. Each of them prepares, which takes one longer than another. When all of them are ready,
//! the caller fires the gun, and after that all of them run. If a runner dies in its preparation, there is no race: do not fire, let no
//! runner run, and return an error.
//!
//! You get: the number of runners; `prepare` and `run`, which a runner calls with its number, from 0 on; `fire`, which the caller calls.
//! The function below sleeps, and hopes that all are ready by then.
//!
//! Check it with
//!
//!     cargo test -p exercises --test start_gun

use std::io;
use std::thread::sleep;
use std::time::Duration;

use exercises::checks::start_gun::{self, Step};
use process::spawn;

pub fn race(
    runners: usize,
    prepare: Step<'_>,
    fire: &dyn Fn(),
    run: Step<'_>,
) -> io::Result<()> {
    let mut children = Vec::new();
    for number in 0..runners {
        children.push(spawn(move || {
            prepare(number);
            sleep(Duration::from_millis(100));
            run(number);
        })?);
    }
    sleep(Duration::from_millis(100));
    fire();
    for child in children {
        child.join()?;
    }
    Ok(())
}

fn main() {
    exercises::check("start_gun", start_gun::check, race);
}
