//! Counts the deaths of all jobs together.
//!
//! The check says: job 520 was never done

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
    while !left.is_empty() && deaths < attempts {
        let done = work_until_death(left, work)?;
        left = &left[done..];
        deaths += 1;
    }
    Ok(left.to_vec())
}

/// How many jobs a worker has done when it ends.
fn work_until_death(jobs: &[u64], work: &(dyn Fn(u64) + Sync)) -> io::Result<usize> {
    let (receipt, inbox) = bounded(8)?;
    let child = spawn(move || {
        for job in jobs {
            work(*job);
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
