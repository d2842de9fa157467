//! A lost update, forced: both processes read the number before either writes it back.

use std::io;
use std::sync::atomic::{AtomicI32, Ordering::SeqCst};
use std::thread;

use process::spawn;
use single_value_data_sharing::Shared;

// ANCHOR: main
fn main() -> io::Result<()> {
    let number = Shared::new(AtomicI32::new(0))?;
    let readers = Shared::new(AtomicI32::new(0))?;
    let add_one = || {
        let seen = number.load(SeqCst);
        meet(&readers);
        number.store(seen + 1, SeqCst);
    };

    let first = spawn(add_one)?;
    let second = spawn(add_one)?;
    first.join()?;
    second.join()?;
    println!("two processes added 1 to 0 and got {}", number.load(SeqCst));
    Ok(())
}
// ANCHOR_END: main

// ANCHOR: meet
/// Returns once both processes have come here.
fn meet(arrived: &AtomicI32) {
    arrived.fetch_add(1, SeqCst);
    while arrived.load(SeqCst) < 2 {
        thread::yield_now();
    }
}
// ANCHOR_END: meet
