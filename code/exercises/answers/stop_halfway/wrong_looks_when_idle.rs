//! Looks only when no result comes. While they come one after the other, no interrupt stops it.
//!
//! The check says: results came, one soon after the other, `stop` was not asked

use std::io;
use std::time::Duration;

use exercises::checks::stop_halfway::{self, Stop, Take, Work};
use process::spawn;
use process_pool::Pool;
use queue_usage::{Sender, bounded};

pub fn run(
    tasks: u64,
    workers: usize,
    work: Work<'_>,
    stop: Stop<'_>,
    take: Take<'_>,
) -> io::Result<bool> {
    let (sender, results) = bounded(64)?;
    let manager = spawn(move || manage(tasks, workers, work, &sender))?;
    let (mut taken, mut is_open, mut is_stopped) = (0, true, false);
    while is_open && !is_stopped {
        match results.recv_timeout(Duration::from_millis(10)) {
            Ok((task, result)) => {
                take(task, result);
                taken += 1;
            }
            Err(error) if error.is_timeout() => is_stopped = stop(),
            Err(_) => is_open = false,
        }
    }
    manager.kill()?; // It may have ended.
    manager.join()?;
    if !is_open && taken < tasks {
        return Err(io::Error::other("a process has died, and results are missing"));
    }
    Ok(taken == tasks)
}

/// Runs the pool, in a process that can be ended with all its workers.
fn manage(tasks: u64, workers: usize, work: Work<'_>, sender: &Sender<(u64, u64)>) {
    let mut pool = Pool::new(workers, work).expect("a pool");
    for (index, result) in pool.imap_unordered(0..tasks) {
        let result = result.expect("no worker has died");
        sender.send((index as u64, result)).expect("the caller receives");
    }
}

fn main() {
    exercises::check("stop_halfway", stop_halfway::check, run);
}
