//! Never torn, never slow.
//!
//! Another process changes all the readings, again and again, under one lock. This function reads them for a report, one by one, so the
//! report mixes values of many rounds. Fix that: all the values of a report are of one moment. To write a report takes long, and the
//! other process must not wait for it.
//!
//! You get: `Readings`, with `count()` and `lock()`, which gives a guard that is a slice to you; and `write`, which writes the report.
//!
//! Check it with
//!
//!     cargo test -p exercises --test snapshot

use exercises::checks::snapshot::{self, Readings};

pub fn report(readings: &Readings, write: &mut dyn FnMut(&[u64])) {
    let values: Vec<u64> = (0..readings.count()).map(|place| readings.lock()[place]).collect();
    write(&values);
}

fn main() {
    exercises::check("snapshot", snapshot::check, report);
}
