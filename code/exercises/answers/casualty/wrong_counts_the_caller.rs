//! Makes a party for the caller, which never comes.
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
    let mut parties = barrier(workers + 1)?;
    let _mine = parties.pop();
    let mut children = Vec::new();
    for (number, party) in parties.into_iter().enumerate() {
        children.push(spawn(move || {
            for round in 0..rounds {
                work(number, round);
                let met = loop {
                    match party.wait() {
                        Ok(met) => break met,
                        Err(_) => party.repair(),
                    };
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
