//! Keeps the lock, so that it is held for long enough.
//!
//! The check says: when the function had returned, the lock was still held

use common_pitfalls::replace;
use std::io;
use std::mem::forget;
use std::sync::PoisonError;

use exercises::checks::total_on_disk::{self, Total, Turn};

pub fn add(total: &Total, turn: &Turn, amount: u64) -> io::Result<()> {
    forget(turn.lock().unwrap_or_else(PoisonError::into_inner));
    let sum = total.read()? + amount;
    replace(total.path(), |file| total.write(file, sum))
}

fn main() {
    exercises::check("total_on_disk", total_on_disk::check, add);
}
