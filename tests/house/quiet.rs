//! One heavy thing at a time: a compiler and a program with a time limit do not share two cores well.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Waits until no other test binds, compiles, runs programs or browses; until the guard is dropped, none will.
pub fn machine() -> MutexGuard<'static, ()> {
    static MACHINE: Mutex<()> = Mutex::new(());
    // A test that failed has left nothing half-done that another one sees.
    MACHINE.lock().unwrap_or_else(PoisonError::into_inner)
}
