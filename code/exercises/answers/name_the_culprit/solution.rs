use std::io;

use exercises::checks::name_the_culprit;
use process_pool::{Cause, Pool};

// ANCHOR: answer
pub fn culprits(work: &(dyn Fn(u64) + Sync), inputs: &[u64]) -> io::Result<Vec<u64>> {
    let mut pool = Pool::new(2, work)?;
    let mut culprits = Vec::new();
    for result in pool.imap(inputs.iter().copied()) {
        match result {
            Err(error) if !matches!(error.cause, Cause::Panicked(_)) => {
                culprits.push(inputs[error.index]);
            }
            _ => {}
        }
    }
    Ok(culprits)
}
// ANCHOR_END: answer

fn main() {
    exercises::check("name_the_culprit", name_the_culprit::check, culprits);
}
