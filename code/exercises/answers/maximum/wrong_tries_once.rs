//! Takes a failed exchange for a number that is higher.
//!
//! The check says: 20 is the highest, after 50 was offered to 10

use exercises::checks::maximum::{self, Highest};

pub fn offer(highest: &Highest, mine: u64) -> bool {
    let seen = highest.load();
    seen < mine && highest.compare_exchange(seen, mine).is_ok()
}

fn main() {
    exercises::check("maximum", maximum::check, offer);
}
