//! Makes room for the new file when that is written. For a moment there is none.
//!
//! The check says: the old file was taken away before the new one was in its place

use std::fs::{self, File};
use std::io;
use std::sync::PoisonError;

use exercises::checks::total_on_disk::{self, Total, Turn};

pub fn add(total: &Total, turn: &Turn, amount: u64) -> io::Result<()> {
    let _turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
    let sum = total.read()? + amount;
    let beside = total.path().with_extension("new");
    total.write(&mut File::create(&beside)?, sum)?;
    fs::remove_file(total.path())?;
    fs::rename(beside, total.path())
}

fn main() {
    exercises::check("total_on_disk", total_on_disk::check, add);
}
