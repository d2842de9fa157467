//! Phases with a casualty.
//!
//! Several workers, each in a process of its own, do their work round by round. No worker begins a round before all others have done the one
//! before. When a round is done by all, one of the workers reports it. This works, until a worker is killed: then the others fail. Fix that.
//! The dead do not count: those that are left do the rest of the rounds, and each of them does each round once. None is
//! killed while it reports. Return how many are left.
//!
//! You get: the number of workers; the number of rounds; `work`, which a worker calls with its number and that of the round, both from 0 on;
//! `report`, for the number of a round.
//!
//! Check it with
//!
//!     cargo test -p exercises --test casualty

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
                if party.wait().unwrap().is_leader() {
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
