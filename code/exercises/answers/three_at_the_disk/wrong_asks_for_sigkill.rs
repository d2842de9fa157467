//! Takes SIGKILL for the only signal that kills.
//!
//! The check says: [1, 6] were returned as lost, and not [1, 4, 6]
//!
//! It expects: by whatever signal

use std::io;
use std::os::unix::process::ExitStatusExt;

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
        if child.join()?.signal() == Some(9) {
            lost.push(job);
        }
    }
    Ok(lost)
}

fn main() {
    exercises::check("three_at_the_disk", three_at_the_disk::check, save_all);
}
