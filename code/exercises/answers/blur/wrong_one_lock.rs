//! Computes its stretch under the lock of the whole array.
//!
//! The check says: 1 of 3 workers computed at the same time

use std::io;

use exercises::checks::blur::{self, Cell};
use multi_value_data_sharing::Array;
use process::spawn;

pub fn blur(picture: &[u64], cell: Cell<'_>, workers: usize) -> io::Result<Vec<u64>> {
    let cells = Array::zeroed(picture.len())?;
    let mut children = Vec::new();
    let stretch = picture.len().div_ceil(workers);
    for first in (0..picture.len()).step_by(stretch) {
        let cells = &cells;
        children.push(spawn(move || {
            let mut cells = cells.lock().unwrap();
            for place in first..picture.len().min(first + stretch) {
                cells[place] = cell(picture, place);
            }
        })?);
    }
    for child in children {
        child.join()?;
    }
    let cells = cells.lock().map_err(|_| io::Error::other("a worker died with the lock"))?;
    Ok(cells.to_vec())
}

fn main() {
    exercises::check("blur", blur::check, blur);
}
