//! Asks whether there are enough after a result alone, so that none are never enough.
//!
//! The check says: results, when 0 were asked for
//!
//! It expects: which may be none

use exercises::checks::endless_inputs;
use process_pool::{Pool, TaskError};

pub fn first(
    pool: &mut Pool<'_, u64, Option<u64>>,
    inputs: &mut dyn Iterator<Item = u64>,
    wanted: usize,
) -> Result<Vec<u64>, TaskError> {
    let mut found = Vec::new();
    for result in pool.imap(inputs) {
        found.extend(result?);
        if found.len() == wanted {
            break;
        }
    }
    Ok(found)
}

fn main() {
    exercises::check("endless_inputs", endless_inputs::check, first);
}
