//! Waits again and again at a barrier that it does not repair.
//!
//! The check says: had not come back in time, and was ended, while 5 workers did 6 rounds

use std::io;

use exercises::checks::casualty::{self, Report, Work};
use process::spawn;
use synchronization::barrier;

pub fn run(
    workers: usize,
    rounds: usize,
    work: Work<'_>,
    report: Report<'_>,
) -> io::Result<usize> {
    let mut children = Vec::new();
    for (number, party) in barrier(workers)?.into_iter().enumerate() {
        children.push(spawn(move || {
            for round in 0..rounds {
                work(number, round);
                let met = loop {
                    if let Ok(met) = party.wait() {
                        break met;
                    }
                };
                if met.is_leader() {
                    report(round);
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
