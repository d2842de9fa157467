//! Runs many commands in little time: one that measures has the machine to itself, the others spend most of their time on
//! waiting, and run beside each other.

use std::iter;
use std::panic;
use std::sync::{Mutex, OnceLock};
use std::thread;

/// How many commands run beside each other.
const LANES: usize = 3;

/// Does the work for every item: first for each that has to be alone, one after the other, then for the others. The results
/// come in no order.
///
/// # Errors
/// The first error of the work, after which no item is begun.
///
/// # Panics
/// When the work does.
pub fn each<T: Send, R: Send, E: Send + Sync>(
    items: Vec<T>,
    alone: impl Fn(&T) -> bool,
    work: impl Fn(T) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    each_in(LANES, items, alone, work)
}

/// The same, with as many commands beside each other as the caller says.
///
/// # Errors
/// The first error of the work, after which no item is begun.
///
/// # Panics
/// When the work does.
pub fn each_in<T: Send, R: Send, E: Send + Sync>(
    lanes: usize,
    items: Vec<T>,
    alone: impl Fn(&T) -> bool,
    work: impl Fn(T) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    let (alone, beside): (Vec<T>, Vec<T>) = items.into_iter().partition(alone);
    let mut results = alone.into_iter().map(&work).collect::<Result<Vec<R>, E>>()?;
    let left = Mutex::new(beside.into_iter());
    let next = || left.lock().expect("no thread panics while taking the next").next();
    let failure = OnceLock::new();
    let done = |item| work(item).map_err(|error| failure.set(error)).ok();
    let lane = || {
        let items = iter::from_fn(|| if failure.get().is_none() { next() } else { None });
        items.filter_map(done).collect::<Vec<R>>()
    };
    thread::scope(|scope| {
        let lanes: Vec<_> = (0..lanes).map(|_| scope.spawn(lane)).collect();
        for lane in lanes {
            results.extend(lane.join().unwrap_or_else(|panic| panic::resume_unwind(panic)));
        }
    });
    failure.into_inner().map_or(Ok(results), Err)
}
