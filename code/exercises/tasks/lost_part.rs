//! Redo the lost part.
//!
//! Compute all cells in the parts of an array, each part in a worker process. If workers die, compute again what was lost: only their
//! parts, each in a new worker. The parts that came back stay. If `attempts` workers in a row have died with the same part, return an error.
//!
//! You get: the number of cells; `cell`, which gives the value for a place, and kills its process at some of them; the number of workers; and
//! `attempts`. Start from scratch.
//!
//! Check it with
//!
//!     cargo test -p exercises --test lost_part

use std::io;

use exercises::checks::lost_part;

pub fn compute(
    len: usize,
    cell: &(dyn Fn(usize) -> u64 + Sync),
    workers: usize,
    attempts: u32,
) -> io::Result<Vec<u64>> {
    todo!("parts, and the lost ones again")
}

fn main() {
    exercises::check("lost_part", lost_part::check, compute);
}
