//! Gives up after ten attempts.
//!
//! The check says: the highest, after 50 was offered to 10, and another process stored the numbers from 11 to 40

use exercises::checks::maximum::{self, Highest};

pub fn offer(highest: &Highest, mine: u64) -> bool {
    let mut seen = highest.load();
    for _ in 0..10 {
        if seen >= mine {
            return false;
        }
        match highest.compare_exchange(seen, mine) {
            Ok(_) => return true,
            Err(found) => seen = found,
        }
    }
    false
}

fn main() {
    exercises::check("maximum", maximum::check, offer);
}
