//! Rounds that take turns, so that whatever else the machine does meets them all.

use std::env;
use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use test_harness::Python;

pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Times one round, in nanoseconds for each task; `None` where the peer is not there.
pub type Contestant<'a> = (&'a str, Box<dyn FnMut() -> Result<Option<f64>> + 'a>);

/// One body for all: inlined, it is another loop for each of them, of another speed.
#[inline(never)]
pub fn long(n: u64) -> u64 {
    (0..250_000).fold(n, |sum, k| sum ^ black_box(k))
}

/// How many rounds the command line asks for; 9 where it says nothing. Cargo adds a `--bench`.
pub fn rounds() -> usize {
    env::args().find_map(|argument| argument.parse().ok()).unwrap_or(9)
}

pub fn per<T>(count: u64, work: impl FnOnce() -> Result<T>) -> Result<f64> {
    let start = Instant::now();
    let made = work()?;
    let time = start.elapsed();
    drop(black_box(made));
    Ok(time.as_nanos() as f64 / count as f64)
}

/// Lets them take turns, and prints the median of each, and of its ratio to the first.
pub fn compare(rounds: usize, mut contestants: Vec<Contestant>) -> Result<()> {
    let mut times = vec![Vec::new(); contestants.len()];
    for _ in 0..=rounds {
        for (times, (_, round)) in times.iter_mut().zip(&mut contestants) {
            times.extend(round()?);
        }
    }
    for times in &mut times {
        *times = times.split_off(times.len().min(1)); // The first round warms up.
    }
    for (own, (name, _)) in times.iter().zip(&contestants) {
        if own.is_empty() {
            println!("  {name:<30} not measured");
            continue;
        }
        let ratios = own.iter().zip(&times[0]).map(|(own, first)| own / first);
        let (time, ratio) = (median(own.clone()), median(ratios.collect()));
        println!("  {name:<30} {time:>12.1}   x {ratio:.2}");
    }
    Ok(())
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

pub fn who_that_was(python: &Python) {
    match python.failure() {
        Some(failure) => println!("  ({}: {failure})", python.name()),
        None => println!("  ({})", python.name()),
    }
}
