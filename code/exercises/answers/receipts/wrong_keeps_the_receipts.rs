//! Sends all receipts at the end, so that those of a dead worker are lost.
//!
//! The check says: job 500 was begun 2 times, and not 1

use std::io;

use exercises::checks::receipts;
use process::spawn;
use queue_usage::bounded;

pub fn do_all(
    jobs: &[u64],
    work: &(dyn Fn(u64) + Sync),
    attempts: u32,
) -> io::Result<Vec<u64>> {
    let (mut left, mut deaths) = (jobs, 0);
    let mut given_up = Vec::new();
    while !left.is_empty() {
        let done = work_until_death(left, work)?;
        deaths = if done == 0 { deaths + 1 } else { 1 };
        left = &left[done..];
        if deaths == attempts
            && let Some((job, rest)) = left.split_first()
        {
            given_up.push(*job);
            (left, deaths) = (rest, 0);
        }
    }
    Ok(given_up)
}

/// How many jobs a worker has done when it ends.
fn work_until_death(jobs: &[u64], work: &(dyn Fn(u64) + Sync)) -> io::Result<usize> {
    let (receipt, inbox) = bounded(8)?;
    let child = spawn(move || {
        jobs.iter().for_each(|job| work(*job));
        for job in jobs {
            receipt.send(*job).expect("the parent counts");
        }
    })?;
    let done = inbox.iter().count();
    child.join()?;
    Ok(done)
}

fn main() {
    exercises::check("receipts", receipts::check, do_all);
}
