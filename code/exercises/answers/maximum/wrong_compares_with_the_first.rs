//! Tries again with the number that it saw first, which is never there again.
//!
//! The check says: had not come back in time, and was ended, while 50 was offered to 10, and another process stored [70]

use exercises::checks::maximum::{self, Highest};

pub fn offer(highest: &Highest, mine: u64) -> bool {
    let seen = highest.load();
    if seen < mine {
        while highest.compare_exchange(seen, mine).is_err() {}
        return true;
    }
    false
}

fn main() {
    exercises::check("maximum", maximum::check, offer);
}
