//! Set up once.
//!
//! The workers of this pool ask a server. To open a connection takes long, and here each task opens one. Let each worker open one
//! connection, for all of its tasks. A connection belongs to the process that has opened it: none may be copied by a fork.
//!
//! Check it with
//!
//!     cargo test -p exercises --test set_up_once

use std::error::Error;

use exercises::checks::set_up_once::{self, Connection};
use process_pool::Pool;

pub fn ask_all<'a>(
    open: &'a (dyn Fn() -> Connection<'a> + Sync),
    questions: Vec<u64>,
) -> Result<Vec<u64>, Box<dyn Error>> {
    let mut pool = Pool::new(2, |question| open().ask(question))?;
    Ok(pool.map(questions)?)
}

fn main() {
    exercises::check("set_up_once", set_up_once::check, ask_all);
}
