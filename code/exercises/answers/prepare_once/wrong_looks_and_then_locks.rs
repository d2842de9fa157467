//! Looks under one lock and prepares under the next: all have looked before the first has prepared it.
//!
//! The check says: the number was prepared 4 times
//!
//! It expects: to look and to act is one step

use exercises::checks::prepare_once::{self, Number};

pub fn prepared(value: &Number, prepare: &dyn Fn() -> u64) -> u64 {
    let found = *value.lock().unwrap();
    if found != 0 {
        return found;
    }
    let prepare = |number: &mut u64| {
        *number = prepare();
        *number
    };
    value.update(prepare).expect("an update does not poison")
}

fn main() {
    exercises::check("prepare_once", prepare_once::check, prepared);
}
