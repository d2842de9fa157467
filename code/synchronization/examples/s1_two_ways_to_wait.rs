//! Two ways to wait for a signal to start, and how long each of them keeps a core busy.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread::sleep;
use std::time::Duration;
use std::{fs, io};

use process::spawn;
use single_value_data_sharing::Shared;
use synchronization::Event;

const HALF_A_SECOND: Duration = Duration::from_millis(500);

// ANCHOR: main
fn main() -> io::Result<()> {
    let flag = Shared::new(AtomicBool::new(false))?;
    let looks = spawn(|| {
        while !flag.load(SeqCst) {}
        report("a look at the flag, again and again");
    })?;
    sleep(HALF_A_SECOND);
    flag.store(true, SeqCst);
    looks.join()?;

    let start = Event::new()?;
    let waits = spawn(|| {
        start.wait();
        report("an event");
    })?;
    sleep(HALF_A_SECOND);
    start.set();
    waits.join()?;
    Ok(())
}
// ANCHOR_END: main

/// How long this process has had a core (`/proc/pid/schedstat`, in nanoseconds).
fn report(how: &str) {
    let text = fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanoseconds: Option<u64> = text.split(' ').next().and_then(|word| word.parse().ok());
    match nanoseconds {
        Some(time) => println!("{how}: {} milliseconds on a core", time / 1_000_000),
        None => println!("{how}: this kernel does not say how long it had a core"),
    }
}
