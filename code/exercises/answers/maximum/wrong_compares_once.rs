//! Compares once, and then tries until it has stored its number, whatever is there by now.
//!
//! The check says: 50 is the highest, after 50 was offered to 10, and another process stored [70]

use exercises::checks::maximum::{self, Highest};

pub fn offer(highest: &Highest, mine: u64) -> bool {
    let mut seen = highest.load();
    if seen >= mine {
        return false;
    }
    while let Err(found) = highest.compare_exchange(seen, mine) {
        seen = found;
    }
    true
}

fn main() {
    exercises::check("maximum", maximum::check, offer);
}
