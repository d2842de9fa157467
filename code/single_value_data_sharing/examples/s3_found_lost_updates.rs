//! Lost updates, found: the program without its lock, 100 times, and what survived of 200.

use std::io;
use std::sync::atomic::{AtomicI32, Ordering::SeqCst};
use std::thread::sleep;
use std::time::Duration;

use process::spawn;
use single_value_data_sharing::Shared;

const RUNS: usize = 100;
const RANGE: usize = 20;

// ANCHOR: add
fn add_100(number: &AtomicI32) {
    for _ in 0..100 {
        let seen = number.load(SeqCst);
        sleep(Duration::from_micros(10)); // Some work between the two.
        number.store(seen + 1, SeqCst);
    }
}

/// How many of 200 additions survived.
fn run() -> io::Result<i32> {
    let number = Shared::new(AtomicI32::new(0))?;
    let first = spawn(|| add_100(&number))?;
    let second = spawn(|| add_100(&number))?;
    first.join()?;
    second.join()?;
    Ok(number.load(SeqCst))
}
// ANCHOR_END: add

fn main() -> io::Result<()> {
    let mut runs_in_range = [0; 200 / RANGE];
    for _ in 0..RUNS {
        let survived = usize::try_from(run()?).expect("a count");
        runs_in_range[(survived - 1) / RANGE] += 1;
    }
    println!("of 200 additions survived");
    for (range, runs) in runs_in_range.iter().enumerate() {
        let (first, last) = (range * RANGE + 1, (range + 1) * RANGE);
        println!("{first:>5} to {last:>3} in {runs:>3} runs");
    }
    Ok(())
}
