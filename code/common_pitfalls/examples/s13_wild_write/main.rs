//! A fork sees the shared memory of its parent, captured or not. A child with a wild pointer writes
//! there; a process that was started earlier cannot.

mod sys;

use std::error::Error;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

use process::spawn;
use queue_usage::bounded;
use shared_memory::Shared;

// ANCHOR: main
fn main() -> Result<(), Box<dyn Error>> {
    let (addresses, wild) = bounded::<usize>(1)?;
    let early = spawn(move || sys::write_wildly(wild.recv().unwrap()))?;

    let number = Shared::new(AtomicU64::new(7))?;
    let address = &raw const *number as usize;
    addresses.send(address)?;
    println!("started earlier: {}, the number is {}", early.join()?, number.load(SeqCst));

    let late = spawn(move || sys::write_wildly(address))?;
    println!("started later:   {}, the number is {}", late.join()?, number.load(SeqCst));
    Ok(())
}
// ANCHOR_END: main
