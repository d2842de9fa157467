//! Waits until the children have ended, and forgets them with their descriptors.
//!
//! The check says: your function left 9 descriptors open

use std::io;
use std::mem::forget;

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
    for child in &mut children {
        while child.try_join()?.is_none() {}
    }
    forget(children);
    let cells = cells.lock().map_err(|_| io::Error::other("a worker died with its part"))?;
    Ok(cells.to_vec())
}

fn main() {
    exercises::check("blur", blur::check, blur);
}
