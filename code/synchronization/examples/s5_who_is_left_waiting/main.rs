//! One of three processes is killed: how many of the other two still wait a second later?

use std::time::Duration;
use std::{io, thread};

use process::{Process, spawn};
use single_value_data_sharing::Value;
use synchronization::{Condvar, Event, Semaphore, barrier};
use test_harness::Python;

const LEFT: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/examples/s5_who_is_left_waiting/left.py");
/// Whatever Python there is.
const PYTHONS_LIMIT: Duration = Duration::from_secs(30);
const A_SECOND: Duration = Duration::from_secs(1);
const TITLES: [&str; 3] = ["at the barrier", "for the permit", "for the condition's lock"];

fn main() -> io::Result<()> {
    println!("of two, so many still wait a second after a third was killed:");
    report("here", at_the_barrier()?, for_the_permit()?, for_the_lock()?);
    let mut python = Python::new(LEFT, PYTHONS_LIMIT);
    match python.numbers::<3>(&[]) {
        Some([barrier, permit, lock]) => report(python.name(), barrier, permit, lock),
        None => {
            let why = python.failure().map(ToString::to_string).unwrap_or_default();
            println!("  {}: not measured: {why}", python.name());
        }
    }
    Ok(())
}

fn report<N: std::fmt::Display>(name: &str, barrier: N, permit: N, lock: N) {
    let numbers = [barrier, permit, lock];
    let cells: Vec<String> = numbers
        .iter()
        .zip(TITLES)
        .map(|(number, title)| format!("{number} {title}"))
        .collect();
    println!("  {name}: {}", cells.join(", "));
}

// ANCHOR: here
fn at_the_barrier() -> io::Result<usize> {
    let mut parties = barrier(3)?;
    let (its, first, second) = (parties.remove(0), parties.remove(0), parties.remove(0));
    let victim = spawn(move || {
        let _party = its;
        thread::sleep(60 * A_SECOND);
    })?;
    let waiters = [spawn(move || _ = first.wait())?, spawn(move || _ = second.wait())?];
    still_waiting(victim, waiters)
}

fn for_the_permit() -> io::Result<usize> {
    let one = Semaphore::new(1)?;
    let permit = one.acquire();
    let victim = spawn(move || {
        let _permit = permit;
        thread::sleep(60 * A_SECOND);
    })?;
    let wait = || drop(one.acquire());
    still_waiting(victim, [spawn(wait)?, spawn(wait)?])
}

fn for_the_lock() -> io::Result<usize> {
    let (number, changed, holds) = (Value::new(0)?, Condvar::new()?, Event::new()?);
    let victim = spawn(|| {
        let _guard = number.lock();
        holds.set();
        thread::sleep(60 * A_SECOND);
    })?;
    holds.wait();
    let wait = || match number.lock() {
        Ok(guard) => drop(changed.wait_while(guard, |number| *number == 0)),
        Err(_poisoned) => (), // It is told.
    };
    still_waiting(victim, [spawn(wait)?, spawn(wait)?])
}

fn still_waiting(victim: Process, waiters: [Process; 2]) -> io::Result<usize> {
    victim.kill()?;
    victim.join()?;
    let mut left = 0;
    for mut waiter in waiters {
        if waiter.join_timeout(A_SECOND)?.is_none() {
            waiter.kill()?;
            left += 1;
        }
    }
    Ok(left)
}
// ANCHOR_END: here
