//! Looks for the client before it hands in the task, and not while it waits.
//!
//! The check says: while a task waited for 4 calls of `has_hung_up`, there were 1

use executor::Cause;
use exercises::checks::hung_up::{self, HasHungUp, Workshop};

pub fn ask(
    workshop: &Workshop,
    task: usize,
    has_hung_up: HasHungUp<'_>,
) -> Option<Result<usize, Cause>> {
    if has_hung_up() {
        return None;
    }
    Some(workshop.submit(task).wait())
}

fn main() {
    exercises::check("hung_up", hung_up::check, ask);
}
