//! Takes a process for lost if it ended with an exit code that is not 0: a killed one has none.
//!
//! The check says: [] were returned as lost, and not [1, 4, 6]

use std::io;

use exercises::checks::three_at_the_disk::{self, Step};
use process::spawn;
use synchronization::Semaphore;

pub fn save_all(jobs: usize, compute: Step<'_>, write: Step<'_>) -> io::Result<Vec<usize>> {
    let disk = Semaphore::new(3)?;
    let disk = &disk;
    let mut children = Vec::new();
    for job in 0..jobs {
        children.push(spawn(move || {
            compute(job);
            let _permit = disk.acquire();
            write(job);
        })?);
    }
    let mut lost = Vec::new();
    for (job, child) in children.into_iter().enumerate() {
        if child.join()?.code().is_some_and(|code| code != 0) {
            lost.push(job);
        }
    }
    Ok(lost)
}

fn main() {
    exercises::check("three_at_the_disk", three_at_the_disk::check, save_all);
}
