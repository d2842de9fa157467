//! Makes the copy in the call: the guard has no name, and lives until the call is over.
//!
//! The check says: the report was written while the values were locked
//!
//! It expects: One without a name lives until its statement ends

use exercises::checks::snapshot::{self, Readings};

pub fn report(readings: &Readings, write: &mut dyn FnMut(&[u64])) {
    write(&Vec::from_iter(readings.lock().iter().copied()));
}

fn main() {
    exercises::check("snapshot", snapshot::check, report);
}
