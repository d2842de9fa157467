//! Leaves out the limit: a task that hangs is waited for, without an end.
//!
//! The check says: your function had not come back in time, and was ended, while of 8 requests four hung and two crashed

use std::io;
use std::thread;
use std::time::Duration;

use executor::Executor;
use exercises::checks::every_request::{self, Reply, Work};

pub fn serve(
    requests: usize,
    _limit: Duration,
    work: Work<'_>,
    reply: Reply<'_>,
) -> io::Result<()> {
    let executor = &Executor::new(2, work)?;
    thread::scope(|scope| {
        for request in 0..requests {
            scope.spawn(move || reply(request, executor.submit(request).wait()));
        }
    });
    Ok(())
}

fn main() {
    exercises::check("every_request", every_request::check, serve);
}
