//! Thinks of signals alone: a process that exits with code 0 looks like a success.
//!
//! The check says: [5700], when of the inputs

use std::io;

use exercises::checks::name_the_culprit;
use process_pool::{Cause, Pool};

pub fn culprits(work: &(dyn Fn(u64) + Sync), inputs: &[u64]) -> io::Result<Vec<u64>> {
    let mut pool = Pool::new(2, work)?;
    let results = pool.imap(inputs.iter().copied()).filter_map(Result::err);
    let killed = results.filter(|error| matches!(error.cause, Cause::Killed { .. }));
    Ok(killed.map(|error| inputs[error.index]).collect())
}

fn main() {
    exercises::check("name_the_culprit", name_the_culprit::check, culprits);
}
