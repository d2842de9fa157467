//! Starts a process for each input.
//!
//! The check says: 1000 processes worked on 1000 inputs

use std::io;

use exercises::checks::name_the_culprit;
use process::spawn;

pub fn culprits(work: &(dyn Fn(u64) + Sync), inputs: &[u64]) -> io::Result<Vec<u64>> {
    let mut culprits = Vec::new();
    for input in inputs {
        let status = spawn(|| {
            work(*input);
            std::process::exit(10);
        })?
        .join()?;
        if ![Some(10), Some(101)].contains(&status.code()) {
            culprits.push(*input);
        }
    }
    Ok(culprits)
}

fn main() {
    exercises::check("name_the_culprit", name_the_culprit::check, culprits);
}
