//! Calls the pool for each input: one task runs at a time, and each error has the index 0.
//!
//! The check says: no other task was run as long as the first one took
//!
//! It expects: one lazy call for all inputs

use exercises::checks::endless_inputs;
use process_pool::{Pool, TaskError};

pub fn first(
    pool: &mut Pool<'_, u64, Option<u64>>,
    inputs: &mut dyn Iterator<Item = u64>,
    wanted: usize,
) -> Result<Vec<u64>, TaskError> {
    let mut found = Vec::new();
    for input in inputs {
        if found.len() == wanted {
            break;
        }
        found.extend(pool.map([input])?.into_iter().flatten());
    }
    Ok(found)
}

fn main() {
    exercises::check("endless_inputs", endless_inputs::check, first);
}
