//! How many numbers below 2,000 are prime? The answer, and what it costs to ask in parallel.

use std::error::Error;
use std::process::exit;
use std::time::Instant;

use process::spawn;
use process_pool::Pool;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const NUMBERS: std::ops::Range<u32> = 0..2_000;

// ANCHOR: ways
fn one_loop() -> Result<usize> {
    Ok(NUMBERS.filter(|&number| is_prime(number)).count())
}

fn a_process_each() -> Result<usize> {
    let mut primes = 0;
    for number in NUMBERS {
        let child = spawn(move || exit(is_prime(number).into()))?;
        primes += usize::from(child.join()?.code() == Some(1));
    }
    Ok(primes)
}

fn a_pool() -> Result<usize> {
    let mut pool = Pool::new(2, is_prime)?;
    let answers = pool.map(NUMBERS)?;
    pool.close()?;
    Ok(answers.into_iter().filter(|&prime| prime).count())
}
// ANCHOR_END: ways

fn is_prime(number: u32) -> bool {
    number > 1
        && (2..)
            .take_while(|divisor| divisor * divisor <= number)
            .all(|divisor| !number.is_multiple_of(divisor))
}

fn main() -> Result<()> {
    report("one loop", 9, one_loop)?;
    report("a pool of two", 9, a_pool)?;
    report("a process for each number", 1, a_process_each)
}

/// The median of so many rounds: a short one would show what else the machine was doing.
fn report(how: &str, rounds: usize, count: fn() -> Result<usize>) -> Result<()> {
    let mut primes = 0;
    let mut times = Vec::new();
    for _ in 0..rounds {
        let start = Instant::now();
        primes = count()?;
        times.push(start.elapsed());
    }
    times.sort();
    let milliseconds = times[rounds / 2].as_secs_f64() * 1e3;
    println!("{how:26} {primes} primes, {milliseconds:>9.3} ms");
    Ok(())
}
