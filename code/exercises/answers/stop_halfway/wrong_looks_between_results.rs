//! Has the pool in the caller, which waits for the next result and cannot look at anything else meanwhile.
//!
//! The check says: the others do not end, and `stop` was not asked any more

use std::io;

use exercises::checks::stop_halfway::{self, Stop, Take, Work};
use process_pool::Pool;

pub fn run(
    tasks: u64,
    workers: usize,
    work: Work<'_>,
    stop: Stop<'_>,
    take: Take<'_>,
) -> io::Result<bool> {
    let mut pool = Pool::new(workers, work)?;
    for (index, result) in pool.imap_unordered(0..tasks) {
        take(index as u64, result.map_err(io::Error::other)?);
        if stop() {
            return Ok(false);
        }
    }
    pool.close()?;
    Ok(true)
}

fn main() {
    exercises::check("stop_halfway", stop_halfway::check, run);
}
