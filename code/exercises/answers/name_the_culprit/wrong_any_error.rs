//! Takes every error for a lost worker.
//!
//! The check says: [5700, 5013, 5000], when

use std::io;

use exercises::checks::name_the_culprit;
use process_pool::Pool;

pub fn culprits(work: &(dyn Fn(u64) + Sync), inputs: &[u64]) -> io::Result<Vec<u64>> {
    let mut pool = Pool::new(2, work)?;
    let results = pool.imap(inputs.iter().copied());
    Ok(results.filter_map(Result::err).map(|error| inputs[error.index]).collect())
}

fn main() {
    exercises::check("name_the_culprit", name_the_culprit::check, culprits);
}
