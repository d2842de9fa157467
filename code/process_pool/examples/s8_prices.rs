//! What a task costs beyond its work: with a process for each, by a ring for each, and by the pool
//! with as many on a tray as it likes, of plain numbers and of what postcard has to write. The
//! median of nine rounds, in microseconds a task.

use std::error::Error;
use std::time::Instant;

use process::spawn;
use process_pool::Pool;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const ROUNDS: usize = 9;

fn main() -> Result<()> {
    let mut pool = Pool::new(2, |n: u64| n + 1)?;
    let each = median(|| price(100, |_| Ok(spawn(|| ())?.join()?)))?;
    let alone = median(|| price(1_000, |n| Ok(pool.map([n])?)))?;
    let mapped = median(|| Ok(price(1, |_| Ok(pool.map(0..100_000)?))? / 1e5))?;
    let mut pool = Pool::new(2, |n: Option<u64>| n.map(|n| n + 1))?;
    let by_postcard = || Ok(price(1, |_| Ok(pool.map((0..100_000).map(Some))?))? / 1e5);
    let by_postcard = median(by_postcard)?;
    println!("microseconds a task, beyond its work:");
    println!("a process for each task  {each:>9.3}");
    println!("one task, one call       {alone:>9.3}");
    println!("100,000 numbers, one call{mapped:>9.3}");
    println!("the same in an `Option`  {by_postcard:>9.3}");
    Ok(())
}

fn price<T>(tasks: u64, mut task: impl FnMut(u64) -> Result<T>) -> Result<f64> {
    let start = Instant::now();
    for n in 0..tasks {
        task(n)?;
    }
    Ok(start.elapsed().as_secs_f64() * 1e6 / tasks as f64)
}

fn median(mut round: impl FnMut() -> Result<f64>) -> Result<f64> {
    let mut prices = (0..ROUNDS).map(|_| round()).collect::<Result<Vec<f64>>>()?;
    prices.sort_by(f64::total_cmp);
    Ok(prices[ROUNDS / 2])
}
