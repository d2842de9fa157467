use std::io;

use exercises::checks::three_at_the_disk::{self, Step};
use process::spawn;
use synchronization::Semaphore;

// ANCHOR: answer
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
        if !child.join()?.success() {
            lost.push(job);
        }
    }
    Ok(lost)
}
// ANCHOR_END: answer

fn main() {
    exercises::check("three_at_the_disk", three_at_the_disk::check, save_all);
}
