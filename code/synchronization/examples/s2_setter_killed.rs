//! The process that should set an event is killed first.

use std::time::Duration;
use std::{io, thread};

use process::{Process, spawn};
use synchronization::Event;

// ANCHOR: wait_for
/// Waits for the event, or for the end of the child that is to set it. Returns whether it is set.
fn wait_for(ready: &Event, setter: &mut Process) -> io::Result<bool> {
    while !ready.wait_timeout(Duration::from_millis(50)) {
        if setter.try_join()?.is_some() {
            return Ok(ready.is_set());
        }
    }
    Ok(true)
}
// ANCHOR_END: wait_for

// ANCHOR: main
fn main() -> io::Result<()> {
    let ready = Event::new()?;
    let mut setter = spawn(|| {
        thread::sleep(Duration::from_secs(60)); // It never comes to the next line.
        ready.set();
    })?;
    setter.kill()?;
    println!("is it ready? {}", wait_for(&ready, &mut setter)?);
    println!("the setter ended with {}", setter.join()?);
    Ok(())
}
// ANCHOR_END: main
