//! Detaches the ticket of a client that has gone: that lets the task run.
//!
//! The check says: the endless task of a client that had hung up still had its worker

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
    ticket.detach();
    None
}

fn main() {
    exercises::check("hung_up", hung_up::check, ask);
}
