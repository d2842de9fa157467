//! Saves in the order of the tasks, so the results behind a slow one wait for it, and a kill takes them.
//!
//! The check says: task 7 of 20 had begun, and 0 results were in the file

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use exercises::checks::go_on_tomorrow::{self, Work};
use process_pool::Pool;

pub fn run(tasks: u64, workers: usize, work: Work<'_>, path: &Path) -> io::Result<Vec<u64>> {
    let mut pool = Pool::new(workers, work)?;
    let mut file = File::options().read(true).append(true).create(true).open(path)?;
    let mut results = saved(&mut file)?;
    let missing: Vec<u64> = (0..tasks).filter(|task| !results.contains_key(task)).collect();
    for (index, result) in pool.imap(missing.iter().copied()).enumerate() {
        let (task, result) = (missing[index], result.map_err(io::Error::other)?);
        file.write_all(format!("{task} {result}\n").as_bytes())?;
        results.insert(task, result);
    }
    pool.close()?;
    Ok(results.into_values().collect())
}

/// Reads the whole lines, and cuts off what a kill has left behind them.
fn saved(file: &mut File) -> io::Result<BTreeMap<u64, u64>> {
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    let whole = text.rfind('\n').map_or(0, |end| end + 1);
    file.set_len(whole as u64)?;
    let result = |line: &str| {
        let (task, result) = line.split_once(' ')?;
        Some((task.parse().ok()?, result.parse().ok()?))
    };
    Ok(text[..whole].lines().filter_map(result).collect())
}

fn main() {
    exercises::check("go_on_tomorrow", go_on_tomorrow::check, run);
}
