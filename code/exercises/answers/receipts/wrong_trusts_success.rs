//! Takes exit code 0 for the end of the jobs.
//!
//! The check says: job 520 was never done
//!
//! It expects: by whatever code or signal

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
    loop {
        let (receipt, inbox) = bounded(8)?;
        let child = spawn(move || {
            for job in &jobs[at..] {
                work(*job);
                receipt.send(*job).expect("the parent counts");
            }
        })?;
        let done = inbox.iter().count();
        at += done;
        if child.join()?.success() {
            return Ok(given_up);
        }
        if done > 0 {
            deaths = 0;
        }
        deaths += 1;
        if deaths == attempts {
            given_up.push(jobs[at]);
            (at, deaths) = (at + 1, 0);
        }
    }
}

fn main() {
    exercises::check("receipts", receipts::check, do_all);
}
