//! Hold it briefly.
//!
//! Each of four processes calls this function: it does a piece of work, which takes long, and adds the result to the total. It has the
//! lock while it works, so the four work one after the other. Let them work at the same time, and lose no result.
//!
//! Check it with
//!
//!     cargo test -p exercises --test hold_briefly

use exercises::checks::hold_briefly;
use single_value_data_sharing::Value;

pub fn add(total: &Value<u64>, work: &dyn Fn() -> u64) {
    let mut total = total.lock().unwrap();
    *total += work();
}

fn main() {
    exercises::check("hold_briefly", hold_briefly::check, add);
}
