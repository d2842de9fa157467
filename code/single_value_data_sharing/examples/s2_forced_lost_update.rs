//! A lost update, forced: both processes read the number before either writes it back.

use std::io;
use std::sync::atomic::{AtomicI32, AtomicU32, Ordering::SeqCst};

use process::spawn;
use shared_memory::futex;
use single_value_data_sharing::Shared;

// ANCHOR: main
fn main() -> io::Result<()> {
    let number = Shared::new(AtomicI32::new(0))?;
    let readers = Shared::new(AtomicU32::new(0))?;
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
fn meet(arrived: &AtomicU32) {
    arrived.fetch_add(1, SeqCst);
    futex::wake(arrived, 1);
    while arrived.load(SeqCst) < 2 {
        let _ = futex::wait(arrived, 1, None);
    }
}
// ANCHOR_END: meet
