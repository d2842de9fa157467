//! Starts the service again after everything that is no success.
//!
//! The check says: Done after 2 starts, for a service that, start by start, exits with 2

use std::io;

use exercises::checks::keep_it_running::{self, End};
use process::spawn;

pub fn keep_running(service: &(dyn Fn() + Sync), most_starts: u32) -> io::Result<End> {
    for _ in 0..most_starts {
        if spawn(service)?.join()?.success() {
            return Ok(End::Done);
        }
    }
    Ok(End::GaveUp)
}

fn main() {
    exercises::check("keep_it_running", keep_it_running::check, keep_running);
}
