use std::time::Duration;

use executor::Cause;
use exercises::checks::hung_up::{self, HasHungUp, Workshop};

// ANCHOR: answer
pub fn ask(
    workshop: &Workshop,
    task: usize,
    has_hung_up: HasHungUp<'_>,
) -> Option<Result<usize, Cause>> {
    let mut ticket = workshop.submit(task);
    while !has_hung_up() {
        let result = ticket.wait_timeout(Duration::from_millis(10));
        if result.is_some() {
            return result;
        }
    }
    None
}
// ANCHOR_END: answer

fn main() {
    exercises::check("hung_up", hung_up::check, ask);
}
