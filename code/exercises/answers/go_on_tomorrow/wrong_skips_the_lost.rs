//! Goes on when a task has no result.
//!
//! The check says: Ok, although task 7 had killed its worker

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
    for (index, result) in pool.imap_unordered(missing.iter().copied()) {
        let Ok(result) = result else { continue };
        let task = missing[index];
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
