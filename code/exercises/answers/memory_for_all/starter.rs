//! Memory for all.
//!
//! Jobs need memory while they work. Each of them works in a process of its own, and all processes are started at once. Jobs work at the same time as
//! long as there is memory for all of them together; the others wait until enough was given back, and are told of it. A job that fits does not wait
//! behind one that does not. The function below lets two jobs work at a time, however much they need. Fix that.
//!
//! You get: how many gigabytes of memory there are; how many each job needs, never more than there are; `work`, which the process of a job calls
//! with the number of its job, from 0 on. None of these processes is killed.
//!
//! Check it with
//!
//!     cargo test -p exercises --test memory_for_all

use std::io;

use exercises::checks::memory_for_all::{self, Work};
use process::spawn;
use synchronization::Semaphore;

pub fn work_all(memory: u32, needs: &[u32], work: Work<'_>) -> io::Result<()> {
    let two = Semaphore::new(2)?;
    let two = &two;
    let mut children = Vec::new();
    for job in 0..needs.len() {
        children.push(spawn(move || {
            let _permit = two.acquire();
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
