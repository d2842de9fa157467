//! Replaces the file as a whole, and two processes may read the same old total.
//!
//! The check says: the lock was free when the old total was read

use common_pitfalls::replace;
use std::io;

use exercises::checks::total_on_disk::{self, Total, Turn};

pub fn add(total: &Total, _turn: &Turn, amount: u64) -> io::Result<()> {
    let sum = total.read()? + amount;
    replace(total.path(), |file| total.write(file, sum))
}

fn main() {
    exercises::check("total_on_disk", total_on_disk::check, add);
}
