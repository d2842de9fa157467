//! A clock that a thread keeps, and a child that looks at it.

mod sys;

use std::io;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use process::spawn;

static TICKS: AtomicU32 = AtomicU32::new(0);

const LONG_ENOUGH: Duration = Duration::from_millis(300);

// ANCHOR: clock
fn start_the_clock() {
    thread::spawn(|| {
        loop {
            TICKS.fetch_add(1, Relaxed);
            thread::sleep(Duration::from_millis(1));
        }
    });
}

fn hear_a_tick() {
    let before = TICKS.load(Relaxed);
    while TICKS.load(Relaxed) == before {
        thread::yield_now();
    }
}
// ANCHOR_END: clock

// ANCHOR: wrong
fn beside_a_thread() {
    start_the_clock();
    hear_a_tick();
    println!("the clock ticks");

    let child = sys::fork_beside_a_thread(|| {
        println!("child of a bare fork: I wait for a tick");
        hear_a_tick();
        println!("child of a bare fork: the clock ticks");
    });
    if !sys::ends_within(child, LONG_ENOUGH) {
        println!("it waits in vain: killed");
    }
    println!("{}", spawn(hear_a_tick).unwrap_err());
}
// ANCHOR_END: wrong

// ANCHOR: right
fn before_any_thread() -> io::Result<()> {
    let child = spawn(|| {
        start_the_clock(); // A clock of its own, in the process that needs it.
        hear_a_tick();
        println!("child of spawn: the clock ticks");
    })?;
    child.join()?;
    Ok(())
}
// ANCHOR_END: right

fn main() -> io::Result<()> {
    println!("-- beside a thread");
    spawn(beside_a_thread)?.join()?; // In a process of its own: the clock is not ours.
    println!("-- before any thread");
    before_any_thread()
}
