//! Endless inputs.
//!
//! The task of this pool gives `Some` for some of its inputs. Return the first `wanted` of those results, in the order of their inputs.
//! The inputs do not end, so take no more of them than you need, and what the pool takes ahead. If a task fails before there are
//! enough results, return its error.
//!
//! Check it with
//!
//!     cargo test -p exercises --test endless_inputs

use exercises::checks::endless_inputs;
use process_pool::{Pool, TaskError};

pub fn first(
    pool: &mut Pool<'_, u64, Option<u64>>,
    inputs: &mut dyn Iterator<Item = u64>,
    wanted: usize,
) -> Result<Vec<u64>, TaskError> {
    todo!("the first results that are `Some`")
}

fn main() {
    exercises::check("endless_inputs", endless_inputs::check, first);
}
