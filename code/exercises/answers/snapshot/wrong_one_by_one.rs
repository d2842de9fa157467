//! Writes a report for each value.
//!
//! The check says: a report of 1 of the 300 values

use exercises::checks::snapshot::{self, Readings};

pub fn report(readings: &Readings, write: &mut dyn FnMut(&[u64])) {
    let values = readings.lock().to_vec();
    for value in values {
        write(&[value]);
    }
}

fn main() {
    exercises::check("snapshot", snapshot::check, report);
}
