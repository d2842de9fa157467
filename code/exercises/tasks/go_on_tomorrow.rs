//! Go on tomorrow.
//!
//! A long run of many tasks is killed now and then, with all its workers. Save each result as soon as it is there, so that the next run
//! computes only what is missing. The file has a line for each result, in any order: the number of the task, a space, the result. A kill can also come
//! in the middle of a line, and then the file ends there. If a task kills its worker, return an error. The function below begins anew each time, and
//! saves at the end. Fix it.
//!
//! You get: how many tasks there are, from 0 on; how many workers; `work`, which gives the result of a task; the path of the file, which is not there before the
//! first run. Return all results, in the order of the tasks.
//!
//! Check it with
//!
//!     cargo test -p exercises --test go_on_tomorrow

use std::fs;
use std::io;
use std::path::Path;

use exercises::checks::go_on_tomorrow::{self, Work};
use process_pool::Pool;

pub fn run(tasks: u64, workers: usize, work: Work<'_>, path: &Path) -> io::Result<Vec<u64>> {
    let mut pool = Pool::new(workers, work)?;
    let results = pool.map(0..tasks).map_err(io::Error::other)?;
    pool.close()?;
    let lines = results.iter().enumerate().map(|(task, result)| format!("{task} {result}\n"));
    fs::write(path, lines.collect::<String>())?;
    Ok(results)
}

fn main() {
    exercises::check("go_on_tomorrow", go_on_tomorrow::check, run);
}
