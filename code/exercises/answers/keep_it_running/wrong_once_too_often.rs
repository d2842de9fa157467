//! Counts the starts after the first.
//!
//! The check says: Done after 5 starts, for a service that, start by start, panics, aborts
//!
//! It expects: four in this check

use std::io;
use std::os::unix::process::ExitStatusExt;

use exercises::checks::keep_it_running::{self, End};
use process::spawn;

pub fn keep_running(service: &(dyn Fn() + Sync), most_starts: u32) -> io::Result<End> {
    let mut starts = 0;
    loop {
        let status = spawn(service)?.join()?;
        match (status.code(), status.signal()) {
            (Some(0), _) => return Ok(End::Done),
            (Some(101), _) => {}
            (Some(code), _) => return Ok(End::Refused(code)),
            (None, Some(2 | 15)) => return Ok(End::Told),
            (None, _) if starts == most_starts => return Ok(End::GaveUp),
            (None, _) => {}
        }
        starts += 1;
    }
}

fn main() {
    exercises::check("keep_it_running", keep_it_running::check, keep_running);
}
