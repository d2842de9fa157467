//! Makes a copy, and keeps the lock to the end of the function.
//!
//! The check says: the report was written while the values were locked
//!
//! It expects: the guard has to go before `write` is called

use exercises::checks::snapshot::{self, Readings};

pub fn report(readings: &Readings, write: &mut dyn FnMut(&[u64])) {
    let look = readings.lock();
    let values = look.to_vec();
    write(&values);
}

fn main() {
    exercises::check("snapshot", snapshot::check, report);
}
