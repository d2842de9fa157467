//! Forgets that a killed process has no code.
//!
//! The check says: your function panicked

use std::io;
use std::os::unix::process::ExitStatusExt;

use exercises::checks::keep_it_running::{self, End};
use process::spawn;

pub fn keep_running(service: &(dyn Fn() + Sync), most_starts: u32) -> io::Result<End> {
    for _ in 0..most_starts {
        let status = spawn(service)?.join()?;
        match status.code().unwrap() {
            0 => return Ok(End::Done),
            101 => {}
            code if status.signal().is_none() => return Ok(End::Refused(code)),
            _ => return Ok(End::Told),
        }
    }
    Ok(End::GaveUp)
}

fn main() {
    exercises::check("keep_it_running", keep_it_running::check, keep_running);
}
