//! Maps all inputs before it looks at a result: they never end.
//!
//! The check says: 100000 inputs were taken for the first 100 results

use exercises::checks::endless_inputs;
use process_pool::{Pool, TaskError};

pub fn first(
    pool: &mut Pool<'_, u64, Option<u64>>,
    inputs: &mut dyn Iterator<Item = u64>,
    wanted: usize,
) -> Result<Vec<u64>, TaskError> {
    let results = pool.map(inputs)?;
    Ok(results.into_iter().flatten().take(wanted).collect())
}

fn main() {
    exercises::check("endless_inputs", endless_inputs::check, first);
}
