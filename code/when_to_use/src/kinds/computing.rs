//! CPU-bound: nothing but arithmetic, and two parts that know nothing of each other.

use std::io;
use std::ops::Range;
use std::thread;

use process_pool::Pool;

use crate::measure::Way;

/// What is done, for a caption.
pub const WORK: &str = "the Collatz sequences of 150,000 numbers, a part for each core";

const NUMBERS: u64 = 150_000;

pub(super) fn ways(workers: usize) -> Vec<Way<'static>> {
    vec![
        Way::new("one after the other", || Ok(serial())),
        Way::new("threads", move || Ok(threads(workers))),
        Way::new("processes", move || processes(workers)),
    ]
}

/// The steps of all sequences, added up.
pub fn serial() -> u64 {
    steps(1..NUMBERS)
}

// ANCHOR: computing
/// The same, by threads.
pub fn threads(workers: usize) -> u64 {
    thread::scope(|scope| {
        let start = |part| scope.spawn(move || steps(part));
        let running: Vec<_> = parts(workers).map(start).collect();
        running.into_iter().map(|thread| thread.join().expect("arithmetic")).sum()
    })
}

/// The same, by processes.
///
/// # Errors
/// What the pool says.
pub fn processes(workers: usize) -> io::Result<u64> {
    let mut pool = Pool::new(workers, steps)?;
    let sums = pool.map(parts(workers)).map_err(io::Error::other)?;
    pool.close()?;
    Ok(sums.into_iter().sum())
}
// ANCHOR_END: computing

fn steps(numbers: Range<u64>) -> u64 {
    numbers.map(steps_to_one).sum()
}

/// Halve what is even, triple what is odd and add one, until it is one.
fn steps_to_one(mut number: u64) -> u64 {
    let mut steps = 0;
    while number != 1 {
        number = if number.is_multiple_of(2) { number / 2 } else { 3 * number + 1 };
        steps += 1;
    }
    steps
}

fn parts(workers: usize) -> impl Iterator<Item = Range<u64>> {
    let workers = workers as u64;
    let border = move |part| 1 + (NUMBERS - 1) * part / workers;
    (0..workers).map(move |part| border(part)..border(part + 1))
}
