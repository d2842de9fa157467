//! Starts a worker for each job.
//!
//! The check says: processes worked on 41 jobs

use std::io;

use exercises::checks::receipts;
use process::spawn;

pub fn do_all(
    jobs: &[u64],
    work: &(dyn Fn(u64) + Sync),
    attempts: u32,
) -> io::Result<Vec<u64>> {
    let mut given_up = Vec::new();
    for job in jobs {
        let mut left = attempts;
        while left > 0 && !spawn(|| work(*job))?.join()?.success() {
            left -= 1;
        }
        if left == 0 {
            given_up.push(*job);
        }
    }
    Ok(given_up)
}

fn main() {
    exercises::check("receipts", receipts::check, do_all);
}
