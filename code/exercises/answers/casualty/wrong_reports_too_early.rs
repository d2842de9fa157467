//! Reports a round when the first worker has done it, before all others have.
//!
//! The check says: was reported before all that live had done it

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use exercises::checks::casualty::{self, Report, Work};
use process::spawn;
use single_value_data_sharing::Shared;
use synchronization::barrier;

pub fn run(
    workers: usize,
    rounds: usize,
    work: Work<'_>,
    report: Report<'_>,
) -> io::Result<usize> {
    let reported = Shared::new(AtomicUsize::new(0))?;
    let reported = &reported;
    let mut children = Vec::new();
    for (number, party) in barrier(workers)?.into_iter().enumerate() {
        children.push(spawn(move || {
            for round in 0..rounds {
                work(number, round);
                if reported.fetch_max(round + 1, SeqCst) <= round {
                    report(round);
                }
                while party.wait().is_err() {
                    party.repair();
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
