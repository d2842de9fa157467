use std::error::Error;

use exercises::checks::set_up_once::{self, Connection};
use process_pool::PoolOptions;

// ANCHOR: answer
pub fn ask_all<'a>(
    open: &'a (dyn Fn() -> Connection<'a> + Sync),
    questions: Vec<u64>,
) -> Result<Vec<u64>, Box<dyn Error>> {
    let options = PoolOptions::new().workers(2);
    let mut pool =
        options.build_with(open, |connection, question: u64| connection.ask(question))?;
    Ok(pool.map(questions)?)
}
// ANCHOR_END: answer

fn main() {
    exercises::check("set_up_once", set_up_once::check, ask_all);
}
