//! Makes the semaphore after the fork: each process has one of its own.
//!
//! The check says: a fourth process began to write while three others did

use std::io;

use exercises::checks::three_at_the_disk::{self, Step};
use process::spawn;
use synchronization::Semaphore;

pub fn save_all(jobs: usize, compute: Step<'_>, write: Step<'_>) -> io::Result<Vec<usize>> {
    let mut children = Vec::new();
    for job in 0..jobs {
        children.push(spawn(move || {
            compute(job);
            let disk = Semaphore::new(3).expect("memory for a semaphore");
            let _permit = disk.acquire();
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
