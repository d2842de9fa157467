//! A thread takes a lock, leaks the guard and ends. The kernel says that the owner died, and yet
//! another thread may be using what the lock protects.

use std::io;
use std::mem;
use std::panic;
use std::thread;

use shared_memory::Lock;

// ANCHOR: main
fn main() -> io::Result<()> {
    let lock = Lock::new()?;
    thread::scope(|scope| {
        scope.spawn(|| mem::forget(lock.lock()));
    });

    let refused = panic::catch_unwind(|| drop(lock.lock()));
    println!("the lock was given away again: {}", refused.is_ok());
    Ok(())
}
// ANCHOR_END: main
