//! Two threads hand in tasks to the same two processes: the counterpart of `executor.py`.

use std::error::Error;
use std::ops::Range;
use std::thread;

use executor::{Cause, Executor, Ticket};

fn cube(number: u64) -> u64 {
    number * number * number
}

// ANCHOR: cubes
fn cubes(executor: &Executor<u64, u64>, numbers: Range<u64>) -> Result<Vec<u64>, Cause> {
    let tickets: Vec<Ticket<u64>> = numbers.map(|number| executor.submit(number)).collect();
    tickets.into_iter().map(Ticket::wait).collect()
}
// ANCHOR_END: cubes

// ANCHOR: main
fn main() -> Result<(), Box<dyn Error>> {
    let executor = Executor::new(2, cube)?;

    let (low, high) = thread::scope(|scope| {
        let low = scope.spawn(|| cubes(&executor, 0..5));
        let high = scope.spawn(|| cubes(&executor, 5..10));
        (low.join().unwrap(), high.join().unwrap())
    });
    executor.close()?;

    println!("one thread:   {:?}", low?);
    println!("another one:  {:?}", high?);
    Ok(())
}
// ANCHOR_END: main
