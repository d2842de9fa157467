//! Says `None` for a task that was lost, as if the client had gone.
//!
//! The check says: a client that stayed got None

use std::time::Duration;

use executor::Cause;
use exercises::checks::hung_up::{self, HasHungUp, Workshop};

pub fn ask(
    workshop: &Workshop,
    task: usize,
    has_hung_up: HasHungUp<'_>,
) -> Option<Result<usize, Cause>> {
    let mut ticket = workshop.submit(task);
    while !has_hung_up() {
        let result = ticket.wait_timeout(Duration::from_millis(10));
        if let Some(result) = result {
            return result.ok().map(Ok);
        }
    }
    None
}

fn main() {
    exercises::check("hung_up", hung_up::check, ask);
}
