//! Reads value by value until it has seen the same twice, which does not happen while the writer writes.
//!
//! The check says: had not come back in time, and was ended, while report 1 was written

use exercises::checks::snapshot::{self, Readings};

pub fn report(readings: &Readings, write: &mut dyn FnMut(&[u64])) {
    let read =
        || -> Vec<u64> { (0..readings.count()).map(|place| readings.lock()[place]).collect() };
    loop {
        let values = read();
        if values == read() {
            return write(&values);
        }
    }
}

fn main() {
    exercises::check("snapshot", snapshot::check, report);
}
