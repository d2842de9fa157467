//! A wake that comes between the look and the sleep. The pause stands for the kernel, which may
//! run another process at any time.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::{Duration, Instant};
use std::{io, thread};

use process::spawn;
use shared_memory::{Shared, futex};

const PAUSE: Duration = Duration::from_millis(100);
const LIMIT: Duration = Duration::from_millis(500);

// ANCHOR: main
fn main() -> io::Result<()> {
    let (is_set, sleepers) =
        (Shared::new(AtomicU32::new(0))?, Shared::new(AtomicU32::new(0))?);
    let waiter = spawn(|| {
        if is_set.load(SeqCst) == 0 {
            thread::sleep(PAUSE);
            let until = Instant::now() + LIMIT;
            let woken = futex::wait(&sleepers, 0, Some(until));
            println!("woken: {woken}; set: {}", is_set.load(SeqCst));
        }
    })?;
    thread::sleep(PAUSE / 2);
    is_set.store(1, SeqCst);
    futex::wake(&sleepers, u32::MAX);
    waiter.join()?;
    Ok(())
}
// ANCHOR_END: main
