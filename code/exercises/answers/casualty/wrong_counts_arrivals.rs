//! Counts in a number who has come, and waits for the dead.
//!
//! The check says: had not come back in time, and was ended, while 5 workers did 6 rounds

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread::yield_now;

use exercises::checks::casualty::{self, Report, Work};
use process::spawn;
use single_value_data_sharing::Shared;

pub fn run(
    workers: usize,
    rounds: usize,
    work: Work<'_>,
    report: Report<'_>,
) -> io::Result<usize> {
    let came = Shared::new(AtomicUsize::new(0))?;
    let came = &came;
    let mut children = Vec::new();
    for number in 0..workers {
        children.push(spawn(move || {
            for round in 0..rounds {
                work(number, round);
                let all = workers * (round + 1);
                if came.fetch_add(1, SeqCst) + 1 == all {
                    report(round);
                }
                while came.load(SeqCst) < all {
                    yield_now();
                }
            }
        })?);
    }
    let mut left = 0;
    for child in children {
        left += usize::from(child.join()?.success());
    }
    Ok(left)
}

fn main() {
    exercises::check("casualty", casualty::check, run);
}
