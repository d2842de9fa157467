//! Names the culprits in the order in which they ended.
//!
//! The check says: [5013, 5700], when
//!
//! It expects: in the order of the inputs

use std::io;

use exercises::checks::name_the_culprit;
use process_pool::{Cause, Pool};

pub fn culprits(work: &(dyn Fn(u64) + Sync), inputs: &[u64]) -> io::Result<Vec<u64>> {
    let mut pool = Pool::new(2, work)?;
    let mut culprits = Vec::new();
    for (index, result) in pool.imap_unordered(inputs.iter().copied()) {
        match result {
            Err(error) if !matches!(error.cause, Cause::Panicked(_)) => {
                culprits.push(inputs[index]);
            }
            _ => {}
        }
    }
    Ok(culprits)
}

fn main() {
    exercises::check("name_the_culprit", name_the_culprit::check, culprits);
}
