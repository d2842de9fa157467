//! Catches the panics of a service that it runs in its own process.
//!
//! The check says: the service ran in the supervisor's own process

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use exercises::checks::keep_it_running::{self, End};

pub fn keep_running(service: &(dyn Fn() + Sync), most_starts: u32) -> io::Result<End> {
    for _ in 0..most_starts {
        if catch_unwind(AssertUnwindSafe(service)).is_ok() {
            return Ok(End::Done);
        }
    }
    Ok(End::GaveUp)
}

fn main() {
    exercises::check("keep_it_running", keep_it_running::check, keep_running);
}
