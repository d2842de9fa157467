//! Gives its guard no name, so the lock is free at the end of the line.
//!
//! The check says: the lock was free when the old total was read

use common_pitfalls::replace;
use std::io;
use std::sync::PoisonError;

use exercises::checks::total_on_disk::{self, Total, Turn};

pub fn add(total: &Total, turn: &Turn, amount: u64) -> io::Result<()> {
    drop(turn.lock().unwrap_or_else(PoisonError::into_inner));
    let sum = total.read()? + amount;
    replace(total.path(), |file| total.write(file, sum))
}

fn main() {
    exercises::check("total_on_disk", total_on_disk::check, add);
}
