//! Four kinds of work, each done one after the other, by threads and by processes.

pub mod changing;
pub mod computing;
pub mod talking;
pub mod waiting;

use std::io;
use std::thread::available_parallelism;

use crate::measure::{Timing, medians};

/// The rounds of which the medians are taken.
const ROUNDS: usize = 5;

/// One kind of work, and how long each way to do it took.
#[derive(Clone, Debug)]
pub struct Kind {
    /// What the work does, in a few words.
    pub name: &'static str,
    /// What exactly is done, in a few more.
    pub work: &'static str,
    /// The first one is serial.
    pub timings: Vec<Timing>,
}

/// Measures all four kinds, one after the other, with as many workers as there are cores.
///
/// # Errors
/// What starting processes, threads and queues fails with.
pub fn measured() -> io::Result<[Kind; 4]> {
    let workers = workers()?;
    let server = waiting::SlowServer::start()?;
    let mut tables = changing::Tables::new()?;
    let kind =
        |name, work, ways| medians(ROUNDS, ways).map(|timings| Kind { name, work, timings });
    Ok([
        kind("It computes", computing::WORK, computing::ways(workers))?,
        kind("It waits", waiting::WORK, waiting::ways(&server))?,
        kind("It talks", talking::WORK, talking::ways())?,
        kind("It changes a table", changing::WORK, changing::ways(&mut tables, workers))?,
    ])
}

/// As many as there are cores for this process.
///
/// # Errors
/// The number of cores cannot be had.
pub fn workers() -> io::Result<usize> {
    available_parallelism().map(usize::from)
}
