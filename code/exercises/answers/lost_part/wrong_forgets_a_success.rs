//! Clears the poison of all lost parts, and computes those again whose worker ended with a failure.
//!
//! The check says: cells are wrong, and Ok: a worker ended with code 0 in the middle of its part, and another one was killed

use std::io;

use exercises::checks::lost_part;
use multi_value_data_sharing::{Array, Part};
use process::spawn;

pub fn compute(
    len: usize,
    cell: &(dyn Fn(usize) -> u64 + Sync),
    workers: usize,
    attempts: u32,
) -> io::Result<Vec<u64>> {
    let array = Array::zeroed(len)?;
    let mut lost = Vec::from_iter(0..workers);
    for _ in 0..attempts {
        let mut children = Vec::new();
        for (number, part) in array.parts(workers)?.into_iter().enumerate() {
            if lost.contains(&number) {
                children.push((number, spawn(move || fill(part, cell))?));
            }
        }
        lost.clear();
        for (number, child) in children {
            if !child.join()?.success() {
                lost.push(number);
            }
        }
        if lost.is_empty() {
            let array = array.lock().map_err(|_| io::Error::other("a part is missing"))?;
            return Ok(array.to_vec());
        }
        let _ = array.try_lock(); // Here the array learns of the deaths.
        array.clear_poison();
    }
    Err(io::Error::other("a part kills its workers"))
}

fn fill(part: Part<'_, u64>, cell: &(dyn Fn(usize) -> u64 + Sync)) {
    let first = part.range().start;
    let mut claim = part.claim().expect("the part is this child's");
    for (place, value) in (first..).zip(claim.iter_mut()) {
        *value = cell(place);
    }
}

fn main() {
    exercises::check("lost_part", lost_part::check, compute);
}
