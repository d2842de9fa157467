//! Takes a worker for each request, so that none has to wait.
//!
//! The check says: workers were given tasks

use std::io;
use std::thread;
use std::time::Duration;

use executor::{Executor, PoolOptions};
use exercises::checks::every_request::{self, Reply, Work};

pub fn serve(
    requests: usize,
    limit: Duration,
    work: Work<'_>,
    reply: Reply<'_>,
) -> io::Result<()> {
    let options = PoolOptions::new().workers(requests).time_limit(limit);
    let executor = &Executor::with(options, work)?;
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
