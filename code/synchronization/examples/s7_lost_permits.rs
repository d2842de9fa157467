//! Permits as a number in shared memory, and as a semaphore: two holders are killed.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::Duration;
use std::{io, thread};

use process::spawn;
use single_value_data_sharing::Shared;
use synchronization::{Event, Semaphore};

// ANCHOR: number
/// Takes a permit, if one is left.
fn try_take(left: &AtomicU32) -> bool {
    left.fetch_update(SeqCst, SeqCst, |left| left.checked_sub(1)).is_ok()
}
// ANCHOR_END: number

// ANCHOR: main
fn main() -> io::Result<()> {
    let left = Shared::new(AtomicU32::new(2))?;
    let disk = Semaphore::new(2)?;
    for _ in 0..2 {
        let holds = Event::new()?;
        let holder = spawn(|| {
            assert!(try_take(&left));
            let _permit = disk.acquire();
            holds.set();
            thread::sleep(Duration::from_secs(60)); // It would give both back afterwards.
        })?;
        holds.wait();
        holder.kill()?;
        println!("the holder ended with {}", holder.join()?);
    }
    println!("the number says: {} permits", left.load(SeqCst));
    println!("the semaphore says: {} permits", disk.available_permits());
    Ok(())
}
// ANCHOR_END: main
