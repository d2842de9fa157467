//! Counts by hand how many may write, and the dead take their places with them.
//!
//! The check says: had not come back in time, and was ended, while three of 8 processes were killed while they wrote

use std::io;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread::yield_now;

use exercises::checks::three_at_the_disk::{self, Step};
use process::spawn;
use single_value_data_sharing::Shared;

pub fn save_all(jobs: usize, compute: Step<'_>, write: Step<'_>) -> io::Result<Vec<usize>> {
    let disk = Shared::new(AtomicU32::new(3))?;
    let disk = &disk;
    let mut children = Vec::new();
    for job in 0..jobs {
        children.push(spawn(move || {
            compute(job);
            while disk.fetch_update(SeqCst, SeqCst, |left| left.checked_sub(1)).is_err() {
                yield_now();
            }
            write(job);
            disk.fetch_add(1, SeqCst);
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
