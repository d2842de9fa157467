//! Works out by itself where a part begins, as if all had the same length.
//!
//! The check says: cell 333 was computed 2 times

use std::io;

use exercises::checks::blur::{self, Cell};
use multi_value_data_sharing::Array;
use process::spawn;

pub fn blur(picture: &[u64], cell: Cell<'_>, workers: usize) -> io::Result<Vec<u64>> {
    let cells = Array::zeroed(picture.len())?;
    let mut children = Vec::new();
    for (worker, part) in cells.parts(workers)?.into_iter().enumerate() {
        children.push(spawn(move || {
            let first = worker * (picture.len() / workers);
            let mut claim = part.claim().expect("the part is this child's");
            for (place, blurred) in (first..).zip(claim.iter_mut()) {
                *blurred = cell(picture, place);
            }
        })?);
    }
    for child in children {
        child.join()?;
    }
    let cells = cells.lock().map_err(|_| io::Error::other("a worker died with its part"))?;
    Ok(cells.to_vec())
}

fn main() {
    exercises::check("blur", blur::check, blur);
}
