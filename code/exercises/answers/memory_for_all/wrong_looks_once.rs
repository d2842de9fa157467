//! Waits once, and takes what is there or not.
//!
//! The check says: jobs never worked

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
            let mut guard = left.lock().unwrap();
            if *guard < need {
                guard = given_back.wait(guard).unwrap();
            }
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
