//! Hands in all tasks at once, and then waits for the first, the second and so on: all that came after a slow one wait for it.
//!
//! The check says: requests had to wait for a slow one that came before them

use std::io;
use std::time::Duration;

use executor::{Executor, PoolOptions};
use exercises::checks::every_request::{self, Reply, Work};

pub fn serve(
    requests: usize,
    limit: Duration,
    work: Work<'_>,
    reply: Reply<'_>,
) -> io::Result<()> {
    let options = PoolOptions::new().workers(2).time_limit(limit);
    let executor = Executor::with(options, work)?;
    let tickets: Vec<_> = (0..requests).map(|request| executor.submit(request)).collect();
    for (request, ticket) in tickets.into_iter().enumerate() {
        reply(request, ticket.wait());
    }
    Ok(())
}

fn main() {
    exercises::check("every_request", every_request::check, serve);
}
