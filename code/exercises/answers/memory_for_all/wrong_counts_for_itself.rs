//! Takes the tools of threads: after the fork, each process has a number of its own.
//!
//! The check says: a job that needs 4 gigabytes began while others used

use std::io;
use std::sync::{Condvar, Mutex};

use exercises::checks::memory_for_all::{self, Work};
use process::spawn;

pub fn work_all(memory: u32, needs: &[u32], work: Work<'_>) -> io::Result<()> {
    let (left, given_back) = (Mutex::new(memory), Condvar::new());
    let (left, given_back) = (&left, &given_back);
    let mut children = Vec::new();
    for (job, &need) in needs.iter().enumerate() {
        children.push(spawn(move || {
            let is_short = |left: &mut u32| *left < need;
            let mut guard = given_back.wait_while(left.lock().unwrap(), is_short).unwrap();
            *guard -= need;
            drop(guard);
            work(job);
            *left.lock().unwrap() += need;
            given_back.notify_all();
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
