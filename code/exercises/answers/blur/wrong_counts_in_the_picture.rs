//! Counts places of the picture in a claim, which begins at 0.
//!
//! The check says: cell 335 was computed 0 times

use std::io;

use exercises::checks::blur::{self, Cell};
use multi_value_data_sharing::Array;
use process::spawn;

pub fn blur(picture: &[u64], cell: Cell<'_>, workers: usize) -> io::Result<Vec<u64>> {
    let cells = Array::zeroed(picture.len())?;
    let mut children = Vec::new();
    for part in cells.parts(workers)? {
        children.push(spawn(move || {
            let mut claim = part.claim().expect("the part is this child's");
            for place in claim.range() {
                claim[place] = cell(picture, place);
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
