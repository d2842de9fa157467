//! For a number, one instruction that reads, adds and writes does without a lock.

use std::io;
use std::sync::atomic::{AtomicI32, Ordering::SeqCst};

use process::spawn;
use single_value_data_sharing::Shared;

// ANCHOR: main
fn main() -> io::Result<()> {
    let number = Shared::new(AtomicI32::new(0))?;
    let add_a_million = || {
        for _ in 0..1_000_000 {
            number.fetch_add(1, SeqCst);
        }
    };
    let first = spawn(add_a_million)?;
    let second = spawn(add_a_million)?;
    first.join()?;
    second.join()?;
    println!("two million additions: {}", number.load(SeqCst));
    Ok(())
}
// ANCHOR_END: main
