//! A party of a barrier is killed: the others are told, repair it, and go on.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::{io, thread};

use process::spawn;
use rustix::process::{Signal, getpid, kill_process};
use single_value_data_sharing::Shared;
use synchronization::{Party, barrier};

// ANCHOR: go_on
/// Waits until the others have come, and leaves the dead behind. Counts how often it was told.
fn go_on(party: &Party, told: &AtomicU32) {
    while let Err(broken) = party.wait() {
        told.fetch_add(broken.dead as u32, SeqCst);
        party.repair();
    }
}
// ANCHOR_END: go_on

// ANCHOR: main
fn main() -> io::Result<()> {
    let told = Shared::new(AtomicU32::new(0))?;
    let told = &told;
    let mut parties = barrier(4)?;
    let (mine, its) = (parties.remove(0), parties.remove(0));
    let victim = spawn(move || {
        while its.waiting() < 3 {
            thread::yield_now();
        }
        kill_process(getpid(), Signal::KILL).expect("a process may kill itself");
    })?;
    let mut workers = Vec::new();
    for party in parties {
        workers.push(spawn(move || go_on(&party, told))?);
    }
    println!("the parent hears: {}", mine.wait().unwrap_err());
    println!("the victim ended with {}", victim.join()?);
    println!("{} parties are left", mine.repair());
    go_on(&mine, told);
    for worker in workers {
        println!("a worker went on, and ended with {}", worker.join()?);
    }
    println!("told of a death: {} workers", told.load(SeqCst));
    Ok(())
}
// ANCHOR_END: main
