//! Opens one connection before the pool is made, so that the fork copies it into every worker.
//!
//! The check says: were asked on a connection that another process had opened

use std::error::Error;

use exercises::checks::set_up_once::{self, Connection};
use process_pool::Pool;

pub fn ask_all<'a>(
    open: &'a (dyn Fn() -> Connection<'a> + Sync),
    questions: Vec<u64>,
) -> Result<Vec<u64>, Box<dyn Error>> {
    let connection = open();
    let mut pool = Pool::new(2, |question| connection.ask(question))?;
    Ok(pool.map(questions)?)
}

fn main() {
    exercises::check("set_up_once", set_up_once::check, ask_all);
}
