//! What a task costs beyond its work, in microseconds: one there and back, and one of ten thousand
//! that are handed in before the first is waited for. By a pool and by an executor, which take turns;
//! the median of nine rounds.

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use executor::{Executor, Ticket};
use process_pool::Pool;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const ROUNDS: usize = 9;
const MANY: u64 = 10_000;

fn main() -> Result<()> {
    let mut pool = Pool::new(2, add_one)?;
    let executor = Executor::new(2, add_one)?;
    let mut prices = [const { Vec::new() }; 4];
    for _ in 0..ROUNDS {
        let round = [
            price(200, |n| Ok(pool.map([n])?[0]))?,
            price(200, |n| Ok(executor.submit(n).wait()?))?,
            price(1, |_| Ok(pool.map(0..MANY)?))? / MANY as f64,
            price(1, |_| all(&executor))? / MANY as f64,
        ];
        prices.iter_mut().zip(round).for_each(|(prices, price)| prices.push(price));
    }
    let [pool_one, one, pool_many, many] = prices.map(median);
    println!("one task, there and back, by a pool         {pool_one:>8.2}");
    println!("one task, there and back, by an executor    {one:>8.2}");
    println!("one of ten thousand, by a pool              {pool_many:>8.2}");
    println!("one of ten thousand, by an executor         {many:>8.2}");
    executor.close()?;
    Ok(())
}

fn add_one(n: u64) -> u64 {
    black_box(n) + 1
}

fn all(executor: &Executor<u64, u64>) -> Result<Vec<u64>> {
    let tickets: Vec<Ticket<u64>> = (0..MANY).map(|n| executor.submit(n)).collect();
    Ok(tickets.into_iter().map(Ticket::wait).collect::<std::result::Result<_, _>>()?)
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
