//! Divides the jobs among three locks: three of one lock wait for each other while the two other locks are free.
//!
//! The check says: 1 process wrote at the same time, and not three
//!
//! It expects: whichever they are

use std::io;
use std::sync::PoisonError;

use exercises::checks::three_at_the_disk::{self, Step};
use process::spawn;
use single_value_data_sharing::Lock;

pub fn save_all(jobs: usize, compute: Step<'_>, write: Step<'_>) -> io::Result<Vec<usize>> {
    let disk = [Lock::new()?, Lock::new()?, Lock::new()?];
    let mut children = Vec::new();
    for job in 0..jobs {
        let place = &disk[job % 3];
        children.push(spawn(move || {
            compute(job);
            let _guard = place.lock().unwrap_or_else(PoisonError::into_inner);
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
