//! Takes a worker that ended with code 0 for one that has computed its stretch.
//!
//! The check says: 1000 cells, although a worker ended with code 0 at cell 500
//!
//! It expects: whatever its code

use std::io;
use std::sync::PoisonError;

use exercises::checks::blur::{self, Cell};
use multi_value_data_sharing::Array;
use process::spawn;

pub fn blur(picture: &[u64], cell: Cell<'_>, workers: usize) -> io::Result<Vec<u64>> {
    let cells = Array::zeroed(picture.len())?;
    let mut children = Vec::new();
    for part in cells.parts(workers)? {
        children.push(spawn(move || {
            let first = part.range().start;
            let mut claim = part.claim().expect("the part is this child's");
            for (place, blurred) in (first..).zip(claim.iter_mut()) {
                *blurred = cell(picture, place);
            }
        })?);
    }
    for child in children {
        if !child.join()?.success() {
            return Err(io::Error::other("a worker died with its part"));
        }
    }
    Ok(cells.lock().unwrap_or_else(PoisonError::into_inner).to_vec())
}

fn main() {
    exercises::check("blur", blur::check, blur);
}
