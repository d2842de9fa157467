//! Takes a permit for each gigabyte, one after the other. While it waits for the rest, it has some that others could use, and two such jobs
//! can wait for each other without end.
//!
//! The check says: jobs needed 4, 6, 6, 6 and 2 gigabytes, of 6

use std::io;

use exercises::checks::memory_for_all::{self, Work};
use process::spawn;
use synchronization::Semaphore;

pub fn work_all(memory: u32, needs: &[u32], work: Work<'_>) -> io::Result<()> {
    let left = Semaphore::new(memory as usize)?;
    let left = &left;
    let mut children = Vec::new();
    for (job, &need) in needs.iter().enumerate() {
        children.push(spawn(move || {
            let _permits: Vec<_> = (0..need).map(|_| left.acquire()).collect();
            work(job);
        })?);
    }
    for child in children {
        child.join()?;
    }
    Ok(())
}

fn main() {
    exercises::check("memory_for_all", memory_for_all::check, work_all);
}
