//! Computes everything in one process, the caller's.
//!
//! The check says: the caller's own process computed cells

use std::io;

use exercises::checks::blur::{self, Cell};

pub fn blur(picture: &[u64], cell: Cell<'_>, _workers: usize) -> io::Result<Vec<u64>> {
    Ok((0..picture.len()).map(|place| cell(picture, place)).collect())
}

fn main() {
    exercises::check("blur", blur::check, blur);
}
