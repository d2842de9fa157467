//! What a task costs beyond its work: with a process for each, by a ring for each, and by the pool
//! with as many at a time as it likes, of plain numbers, of what postcard has to write, and of a MiB
//! each way. They take turns; the median of nine rounds, in microseconds a task.

use std::error::Error;
use std::time::Instant;

use process::spawn;
use process_pool::Pool;
use serde_bytes::ByteBuf;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const ROUNDS: usize = 9;
const MANY: u64 = 100_000;

fn main() -> Result<()> {
    let mut numbers = Pool::new(2, |n: u64| n + 1)?;
    let mut options = Pool::new(2, |n: Option<u64>| n.map(|n| n + 1))?;
    let mut bytes = Pool::new(2, |bytes: ByteBuf| bytes)?;
    let mut prices = [const { Vec::new() }; 5];
    for _ in 0..ROUNDS {
        let round = [
            price(100, |_| Ok(spawn(|| ())?.join()?))?,
            price(1_000, |n| Ok(numbers.map([n])?))?,
            price(1, |_| Ok(numbers.map(0..MANY)?))? / MANY as f64,
            price(1, |_| Ok(options.map((0..MANY).map(Some))?))? / MANY as f64,
            price(20, |_| Ok(bytes.map([ByteBuf::from(vec![7; 1 << 20])])?))?,
        ];
        prices.iter_mut().zip(round).for_each(|(prices, price)| prices.push(price));
    }
    let [each, alone, mapped, by_postcard, large] = prices.map(median);
    println!("microseconds a task, beyond its work:");
    println!("a process for each task {each:>9.3}");
    println!("one task, one call      {alone:>9.3}");
    println!("100,000 in one call     {mapped:>9.3}");
    println!("each in an `Option`     {by_postcard:>9.3}");
    println!("a MiB in, a MiB out     {large:>9.3}");
    Ok(())
}

fn price<T>(tasks: u64, mut task: impl FnMut(u64) -> Result<T>) -> Result<f64> {
    let start = Instant::now();
    for n in 0..tasks {
        task(n)?;
    }
    Ok(start.elapsed().as_secs_f64() * 1e6 / tasks as f64)
}

fn median(mut prices: Vec<f64>) -> f64 {
    prices.sort_by(f64::total_cmp);
    prices[ROUNDS / 2]
}
