//! Has the lock, and takes it again for each value.
//!
//! The check says: this thread would wait for itself: it has the lock already

use exercises::checks::snapshot::{self, Readings};

pub fn report(readings: &Readings, write: &mut dyn FnMut(&[u64])) {
    let _guard = readings.lock();
    let values: Vec<u64> = (0..readings.count()).map(|place| readings.lock()[place]).collect();
    write(&values);
}

fn main() {
    exercises::check("snapshot", snapshot::check, report);
}
