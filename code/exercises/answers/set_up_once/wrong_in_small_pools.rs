//! Makes a pool for every hundred questions, and leaves all the workers where they are.
//!
//! The check says: of its processes behind

use std::error::Error;
use std::sync::LazyLock;

use exercises::checks::set_up_once::{self, Connection};
use process_pool::Pool;

pub fn ask_all<'a>(
    open: &'a (dyn Fn() -> Connection<'a> + Sync),
    questions: Vec<u64>,
) -> Result<Vec<u64>, Box<dyn Error>> {
    let connection = LazyLock::new(open);
    let connection = &connection;
    let mut answers = Vec::new();
    for some in questions.chunks(100) {
        let mut pool = Pool::new(2, move |question| connection.ask(question))?;
        answers.append(&mut pool.map(some.to_vec())?);
        std::mem::forget(pool);
    }
    Ok(answers)
}

fn main() {
    exercises::check("set_up_once", set_up_once::check, ask_all);
}
