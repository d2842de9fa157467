//! Tries a deadly job for ever.
//!
//! The check says: had not come back in time, and was ended, while it did 41 jobs, of which three kill every worker

use std::io;

use exercises::checks::receipts;
use process::spawn;
use queue_usage::bounded;

pub fn do_all(
    jobs: &[u64],
    work: &(dyn Fn(u64) + Sync),
    _attempts: u32,
) -> io::Result<Vec<u64>> {
    let mut left = jobs;
    while !left.is_empty() {
        let done = work_until_death(left, work)?;
        left = &left[done..];
    }
    Ok(Vec::new())
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
