use exercises::checks::endless_inputs;
use process_pool::{Pool, TaskError};

// ANCHOR: answer
pub fn first(
    pool: &mut Pool<'_, u64, Option<u64>>,
    inputs: &mut dyn Iterator<Item = u64>,
    wanted: usize,
) -> Result<Vec<u64>, TaskError> {
    let results = pool.imap(inputs);
    results.filter_map(Result::transpose).take(wanted).collect()
}
// ANCHOR_END: answer

fn main() {
    exercises::check("endless_inputs", endless_inputs::check, first);
}
