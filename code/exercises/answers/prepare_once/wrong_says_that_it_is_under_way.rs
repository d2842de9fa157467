//! Stores that the number is under way, and prepares it without the lock: if the process is killed, the others wait for good.
//!
//! The check says: had not come back in time, and was ended, while four processes asked for a number, and the first that prepares it is killed

use exercises::checks::prepare_once::{self, Number};

pub fn prepared(value: &Number, prepare: &dyn Fn() -> u64) -> u64 {
    let is_mine = value.update(|number| {
        let is_mine = *number == 0;
        if is_mine {
            *number = 1; // Under way.
        }
        is_mine
    });
    if is_mine.unwrap() {
        let number = prepare();
        *value.lock().unwrap() = number;
    }
    loop {
        match *value.lock().unwrap() {
            1 => std::thread::yield_now(),
            number => return number,
        }
    }
}

fn main() {
    exercises::check("prepare_once", prepare_once::check, prepared);
}
