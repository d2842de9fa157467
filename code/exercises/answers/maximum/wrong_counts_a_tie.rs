//! Calls a number that is as high a new highest one.
//!
//! The check says: `true`, after 50 was offered to 10, and another process stored [50]

use exercises::checks::maximum::{self, Highest};

pub fn offer(highest: &Highest, mine: u64) -> bool {
    let mut seen = highest.load();
    while seen <= mine {
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
