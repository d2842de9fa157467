use exercises::checks::snapshot::{self, Readings};

// ANCHOR: answer
pub fn report(readings: &Readings, write: &mut dyn FnMut(&[u64])) {
    let values = readings.lock().to_vec();
    write(&values);
}
// ANCHOR_END: answer

fn main() {
    exercises::check("snapshot", snapshot::check, report);
}
