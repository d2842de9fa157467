//! Begins with the first job again after each death.
//!
//! The check says: job 500 was begun 2 times, and not 1

use std::io;

use exercises::checks::receipts;
use process::spawn;

pub fn do_all(
    jobs: &[u64],
    work: &(dyn Fn(u64) + Sync),
    attempts: u32,
) -> io::Result<Vec<u64>> {
    for _ in 0..attempts {
        let child = spawn(|| jobs.iter().for_each(|job| work(*job)))?;
        if child.join()?.success() {
            break;
        }
    }
    Ok(Vec::new())
}

fn main() {
    exercises::check("receipts", receipts::check, do_all);
}
