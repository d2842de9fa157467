//! Clears the poison before the lock has told it of the death, and unwraps what the lock says then.
//!
//! The check says: 0 of three processes have the number

use exercises::checks::prepare_once::{self, Number};

pub fn prepared(value: &Number, prepare: &dyn Fn() -> u64) -> u64 {
    value.clear_poison();
    let mut number = value.lock().unwrap();
    if *number == 0 {
        *number = prepare();
    }
    *number
}

fn main() {
    exercises::check("prepare_once", prepare_once::check, prepared);
}
