//! Holds the lock, for which no reader waits, and writes in place.
//!
//! The check says: a reader that came in the middle found half a file

use std::fs::File;
use std::io;
use std::sync::PoisonError;

use exercises::checks::total_on_disk::{self, Total, Turn};

pub fn add(total: &Total, turn: &Turn, amount: u64) -> io::Result<()> {
    let _turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
    let sum = total.read()? + amount;
    total.write(&mut File::create(total.path())?, sum)
}

fn main() {
    exercises::check("total_on_disk", total_on_disk::check, add);
}
