//! Assigns the permit to `_`, which drops it before the writing begins.
//!
//! The check says: a fourth process began to write while three others did

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
            let _ = disk.acquire();
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
