//! Loads a second time right before it stores: the number changes after that, too.
//!
//! The check says: 50 is the highest, after 50 was offered to 10, and another process stored [20, 90]

use exercises::checks::maximum::{self, Highest};

pub fn offer(highest: &Highest, mine: u64) -> bool {
    if highest.load() < mine && highest.load() < mine {
        highest.store(mine);
        return true;
    }
    false
}

fn main() {
    exercises::check("maximum", maximum::check, offer);
}
