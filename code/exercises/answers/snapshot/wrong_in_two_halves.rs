//! Locks twice, each time for one half, to keep the lock briefly.
//!
//! The check says: a report of values from 2 rounds of the writer

use exercises::checks::snapshot::{self, Readings};

pub fn report(readings: &Readings, write: &mut dyn FnMut(&[u64])) {
    let middle = readings.count() / 2;
    let mut values = readings.lock()[..middle].to_vec();
    values.extend_from_slice(&readings.lock()[middle..]);
    write(&values);
}

fn main() {
    exercises::check("snapshot", snapshot::check, report);
}
