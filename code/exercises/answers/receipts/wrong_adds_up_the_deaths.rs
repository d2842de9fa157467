//! Counts the deaths of two jobs together.
//!
//! The check says: job 520 was never done
//!
//! It expects: the deaths of a job are counted for itself

use std::io;

use exercises::checks::receipts;
use process::spawn;
use queue_usage::bounded;

pub fn do_all(
    jobs: &[u64],
    work: &(dyn Fn(u64) + Sync),
    attempts: u32,
) -> io::Result<Vec<u64>> {
    let mut given_up = Vec::new();
    let (mut at, mut deaths) = (0, 0);
    while at < jobs.len() {
        let (receipt, inbox) = bounded(8)?;
        let child = spawn(move || {
            for job in &jobs[at..] {
                work(*job);
                receipt.send(*job).expect("the parent counts");
            }
        })?;
        let done = inbox.iter().count();
        at += done;
        child.join()?;
        deaths += 1;
        if deaths == attempts && at < jobs.len() {
            given_up.push(jobs[at]);
            (at, deaths) = (at + 1, 0);
        }
    }
    Ok(given_up)
}

fn main() {
    exercises::check("receipts", receipts::check, do_all);
}
