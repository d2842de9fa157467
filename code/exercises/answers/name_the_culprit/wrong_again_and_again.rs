//! Asks `map`, takes out the first culprit, and begins again.
//!
//! The check says: of them was worked on 4 times

use std::io;

use exercises::checks::name_the_culprit;
use process_pool::{Cause, Pool};

pub fn culprits(work: &(dyn Fn(u64) + Sync), inputs: &[u64]) -> io::Result<Vec<u64>> {
    let mut pool = Pool::new(2, work)?;
    let mut left = inputs.to_vec();
    let mut culprits = Vec::new();
    while let Err(error) = pool.map(left.iter().copied()) {
        let input = left.remove(error.index);
        if !matches!(error.cause, Cause::Panicked(_)) {
            culprits.push(input);
        }
    }
    Ok(culprits)
}

fn main() {
    exercises::check("name_the_culprit", name_the_culprit::check, culprits);
}
