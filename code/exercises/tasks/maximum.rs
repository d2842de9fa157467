//! The maximum, without a lock.
//!
//! Several processes look for the highest number, and each offers what it has found. This function loads the highest number and stores
//! its own if that is higher. Between the two, another process may have stored one that is higher still. Fix it, without a lock.
//!
//! You get: `Highest`, a number in shared memory with `load()`, `store(new)` and `compare_exchange(old, new)`, whose `Err` has the number that
//! is there instead of the old one. The check plays the other process: it changes the number after you have looked.
//!
//! Return `true` if your number has become the highest, and `false` if there was one as high.
//!
//! Check it with
//!
//!     cargo test -p exercises --test maximum

use exercises::checks::maximum::{self, Highest};

pub fn offer(highest: &Highest, mine: u64) -> bool {
    if highest.load() < mine {
        highest.store(mine);
        return true;
    }
    false
}

fn main() {
    exercises::check("maximum", maximum::check, offer);
}
