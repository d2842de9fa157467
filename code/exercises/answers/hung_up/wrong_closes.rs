//! Closes the executor: `close` waits for all tasks, and no other client can hand in a task afterwards.
//!
//! The check says: your function had not come back in time, and was ended, while a client hung up whose task had begun

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
        if result.is_some() {
            return result;
        }
    }
    workshop.clone().close().expect("it was not closed before");
    None
}

fn main() {
    exercises::check("hung_up", hung_up::check, ask);
}
