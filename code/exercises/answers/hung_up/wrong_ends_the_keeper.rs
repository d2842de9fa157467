//! Kills the keeper, and with it the tasks of all clients.
//!
//! The check says: another client got NoWorker(BrokenPipe)

use std::time::Duration;

use executor::Cause;
use exercises::checks::hung_up::{self, HasHungUp, Workshop};
use rustix::process::{Pid, Signal, kill_process};

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
    let keeper = Pid::from_raw(workshop.keeper_id().cast_signed())?;
    kill_process(keeper, Signal::KILL).expect("it is there");
    None
}

fn main() {
    exercises::check("hung_up", hung_up::check, ask);
}
