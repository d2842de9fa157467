//! Takes as many inputs as results are wanted, and not every input has one.
//!
//! The check says: 8 results, when 100 were asked for

use exercises::checks::endless_inputs;
use process_pool::{Pool, TaskError};

pub fn first(
    pool: &mut Pool<'_, u64, Option<u64>>,
    inputs: &mut dyn Iterator<Item = u64>,
    wanted: usize,
) -> Result<Vec<u64>, TaskError> {
    pool.imap(inputs.take(wanted)).filter_map(Result::transpose).collect()
}

fn main() {
    exercises::check("endless_inputs", endless_inputs::check, first);
}
