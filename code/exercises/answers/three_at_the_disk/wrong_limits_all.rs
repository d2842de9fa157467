//! Takes the permit before the process is started, so that three compute at a time.
//!
//! The check says: not all of 8 processes computed at the same time

use std::io;

use exercises::checks::three_at_the_disk::{self, Step};
use process::spawn;
use synchronization::Semaphore;

pub fn save_all(jobs: usize, compute: Step<'_>, write: Step<'_>) -> io::Result<Vec<usize>> {
    let disk = Semaphore::new(3)?;
    let disk = &disk;
    let mut children = Vec::new();
    for job in 0..jobs {
        let permit = disk.acquire();
        children.push(spawn(move || {
            let _permit = permit;
            compute(job);
            write(job);
        })?);
    }
    let mut lost = Vec::new();
    for (job, child) in children.into_iter().enumerate() {
        if !child.join()?.success() {
            lost.push(job);
        }
    }
    Ok(lost)
}

fn main() {
    exercises::check("three_at_the_disk", three_at_the_disk::check, save_all);
}
