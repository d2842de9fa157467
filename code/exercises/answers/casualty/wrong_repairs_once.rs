//! Waits again when it is told of a death, and does not expect a second one in the same round.
//!
//! The check says: did round 5 0 times, and not 1
//!
//! It expects: also if another one dies while they wait again

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
                let met = party.wait().unwrap_or_else(|_| {
                    party.repair();
                    party.wait().unwrap()
                });
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
