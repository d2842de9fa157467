//! Computes the lost parts in the caller, which would die of a cell that kills a second time.
//!
//! The check says: the caller's own process computed cells

use std::io;

use exercises::checks::lost_part;
use multi_value_data_sharing::{Array, Part};
use process::spawn;

pub fn compute(
    len: usize,
    cell: &(dyn Fn(usize) -> u64 + Sync),
    workers: usize,
    _attempts: u32,
) -> io::Result<Vec<u64>> {
    let array = Array::zeroed(len)?;
    let mut children = Vec::new();
    for part in array.parts(workers)? {
        let range = part.range();
        children.push((range, spawn(move || fill(part, cell))?));
    }
    let mut lost = Vec::new();
    for (range, child) in children {
        if !child.join()?.success() {
            lost.push(range);
        }
    }
    let mut array = array.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    for place in lost.into_iter().flatten() {
        array[place] = cell(place);
    }
    Ok(array.to_vec())
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
