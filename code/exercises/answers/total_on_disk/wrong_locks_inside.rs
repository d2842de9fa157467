//! Holds the lock while the file beside is written, and lets it go before the renaming.
//!
//! The check says: the lock was let go when the new total was written, and not yet in its place

use std::io;
use std::sync::PoisonError;

use common_pitfalls::replace;
use exercises::checks::total_on_disk::{self, Total, Turn};

pub fn add(total: &Total, turn: &Turn, amount: u64) -> io::Result<()> {
    replace(total.path(), |file| {
        let _turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
        let sum = total.read()? + amount;
        total.write(file, sum)
    })
}

fn main() {
    exercises::check("total_on_disk", total_on_disk::check, add);
}
