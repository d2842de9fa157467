//! Stop halfway.
//!
//! Let a pool of workers do many tasks, and take each result in the caller as soon as it is there. When `stop` says so, all processes are ended soon, whatever
//! they are doing, and what was taken so far is kept: return `false`. When all results were taken, return `true`. If a process has died
//! and results are missing, return an error. The function below looks at `stop` when a result comes, and there are tasks that do not end. Fix it.
//!
//! You get: how many tasks there are, from 0 on; how many workers; `work`, which gives the result of a task; `stop`, which tells at any time whether to stop;
//! `take`, which takes the number of a task and its result. `stop` and `take` are called in the caller's process.
//!
//! Check it with
//!
//!     cargo test -p exercises --test stop_halfway

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
