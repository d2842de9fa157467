//! Goes on when the owner was killed, and leaves the poison there.
//!
//! The check says: the value is poisoned, although the number is there

use std::sync::PoisonError;

use exercises::checks::prepare_once::{self, Number};

pub fn prepared(value: &Number, prepare: &dyn Fn() -> u64) -> u64 {
    let mut value = value.lock().unwrap_or_else(PoisonError::into_inner);
    if *value == 0 {
        *value = prepare();
    }
    *value
}

fn main() {
    exercises::check("prepare_once", prepare_once::check, prepared);
}
