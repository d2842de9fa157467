//! Takes the order of the inputs for that of their numbers.
//!
//! The check says: [5013, 5700], when
//!
//! It expects: whichever is the smaller number

use std::io;

use exercises::checks::name_the_culprit;
use process_pool::{Cause, Pool};

pub fn culprits(work: &(dyn Fn(u64) + Sync), inputs: &[u64]) -> io::Result<Vec<u64>> {
    let mut pool = Pool::new(2, work)?;
    let results = pool.imap_unordered(inputs.iter().copied());
    let errors = results.filter_map(|(_, result)| result.err());
    let lost = errors.filter(|error| !matches!(error.cause, Cause::Panicked(_)));
    let mut culprits: Vec<u64> = lost.map(|error| inputs[error.index]).collect();
    culprits.sort_unstable();
    Ok(culprits)
}

fn main() {
    exercises::check("name_the_culprit", name_the_culprit::check, culprits);
}
