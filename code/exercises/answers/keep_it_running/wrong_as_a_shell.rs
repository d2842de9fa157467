//! Adds 128 to a signal, as a shell does, so that exit code 143 looks like SIGTERM and 137 like SIGKILL.
//!
//! The check says: Done after 2 starts, for a service that, start by start, exits with 137

use std::io;
use std::os::unix::process::ExitStatusExt;

use exercises::checks::keep_it_running::{self, End};
use process::spawn;

pub fn keep_running(service: &(dyn Fn() + Sync), most_starts: u32) -> io::Result<End> {
    for _ in 0..most_starts {
        let status = spawn(service)?.join()?;
        let code = status.code().or(status.signal().map(|signal| 128 + signal));
        match code.unwrap_or(0) {
            0 => return Ok(End::Done),
            130 | 143 => return Ok(End::Told),
            101 | 129.. => {}
            code => return Ok(End::Refused(code)),
        }
    }
    Ok(End::GaveUp)
}

fn main() {
    exercises::check("keep_it_running", keep_it_running::check, keep_running);
}
