//! Makes room for the new file before it is there.
//!
//! The check says: a reader that came in the middle found no file

use std::fs::{self, File};
use std::io;
use std::sync::PoisonError;

use exercises::checks::total_on_disk::{self, Total, Turn};

pub fn add(total: &Total, turn: &Turn, amount: u64) -> io::Result<()> {
    let _turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
    let sum = total.read()? + amount;
    let beside = total.path().with_extension("new");
    fs::remove_file(total.path())?;
    total.write(&mut File::create(&beside)?, sum)?;
    fs::rename(beside, total.path())
}

fn main() {
    exercises::check("total_on_disk", total_on_disk::check, add);
}
