//! Starts a process for each input, all of them at the same time.
//!
//! The check says: worked on 1000 inputs
//!
//! It expects: a few workers that stay

use std::io;

use exercises::checks::name_the_culprit;
use process::spawn;

pub fn culprits(work: &(dyn Fn(u64) + Sync), inputs: &[u64]) -> io::Result<Vec<u64>> {
    let mut children = Vec::new();
    for input in inputs {
        children.push((*input, spawn(|| work(*input))?));
    }
    let mut culprits = Vec::new();
    for (input, child) in children {
        let status = child.join()?;
        if !matches!(status.code(), Some(0 | 101)) {
            culprits.push(input);
        }
    }
    Ok(culprits)
}

fn main() {
    exercises::check("name_the_culprit", name_the_culprit::check, culprits);
}
