//! Reads the total under one lock and writes the sum under another: a result that was added between the two is lost.
//!
//! The check says: in the total, for the results [1, 10, 100, 1000]

use std::thread;
use std::time::Duration;

use exercises::checks::hold_briefly;
use single_value_data_sharing::Value;

pub fn add(total: &Value<u64>, work: &dyn Fn() -> u64) {
    let result = work();
    let sum = *total.lock().unwrap() + result;
    thread::sleep(Duration::from_millis(100)); // So that it shows.
    *total.lock().unwrap() = sum;
}

fn main() {
    exercises::check("hold_briefly", hold_briefly::check, add);
}
