//! A barrier of a count and a generation, as the standard library has it, in shared memory. A
//! process that has arrived is killed, and the others go through without it.

use std::time::Duration;
use std::{io, thread};

use process::{Process, spawn};
use single_value_data_sharing::Value;

const PARTIES: u32 = 3;

// ANCHOR: wait
/// How many have arrived, and how many generations were completed.
type Count = [u32; 2];

fn wait(count: &Value<Count>) {
    let mut guard = count.lock().unwrap();
    let generation = guard[1];
    guard[0] += 1;
    if guard[0] == PARTIES {
        *guard = [0, generation + 1];
    }
    drop(guard);
    while count.lock().unwrap()[1] == generation {
        thread::sleep(Duration::from_millis(1));
    }
}
// ANCHOR_END: wait

// ANCHOR: main
fn main() -> io::Result<()> {
    let count = Value::new([0, 0])?;
    let victim = spawn(|| wait(&count))?;
    while count.lock().unwrap()[0] == 0 {
        thread::yield_now();
    }
    let guard = count.lock().unwrap(); // So that it is killed without the lock.
    victim.kill()?;
    println!("the first to arrive ended with {}", victim.join()?);
    drop(guard);
    for other in [spawn(|| wait(&count))?, spawn(|| wait(&count))?] {
        println!("went on, and ended with {}", other.join()?);
    }
    let last = spawn(|| wait(&count))?;
    println!("in the next generation: {}", half_a_second(last)?);
    Ok(())
}
// ANCHOR_END: main

fn half_a_second(mut waiter: Process) -> io::Result<&'static str> {
    let status = waiter.join_timeout(Duration::from_millis(500))?;
    waiter.kill()?;
    Ok(if status.is_some() { "went on" } else { "waits for the dead" })
}
