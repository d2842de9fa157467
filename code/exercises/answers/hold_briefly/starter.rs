//! Hold it briefly.
//!
//! Each of four processes calls this function: it does a piece of work, which takes long, and adds the result to the total. It has the
//! lock while it works, so the four work one after the other. Let them work at the same time, and lose no result.
//!
//! You get: `Total`, which is used as a `Value<u64>`. Whenever it is free, another process may add to it.
//!
//! Check it with
//!
//!     cargo test -p exercises --test hold_briefly

use exercises::checks::hold_briefly::{self, Total};

pub fn add(total: &Total, work: &dyn Fn() -> u64) {
    let mut total = total.lock().unwrap();
    *total += work();
}

fn main() {
    exercises::check("hold_briefly", hold_briefly::check, add);
}
