//! A barrier that counts who has come, and a process that is killed on its way.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::Duration;
use std::{io, thread};

use process::{Process, spawn};
use single_value_data_sharing::Shared;

const MILLISECOND: Duration = Duration::from_millis(1);

// ANCHOR: meet
/// Returns once three processes have called it.
fn meet(arrived: &AtomicU32) {
    arrived.fetch_add(1, SeqCst);
    while arrived.load(SeqCst) < 3 {
        thread::sleep(MILLISECOND);
    }
}
// ANCHOR_END: meet

// ANCHOR: main
fn main() -> io::Result<()> {
    let arrived = Shared::new(AtomicU32::new(0))?;
    let waiters = [spawn(|| meet(&arrived))?, spawn(|| meet(&arrived))?];
    let third = spawn(|| {
        thread::sleep(60_000 * MILLISECOND);
        meet(&arrived);
    })?;
    third.kill()?;
    println!("the third one ended with {}", third.join()?);
    waiters.into_iter().try_for_each(give_it_a_second)
}
// ANCHOR_END: main

fn give_it_a_second(mut waiter: Process) -> io::Result<()> {
    match waiter.join_timeout(1000 * MILLISECOND)? {
        Some(status) => println!("it ended with {status}"),
        None => {
            waiter.kill()?;
            println!("a second later, it still waits");
        }
    }
    Ok(())
}
