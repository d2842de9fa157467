//! Lets the limit begin when the task is handed in: those that wait for their turn are late before they have begun.
//!
//! The check says: was answered by Err(TimedOut

use std::io;
use std::thread;
use std::time::Duration;

use executor::{Cause, Executor};
use exercises::checks::every_request::{self, Reply, Work};

pub fn serve(
    requests: usize,
    limit: Duration,
    work: Work<'_>,
    reply: Reply<'_>,
) -> io::Result<()> {
    let executor = Executor::new(2, work)?;
    let tickets: Vec<_> = (0..requests).map(|request| executor.submit(request)).collect();
    thread::scope(|scope| {
        for (request, mut ticket) in tickets.into_iter().enumerate() {
            scope.spawn(move || {
                let result = ticket.wait_timeout(limit);
                reply(request, result.unwrap_or(Err(Cause::TimedOut { limit })));
            });
        }
    });
    Ok(())
}

fn main() {
    exercises::check("every_request", every_request::check, serve);
}
