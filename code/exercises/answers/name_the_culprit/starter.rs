//! Name the culprit.
//!
//! A library does some work for each of a thousand inputs. For some of them it ends the process: it aborts, or it calls `exit`. Find
//! out for which. Do the work for each input once, and no more. A panic is bad, but it costs no worker and does not count.
//! Return the inputs, in their order.
//!
//! Check it with
//!
//!     cargo test -p exercises --test name_the_culprit

use std::io;

use exercises::checks::name_the_culprit;

pub fn culprits(work: &(dyn Fn(u64) + Sync), inputs: &[u64]) -> io::Result<Vec<u64>> {
    todo!("the inputs that end the process which works on them")
}

fn main() {
    exercises::check("name_the_culprit", name_the_culprit::check, culprits);
}
