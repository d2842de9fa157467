//! Leaks the guard, and so the lock.
//!
//! The check says: a process ended and had the lock

use std::sync::PoisonError;

use exercises::checks::hold_briefly::{self, Total};

pub fn add(total: &Total, work: &dyn Fn() -> u64) {
    let result = work();
    let mut total = total.lock().unwrap_or_else(PoisonError::into_inner);
    *total += result;
    std::mem::forget(total);
}

fn main() {
    exercises::check("hold_briefly", hold_briefly::check, add);
}
