//! Maps a thousand inputs at a time, and returns an error of a task behind the last result that is wanted.
//!
//! The check says: though 100 results came before it
//!
//! It expects: an error of theirs is not looked at

use exercises::checks::endless_inputs;
use process_pool::{Pool, TaskError};

pub fn first(
    pool: &mut Pool<'_, u64, Option<u64>>,
    inputs: &mut dyn Iterator<Item = u64>,
    wanted: usize,
) -> Result<Vec<u64>, TaskError> {
    let mut found = Vec::new();
    while found.len() < wanted {
        let portion: Vec<u64> = inputs.take(1000).collect();
        found.extend(pool.map(portion)?.into_iter().flatten());
    }
    found.truncate(wanted);
    Ok(found)
}

fn main() {
    exercises::check("endless_inputs", endless_inputs::check, first);
}
