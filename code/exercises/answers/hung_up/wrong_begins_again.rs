//! Hands the task in at each look: the old ticket is dropped, and its task is killed each time.
//!
//! The check says: the task of a client that stayed was begun

use std::time::Duration;

use executor::Cause;
use exercises::checks::hung_up::{self, HasHungUp, Workshop};

pub fn ask(
    workshop: &Workshop,
    task: usize,
    has_hung_up: HasHungUp<'_>,
) -> Option<Result<usize, Cause>> {
    while !has_hung_up() {
        let result = workshop.submit(task).wait_timeout(Duration::from_millis(200));
        if result.is_some() {
            return result;
        }
    }
    None
}

fn main() {
    exercises::check("hung_up", hung_up::check, ask);
}
