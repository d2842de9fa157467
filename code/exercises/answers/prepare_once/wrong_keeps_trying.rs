//! Takes poison for a lock that is not free, and tries again for good.
//!
//! The check says: had not come back in time, and was ended, while four processes asked for a number, and the first that prepares it is killed

use std::thread;

use exercises::checks::prepare_once::{self, Number};

pub fn prepared(value: &Number, prepare: &dyn Fn() -> u64) -> u64 {
    loop {
        if let Ok(mut number) = value.try_lock() {
            if *number == 0 {
                *number = prepare();
            }
            return *number;
        }
        thread::yield_now();
    }
}

fn main() {
    exercises::check("prepare_once", prepare_once::check, prepared);
}
