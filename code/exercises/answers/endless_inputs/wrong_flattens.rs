//! Flattens the results: an iterator over a `Result` leaves out errors without a word.
//!
//! The check says: results, though the task of input 7 was killed

use exercises::checks::endless_inputs;
use process_pool::{Pool, TaskError};

pub fn first(
    pool: &mut Pool<'_, u64, Option<u64>>,
    inputs: &mut dyn Iterator<Item = u64>,
    wanted: usize,
) -> Result<Vec<u64>, TaskError> {
    Ok(pool.imap(inputs).flatten().flatten().take(wanted).collect())
}

fn main() {
    exercises::check("endless_inputs", endless_inputs::check, first);
}
