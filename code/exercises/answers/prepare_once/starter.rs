//! Prepare it once.
//!
//! Four processes need the same number, and it takes long to prepare. The first that asks prepares it, and the others wait and take it:
//! a value of 0 says that it is not prepared yet. This function prepares it four times. Fix that. If the process that prepares it is
//! killed, another one has to, and in the end the value is not poisoned.
//!
//! You get: `Number`, which is used as a `Value<u64>`; and `prepare`, which takes long.
//!
//! Check it with
//!
//!     cargo test -p exercises --test prepare_once

use exercises::checks::prepare_once::{self, Number};

pub fn prepared(value: &Number, prepare: &dyn Fn() -> u64) -> u64 {
    let found = *value.lock().unwrap();
    if found != 0 {
        return found;
    }
    let number = prepare();
    *value.lock().unwrap() = number;
    number
}

fn main() {
    exercises::check("prepare_once", prepare_once::check, prepared);
}
