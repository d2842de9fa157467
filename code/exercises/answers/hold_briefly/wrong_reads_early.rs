//! Reads the total under one lock and writes the sum under another: a result that was added between the two is lost.
//!
//! The check says: of the 8 numbers that other processes added meanwhile are not in the total
//!
//! It expects: between its reading and its writing

use exercises::checks::hold_briefly::{self, Total};

pub fn add(total: &Total, work: &dyn Fn() -> u64) {
    let result = work();
    let sum = *total.lock().unwrap() + result;
    *total.lock().unwrap() = sum;
}

fn main() {
    exercises::check("hold_briefly", hold_briefly::check, add);
}
