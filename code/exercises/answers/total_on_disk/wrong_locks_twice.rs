//! Holds the lock while it reads, and while it writes, and not between the two.
//!
//! The check says: the lock was let go, and taken again, between reading and writing

use common_pitfalls::replace;
use std::io;
use std::sync::PoisonError;

use exercises::checks::total_on_disk::{self, Total, Turn};

pub fn add(total: &Total, turn: &Turn, amount: u64) -> io::Result<()> {
    let reading = turn.lock().unwrap_or_else(PoisonError::into_inner);
    let sum = total.read()? + amount;
    drop(reading);
    let _writing = turn.lock().unwrap_or_else(PoisonError::into_inner);
    replace(total.path(), |file| total.write(file, sum))
}

fn main() {
    exercises::check("total_on_disk", total_on_disk::check, add);
}
