//! Returns where the culprits stand, and not what they are.
//!
//! The check says: [299, 986], when

use std::io;

use exercises::checks::name_the_culprit;
use process_pool::{Cause, Pool};

pub fn culprits(work: &(dyn Fn(u64) + Sync), inputs: &[u64]) -> io::Result<Vec<u64>> {
    let mut pool = Pool::new(2, work)?;
    let results = pool.imap(inputs.iter().copied()).filter_map(Result::err);
    let lost = results.filter(|error| !matches!(error.cause, Cause::Panicked(_)));
    Ok(lost.map(|error| error.index as u64).collect())
}

fn main() {
    exercises::check("name_the_culprit", name_the_culprit::check, culprits);
}
