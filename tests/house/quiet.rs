//! What is heavy comes one at a time: two compilers, or two programs that are measured, do not share two cores well. A
//! compiler and a program that mostly waits do.

use std::sync::{Mutex, MutexGuard, PoisonError};

type Turn = MutexGuard<'static, ()>;

/// Waits until no other test compiles; until the guard is dropped, none will.
pub fn compiling() -> Turn {
    static COMPILERS: Mutex<()> = Mutex::new(());
    turn(&COMPILERS)
}

/// Waits until no other test runs programs that have a time limit; until the guard is dropped, none will.
pub fn running() -> Turn {
    static PROGRAMS: Mutex<()> = Mutex::new(());
    turn(&PROGRAMS)
}

/// Waits until no other test does anything heavy: for one that binds or browses.
pub fn machine() -> (Turn, Turn) {
    // All that take both take them in this order.
    (compiling(), running())
}

fn turn(lock: &'static Mutex<()>) -> Turn {
    // A test that failed has left nothing half-done that another one sees.
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
