//! Takes a death for a meeting: repairs the barrier, and begins the next round.
//!
//! The check says: a worker began round 5 before all that live had done the one before

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
                match party.wait() {
                    Ok(met) if met.is_leader() => report(round),
                    Ok(_) => {}
                    Err(_) => {
                        party.repair();
                    }
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
