//! Forgets that Ctrl-C, which is SIGINT, is a request to end, too.
//!
//! The check says: Done after 3 starts, for a service that, start by start, panics, is killed by signal 2
//!
//! It expects: SIGTERM or SIGINT: it was told to end

use std::io;
use std::os::unix::process::ExitStatusExt;

use exercises::checks::keep_it_running::{self, End};
use process::spawn;

pub fn keep_running(service: &(dyn Fn() + Sync), most_starts: u32) -> io::Result<End> {
    for _ in 0..most_starts {
        let status = spawn(service)?.join()?;
        match (status.code(), status.signal()) {
            (Some(0), _) => return Ok(End::Done),
            (Some(101), _) => {}
            (Some(code), _) => return Ok(End::Refused(code)),
            (None, Some(15)) => return Ok(End::Told),
            (None, _) => {}
        }
    }
    Ok(End::GaveUp)
}

fn main() {
    exercises::check("keep_it_running", keep_it_running::check, keep_running);
}
