//! Counts who is ready in a number, which a dead runner never reaches.
//!
//! The check says: had not come back in time, and was ended, while one of 4 runners died in its preparation

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread::yield_now;

use exercises::checks::start_gun::{self, Step};
use process::spawn;
use single_value_data_sharing::Shared;
use synchronization::Event;

pub fn race(
    runners: usize,
    prepare: Step<'_>,
    fire: &dyn Fn(),
    run: Step<'_>,
) -> io::Result<()> {
    let (ready, start) = (Shared::new(AtomicUsize::new(0))?, Event::new()?);
    let (ready, start) = (&ready, &start);
    let mut children = Vec::new();
    for number in 0..runners {
        children.push(spawn(move || {
            prepare(number);
            ready.fetch_add(1, SeqCst);
            start.wait();
            run(number);
        })?);
    }
    while ready.load(SeqCst) < runners {
        yield_now();
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
