//! Keep it running.
//!
//! A supervisor runs a service in a process, and starts it again when it has crashed, up to `most_starts` times in all. What is a crash?
//!
//! - The service returns (code 0): it is done.
//! - It panics, or a signal kills it: it has crashed. Start it again.
//! - But SIGTERM (15) and SIGINT (2) say that it was told to end. Do not start it again.
//! - It exits with any other code: it refuses to work, and would refuse again.
//!
//! You get: the service, which you call in a child, and `End`: `Done`, `Refused(code)`, `Told`, and `GaveUp` after the last crash.
//!
//! Check it with
//!
//!     cargo test -p exercises --test keep_it_running

use std::io;

use exercises::checks::keep_it_running::{self, End};

pub fn keep_running(service: &(dyn Fn() + Sync), most_starts: u32) -> io::Result<End> {
    todo!("run the service, and start it again if it has crashed")
}

fn main() {
    exercises::check("keep_it_running", keep_it_running::check, keep_running);
}
