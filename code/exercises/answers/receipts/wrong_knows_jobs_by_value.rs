//! Tells jobs apart by their numbers, so a job that is in the list twice is done once.
//!
//! The check says: was begun 1 times, and not 2

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use exercises::checks::receipts;
use process::spawn;
use queue_usage::bounded;

pub fn do_all(
    jobs: &[u64],
    work: &(dyn Fn(u64) + Sync),
    attempts: u32,
) -> io::Result<Vec<u64>> {
    let mut done = BTreeSet::new();
    let mut deaths: BTreeMap<u64, u32> = BTreeMap::new();
    let mut given_up = Vec::new();
    loop {
        let is_left = |job: &&u64| !done.contains(*job) && !given_up.contains(*job);
        let left: Vec<u64> = jobs.iter().filter(is_left).copied().collect();
        if left.is_empty() {
            return Ok(given_up);
        }
        let mut known = done.clone();
        let (receipt, inbox) = bounded(8)?;
        let child = spawn(move || {
            for job in left {
                if known.insert(job) {
                    work(job);
                    receipt.send(job).expect("the parent counts");
                }
            }
        })?;
        done.extend(inbox.iter());
        child.join()?;
        let is_open = |job: &&u64| !done.contains(*job) && !given_up.contains(*job);
        if let Some(job) = jobs.iter().find(is_open) {
            let count = deaths.entry(*job).or_default();
            *count += 1;
            if *count == attempts {
                given_up.push(*job);
            }
        }
    }
}

fn main() {
    exercises::check("receipts", receipts::check, do_all);
}
