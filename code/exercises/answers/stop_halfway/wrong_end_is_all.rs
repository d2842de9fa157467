//! Takes the end of the queue for the sign that all is done.
//!
//! The check says: `true`, when a worker had been killed, and

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
    let mut is_open = true;
    while is_open && !stop() {
        match results.recv_timeout(Duration::from_millis(10)) {
            Ok((task, result)) => take(task, result),
            Err(error) => is_open = error.is_timeout(),
        }
    }
    manager.kill()?; // It may have ended.
    manager.join()?;
    Ok(!is_open)
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
