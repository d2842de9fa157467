//! Writes beside, and copies what it has written over the old file. That writes in place.
//!
//! The check says: the file that readers open was written to, or cut short

use std::fs::{self, File};
use std::io;
use std::sync::PoisonError;

use exercises::checks::total_on_disk::{self, Total, Turn};

pub fn add(total: &Total, turn: &Turn, amount: u64) -> io::Result<()> {
    let _turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
    let sum = total.read()? + amount;
    let beside = total.path().with_extension("new");
    total.write(&mut File::create(&beside)?, sum)?;
    fs::copy(&beside, total.path())?;
    fs::remove_file(beside)
}

fn main() {
    exercises::check("total_on_disk", total_on_disk::check, add);
}
