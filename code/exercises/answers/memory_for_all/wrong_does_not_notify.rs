//! Gives back what it had, and tells none of those that wait. They look again now and then.
//!
//! The check says: the job that waited for it slept on, until it looked of itself

use std::io;

use exercises::checks::memory_for_all::{self, Work};
use process::spawn;
use single_value_data_sharing::Value;
use synchronization::Condvar;

pub fn work_all(memory: u32, needs: &[u32], work: Work<'_>) -> io::Result<()> {
    let (left, given_back) = (Value::new(memory)?, Condvar::new()?);
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
