//! Gives each worker every third cell.
//!
//! The check says: 3 workers computed 1000 stretches

use std::io;

use exercises::checks::blur::{self, Cell};
use multi_value_data_sharing::Array;
use process::spawn;

pub fn blur(picture: &[u64], cell: Cell<'_>, workers: usize) -> io::Result<Vec<u64>> {
    let cells = Array::zeroed(picture.len())?;
    let mut children = Vec::new();
    for worker in 0..workers {
        let cells = &cells;
        children.push(spawn(move || {
            for place in (worker..picture.len()).step_by(workers) {
                let blurred = cell(picture, place);
                cells.lock().unwrap()[place] = blurred;
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
