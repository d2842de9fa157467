//! Takes the results in the order of the tasks, so a slow one holds up those behind it.
//!
//! The check says: while one task went on, no result of the others was taken

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
    let (mut taken, mut is_open) = (0, true);
    while is_open && !stop() {
        match results.recv_timeout(Duration::from_millis(10)) {
            Ok((task, result)) => {
                take(task, result);
                taken += 1;
            }
            Err(error) => is_open = error.is_timeout(),
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
    for (index, result) in pool.imap(0..tasks).enumerate() {
        let result = result.expect("no worker has died");
        sender.send((index as u64, result)).expect("the caller receives");
    }
}

fn main() {
    exercises::check("stop_halfway", stop_halfway::check, run);
}
