//! Takes the code of a panic for a refusal.
//!
//! The check says: Refused(101) after 1 start, for
//!
//! It expects: a panic (code 101)

use std::io;
use std::os::unix::process::ExitStatusExt;

use exercises::checks::keep_it_running::{self, End};
use process::spawn;

pub fn keep_running(service: &(dyn Fn() + Sync), most_starts: u32) -> io::Result<End> {
    for _ in 0..most_starts {
        let status = spawn(service)?.join()?;
        match (status.code(), status.signal()) {
            (Some(0), _) => return Ok(End::Done),
            (Some(code), _) => return Ok(End::Refused(code)),
            (None, Some(2 | 15)) => return Ok(End::Told),
            (None, _) => {}
        }
    }
    Ok(End::GaveUp)
}

fn main() {
    exercises::check("keep_it_running", keep_it_running::check, keep_running);
}
