//! Prepares it under the lock, and cannot go on when the process that had the lock was killed.
//!
//! The check says: 0 processes have the number, which was prepared 1 times

use exercises::checks::prepare_once;
use single_value_data_sharing::Value;

pub fn prepared(value: &Value<u64>, prepare: &dyn Fn() -> u64) -> u64 {
    let mut value = value.lock().unwrap();
    if *value == 0 {
        *value = prepare();
    }
    *value
}

fn main() {
    exercises::check("prepare_once", prepare_once::check, prepared);
}
